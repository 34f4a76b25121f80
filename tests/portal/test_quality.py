"""The hub of data quality, possible duplicates, and merging them, as users meet them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stations.audit import Action
from stations.models import AuditEntry
from tests.veterans.people import id_number, register
from veterans import duplicates
from veterans.models import FileMerge, Household, NotSamePerson, PersonFile, Placement, ServiceRecord
from veterans.services.people import person_update
from veterans_portal.people.panels import panels_of
from veterans_portal.people.worklists import WORKLISTS

pytestmark = pytest.mark.django_db

ZHICHONG, MAYI, TIANFU = "440704004212", "440704004201", "440703006121"
HUB, PAIRS = reverse("people-quality"), reverse("people-duplicates")


def compare_url(one, other):
    return reverse("people-duplicate", args=[one.pk, other.pk])


def merge_url(keep, gone):
    return reverse("people-merge", args=[keep.pk, gone.pk])


@pytest.fixture
def station(tree):
    return tree[ZHICHONG]


def found(user, *, near=True):
    people = PersonFile.objects.kept_by(user)
    return [(pair.first, pair.second, pair.reason) for pair in duplicates.pairs(people, near=near)]


# --- the hub ----------------------------------------------------------------------------------


def test_every_worklist_has_its_number_and_opens_a_list_of_that_length(station, tree, sign_in, cast):
    for number in range(3):
        person = register(station, f"陈{number}", verified_on=timezone.localdate() if number else None)
        for _ in range(2):
            ServiceRecord.objects.create(person=person)
    register(tree[TIANFU], "何外")
    page = sign_in("zhichong_staff").get(HUB)
    for key in WORKLISTS:
        rows = PersonFile.objects.kept_by(cast["zhichong_staff"])
        rows = rows.filter(WORKLISTS[key].condition(timezone.localdate()))
        assert page.context["overview"].waiting[key] == rows.count(), key
        assert f"?figure={key}" in page.content.decode()
    assert page.context["overview"].waiting["unverified"] == 1


def test_the_weakest_ten_come_first_and_say_what_is_missing(station, sign_in):
    weak = register(station, "陈弱", no_id_reason="补办中")
    strong = register(station, "陈强", mobile="10000000001", ethnicity="01", residence_address="村1号")
    for number in range(11):
        register(station, f"李{number}", mobile="10000000001")
    page = sign_in("zhichong_staff").get(HUB)
    rows = page.context["weakest"]
    assert len(rows) == 10
    assert rows[0]["person"] == weak
    assert strong not in [row["person"] for row in rows]
    assert "身份证号" in page.content.decode()
    assert f"/admin/veterans/personfile/{weak.pk}/change/#box_id_id_number" in page.content.decode()


def test_a_completed_file_makes_room_for_the_next(station, sign_in):
    people = [register(station, f"李{number}") for number in range(11)]
    client = sign_in("zhichong_staff")
    first = client.get(HUB).context["weakest"][0]["person"]
    person_update(actor=None, person=first, mobile="10000000001", ethnicity="01")
    shown = [row["person"] for row in client.get(HUB).context["weakest"]]
    assert first not in shown
    assert len(shown) == 10 == len(people) - 1


def test_a_manager_sees_the_stations_below_in_code_order_with_their_average(tree, sign_in):
    register(tree[ZHICHONG], "陈甲", verified_on=timezone.localdate())
    register(tree[ZHICHONG], "陈乙")
    register(tree[MAYI], "陈丙")
    page = sign_in("street_manager").get(HUB)
    lines = [(b.station.code, b.people, b.verified) for b in page.context["branches"]]
    assert lines == [(MAYI, 1, 0), (ZHICHONG, 2, 1)]
    assert all(b.average > 0 for b in page.context["branches"])
    assert "1 / 3 人" in page.content.decode()
    assert sign_in("zhichong_staff").get(HUB).context["branches"] == []


def test_a_foreign_station_is_not_found(tree, sign_in):
    assert sign_in("zhichong_staff").get(HUB, {"station": TIANFU}).status_code == 404
    assert sign_in("zhichong_staff").get(PAIRS, {"station": TIANFU}).status_code == 404


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("username", ["city_manager", "street_manager", "zhichong_staff"])
@pytest.mark.parametrize(("address", "budget"), [(HUB, 13), (PAIRS, 8)])
def test_pages_cost_the_same_however_many_files_there_are(tree, sign_in, username, address, budget):
    client = sign_in(username)
    for _ in range(2):
        register(tree[ZHICHONG], "陈志强", no_id_reason="补办中", birth_date="1970-01-01")
    few = statements(client, address)
    for _ in range(4):
        register(tree[ZHICHONG], "陈志强", no_id_reason="补办中", birth_date="1970-01-01")
        register(tree[MAYI], "陈志坚", no_id_reason="补办中", birth_date="1970-01-01")
    assert statements(client, address) == few <= budget


# --- possible duplicates ----------------------------------------------------------------------


def test_each_likeness_is_found_once_and_named(station, cast):
    home = Household.objects.create(station=station, number="1", head_name="陈")
    one = register(station, "陈志强", id_number=id_number("19700101"), household=home, mobile="10000000001")
    same = register(station, "陈志强", no_id_reason="补办中", birth_date="1970-01-01", household=home)
    near = register(station, "陈志刚", no_id_reason="补办中", birth_date="1970-01-01")
    sound = register(station, "陈志镪", no_id_reason="补办中", birth_date="1970-01-01")
    phone = register(station, "李大", mobile="10000000001")
    register(station, "陈志强", id_number=id_number("19810203"))
    pairs = {(first, second): reason for first, second, reason in found(cast["zhichong_staff"])}
    assert pairs[one.pk, same.pk] == duplicates.Reason.NAME_AND_BIRTH
    assert pairs[one.pk, near.pk] == duplicates.Reason.NEAR_NAME
    assert pairs[one.pk, phone.pk] == duplicates.Reason.PHONE
    assert (one.pk, sound.pk) in pairs
    assert len(pairs) == 7  # four of one birthday are six pairs, and one shares a phone
    assert duplicates.reasons(one, same) == ["姓名、出生日期相同", "同一户、姓名相同"]


def test_only_the_users_own_files_are_compared(tree, cast):
    for code in (ZHICHONG, TIANFU):
        register(tree[code], "陈志强", no_id_reason="补办中", birth_date="1970-01-01")
    assert found(cast["zhichong_staff"]) == found(cast["street_manager"]) == []
    assert len(found(cast["city_manager"], near=False)) == 1


def test_an_office_phone_and_a_cancelled_file_are_no_duplicates(station, cast):
    for number in range(duplicates.MOST_BEHIND_A_PHONE + 1):
        register(station, f"李{number}", id_number=id_number(f"196{number}0101"), mobile="10000000001")
    for status in ("active", "cancelled"):
        register(station, "陈志强", no_id_reason="补办中", birth_date="1970-01-01", status=status)
    assert found(cast["zhichong_staff"]) == []


def test_the_page_of_a_file_knows_an_office_phone_and_a_cancelled_file_as_well(station):
    people = PersonFile.objects.all()
    own = [register(station, name, mobile="10000000001") for name in ("陈甲", "梁乙")]
    assert list(duplicates.lookalikes(people, own[0])) == [own[1]]
    for number in range(duplicates.MOST_BEHIND_A_PHONE - 1):
        register(station, f"李{number}", mobile="10000000001")
    assert not duplicates.lookalikes(people, own[0]).exists()
    one, other = pair(station)
    assert list(duplicates.lookalikes(people, one)) == [other]
    person_update(actor=None, person=one, status="cancelled")
    assert not duplicates.lookalikes(people, one).exists()
    assert not duplicates.lookalikes(people, other).exists()


def test_pairs_come_in_pages_both_ways(station, sign_in, monkeypatch):
    monkeypatch.setattr("veterans_portal.people.quality.duplicates.PAIRS_A_PAGE", 4)
    for _ in range(5):
        register(station, "陈志强", no_id_reason="补办中", birth_date="1970-01-01")
    client = sign_in("zhichong_staff")
    first = client.get(PAIRS).context["page"]
    second = client.get(PAIRS + first.next_url).context["page"]
    third = client.get(PAIRS + second.next_url).context["page"]
    assert [len(page.rows) for page in (first, second, third)] == [4, 4, 2]
    assert not third.next_url
    back = client.get(PAIRS + third.previous_url).context["page"]
    assert back.rows == second.rows
    assert client.get(PAIRS, {"after": "x"}).context["page"].rows == first.rows


def pair(station, **values):
    one = register(station, "陈志强", id_number=id_number("19700101"), mobile="10000000001")
    other = register(
        station, "陈志强", no_id_reason="补办中", birth_date="1970-01-01", mobile="10000000002", **values
    )
    return one, other


def test_the_comparison_masks_numbers_and_is_logged(station, sign_in):
    one, other = pair(station)
    Placement.objects.create(person=other, type="22")
    page = sign_in("zhichong_staff").get(compare_url(one, other)).content.decode()
    assert "100****0002" in page
    assert "10000000002" not in page
    assert one.id_number.open() not in page
    assert "退役安置" in page
    viewed = AuditEntry.objects.filter(action=Action.VIEW).values_list("target_label", flat=True)
    assert set(viewed) == {one.archive_no, other.archive_no}


def test_foreign_files_cannot_be_compared_marked_or_merged(tree, sign_in):
    one, other = register(tree[ZHICHONG], "陈甲"), register(tree[TIANFU], "陈甲")
    client = sign_in("zhichong_staff")
    for address in (compare_url(one, other), merge_url(one, other), compare_url(one, one)):
        assert client.get(address).status_code == 404
    assert client.post(reverse("people-duplicate-mark", args=[one.pk, other.pk])).status_code == 404
    assert client.post(merge_url(one, other)).status_code == 404
    assert PersonFile.objects.count() == 2


def test_two_people_are_marked_and_gone_from_the_list_until_the_mark_is_taken_back(station, sign_in, cast):
    one, other = pair(station)
    client = sign_in("zhichong_staff")
    mark = reverse("people-duplicate-mark", args=[other.pk, one.pk])
    page = client.post(mark, follow=True)
    assert "已标为不是同一人" in page.content.decode()
    assert found(cast["zhichong_staff"]) == []
    assert not list(duplicates.lookalikes(PersonFile.objects.all(), one))
    client.post(mark, {"same": "1"})
    assert not NotSamePerson.objects.exists()
    assert len(found(cast["zhichong_staff"])) == 1


# --- merging ----------------------------------------------------------------------------------


def versions(keep, gone):
    return {"keep_version": keep.version, "gone_version": gone.version}


def test_the_preview_says_what_is_taken_and_what_moves(station, sign_in):
    keep, gone = pair(station, ethnicity="01")
    ServiceRecord.objects.create(person=gone, enlisted_on="1988")
    page = sign_in("zhichong_staff").get(merge_url(keep, gone))
    assert [line.key for line in page.context["to_choose"]] == ["mobile"]
    assert "ethnicity" in [line.key for line in page.context["to_fill"]]
    assert page.context["counts"] == [("服役经历", 1)]
    assert PersonFile.objects.count() == 2


def test_a_merge_takes_what_was_chosen_and_can_be_undone_from_its_page(station, sign_in):
    keep, gone = pair(station)
    client = sign_in("zhichong_staff")
    page = client.post(merge_url(keep, gone), {**versions(keep, gone), "take-mobile": "gone"}, follow=True)
    assert "已合并" in page.content.decode()
    assert PersonFile.objects.get().mobile.open() == "10000000002"
    merge = FileMerge.objects.get()
    assert "可以撤销的合并" in client.get(HUB).content.decode()
    assert client.get(reverse("people-merged", args=[merge.pk])).status_code == 200
    page = client.post(reverse("people-merge-undo", args=[merge.pk]), follow=True).content.decode()
    assert "都恢复原样" in page
    assert reverse("person", args=[gone.pk]) in page
    assert PersonFile.objects.get(pk=keep.pk).mobile.open() == "10000000001"
    assert PersonFile.objects.get(pk=gone.pk).archive_no == gone.archive_no


def test_what_was_chosen_is_not_lost_when_somebody_else_was_faster(station, sign_in):
    keep, gone = pair(station)
    shown = versions(keep, gone)
    person_update(actor=None, person=gone, note="新")
    page = sign_in("zhichong_staff").post(merge_url(keep, gone), {**shown, "take-mobile": "gone"})
    assert "刚被别人改过" in page.content.decode()
    assert page.context["taken"] == {"mobile"}
    assert PersonFile.objects.count() == 2


def test_what_stays_after_an_undo_is_listed(station, sign_in):
    keep, gone = pair(station, ethnicity="01")
    client = sign_in("zhichong_staff")
    client.post(merge_url(keep, gone), versions(keep, gone))
    person_update(actor=None, person=PersonFile.objects.get(), ethnicity="02")
    undo = reverse("people-merge-undo", args=[FileMerge.objects.get().pk])
    page = client.post(undo, follow=True).content.decode()
    assert "民族" in page
    assert client.post(undo, follow=True).status_code == 200
    assert PersonFile.objects.count() == 2


def test_files_of_two_stations_are_merged_by_who_approves_over_both(tree, sign_in):
    keep, gone = register(tree[ZHICHONG], "陈甲"), register(tree[MAYI], "陈甲")
    assert sign_in("street_manager").get(merge_url(keep, gone)).status_code == 200
    assert sign_in("zhichong_staff").get(merge_url(keep, gone)).status_code == 404


# --- the page of a file -----------------------------------------------------------------------


def test_the_file_says_what_it_lacks_and_that_it_may_be_double(station, cast):
    one, other = pair(station)
    [panel] = [panel for panel in panels_of(cast["zhichong_staff"], one) if panel.key == "quality"]
    assert panel.context["percent"] == one.completeness
    assert panel.todos[0]["url"] == compare_url(one, other)
    alone = register(station, "何一", birth_date=datetime.date(1950, 1, 1).isoformat(), no_id_reason="补办中")
    [panel] = [panel for panel in panels_of(cast["zhichong_staff"], alone) if panel.key == "quality"]
    assert panel.todos == []
