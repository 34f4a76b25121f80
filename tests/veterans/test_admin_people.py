"""The entry form and the list of files, as staff meet them."""

import re

import pytest
from django.urls import reverse

from stations.models import AuditEntry, PartyOrganisation
from veterans.admin.inlines import INLINES
from veterans.models import Benefit, Household, PartyMembership, PeopleTally, PersonFile, Placement

from .people import id_number, register

ZHICHONG, TIANFU = "440704004212", "440703006121"
LIST, ADD = "admin:veterans_personfile_changelist", "admin:veterans_personfile_add"
PARTS = [inline.model.person.field.remote_field.related_name for inline in INLINES]


def change_url(person):
    return reverse("admin:veterans_personfile_change", args=[person.pk])


def _payload(station, **kw):
    """A form with what is needed and nothing else; keyword arguments override or add."""
    empty = {f"{part}-{name}": "0" for part in PARTS for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return {
        **empty,
        "name": "陈志强",
        "id_number": id_number("19650704"),
        "classes": ["02"],
        "managing_station": station.pk,
        "status": "active",
        "verified_on": "",
        **kw,
    }


def part(prefix, *rows):
    """Form data of new rows of one inline."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def errors_of(response):
    return "".join(map(str, response.context["errors"]))


def test_a_new_file_is_saved_with_its_parts_counted_and_logged(sign_in, tree):
    station = tree[ZHICHONG]
    branch = PartyOrganisation.objects.create(station=station, name="第一党支部", kind="branch")
    response = sign_in("zhichong_staff").post(
        reverse(ADD),
        _payload(
            station,
            **part("benefits", {"type": "42", "treatment": "3", "status": "1", "monthly_amount": "620.50"}),
            **part(
                "party_membership", {"standing": "1", "organisation": branch.pk, "joined_on": "1990年7月"}
            ),
            **part(
                "service_records", {"enlisted_on": "1984.11", "discharged_on": "1988-12-01", "combat": "true"}
            ),
        ),
    )
    assert response.status_code == 302, errors_of(response)
    person = PersonFile.objects.get()
    assert (person.archive_no, person.bucket, person.birth_date) == (
        f"{ZHICHONG}-0001",
        "key_preferential",
        "1965-07-04",
    )
    assert person.party_membership.joined_on == "1990-07"
    assert person.service_records.get().enlisted_on == "1984-11"
    tally = PeopleTally.objects.get(station=station)
    assert (tally.veterans, tally.combat, tally.party_members, tally.periodic_benefit) == (1, 1, 1, 1)
    logged = AuditEntry.objects.filter(action="create").values_list("target_type", "target_label")
    assert set(logged) == {
        (f"veterans.{name}", person.archive_no)
        for name in ("personfile", "benefit", "partymembership", "servicerecord")
    }


def test_the_empty_form_answers_nothing(sign_in):
    page = sign_in("zhichong_staff").get(reverse(ADD)).content.decode()
    for name in ("sex", "ethnicity", "political_status", "hukou_type"):
        select = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0]
        assert re.search(r'<option value="" selected>\s*请选择\s*</option>', select)
    assert not re.search(r'name="(classes|no_mobile|tags)"[^>]*checked', page)


def test_every_gap_is_named_in_one_go(sign_in, tree):
    response = sign_in("zhichong_staff").post(
        reverse(ADD), _payload(tree[ZHICHONG], name="", id_number="", classes=[], mobile="123")
    )
    assert response.status_code == 200
    assert set(response.context["adminform"].form.errors) >= {"name", "classes", "mobile", "id_number"}
    assert not PersonFile.objects.exists()


def test_a_number_on_file_elsewhere_is_refused_and_the_refusal_is_kept(sign_in, tree, cast):
    held = register(tree[TIANFU], "李四")
    response = sign_in("zhichong_staff").post(
        reverse(ADD), _payload(tree[ZHICHONG], id_number=held.id_number.open())
    )
    assert "待上级核对" in errors_of(response)
    assert "天福" not in response.content.decode()
    assert AuditEntry.objects.filter(action="refused", actor_id=cast["zhichong_staff"].pk).exists()


def test_a_saved_form_keeps_the_hidden_numbers_and_changes_the_rest(sign_in, tree):
    person = register(tree[ZHICHONG], mobile="10000000001")
    client = sign_in("zhichong_staff")
    page = client.get(change_url(person)).content.decode()
    number = person.id_number.open()
    assert number not in page and "10000000001" not in page
    assert person.id_number.mask in page
    response = client.post(
        change_url(person),
        _payload(
            tree[ZHICHONG],
            row_version=person.version,
            id_number=person.id_number.mask,
            mobile=person.mobile.mask,
            specialties="电工",
        ),
    )
    assert response.status_code == 302, errors_of(response)
    person.refresh_from_db()
    assert (person.id_number.open(), person.mobile.open(), person.specialties) == (
        number,
        "10000000001",
        "电工",
    )


def test_a_part_is_changed_and_deleted_with_its_own_log(sign_in, tree):
    person = register(tree[ZHICHONG])
    benefit = Benefit.objects.create(person=person, type="42", treatment="3", status="1")
    placement = Placement.objects.create(person=person, type="27")
    parts = {
        "benefits-TOTAL_FORMS": 1,
        "benefits-INITIAL_FORMS": 1,
        "benefits-0-id": benefit.pk,
        "benefits-0-person": person.pk,
        "benefits-0-row_version": benefit.version,
        "benefits-0-type": "42",
        "benefits-0-treatment": "3",
        "benefits-0-status": "3",
        "benefits-0-ended_on": "2024-05",
        "placement-TOTAL_FORMS": 1,
        "placement-INITIAL_FORMS": 1,
        "placement-0-id": placement.pk,
        "placement-0-person": person.pk,
        "placement-0-DELETE": "on",
    }
    response = sign_in("zhichong_staff").post(
        change_url(person),
        _payload(tree[ZHICHONG], row_version=person.version, id_number=person.id_number.mask, **parts),
    )
    assert response.status_code == 302, errors_of(response)
    benefit.refresh_from_db()
    assert (benefit.status, benefit.ended_on) == ("3", "2024-05")
    assert not Placement.objects.exists()
    assert set(AuditEntry.objects.get(target_type="veterans.benefit").fields) == {"status", "ended_on"}
    assert AuditEntry.objects.get(target_type="veterans.placement").action == "delete"
    person.refresh_from_db()
    assert person.bucket == "discharged_soldier"


def test_the_same_benefit_twice_is_a_sentence_not_a_crash(sign_in, tree):
    response = sign_in("zhichong_staff").post(
        reverse(ADD), _payload(tree[ZHICHONG], **part("benefits", {"type": "42"}, {"type": "42"}))
    )
    assert response.status_code == 200
    assert "同一类优抚登记了两条" in response.content.decode()


def test_party_fields_follow_the_political_status_on_the_form(sign_in, tree):
    response = sign_in("zhichong_staff").post(
        reverse(ADD),
        _payload(tree[ZHICHONG], political_status="13", **part("party_membership", {"standing": "1"})),
    )
    assert "先核对政治面貌" in response.content.decode()
    assert not PartyMembership.objects.exists()


def test_what_is_odd_is_asked_and_saved_all_the_same(sign_in, tree):
    response = sign_in("zhichong_staff").post(
        reverse(ADD),
        _payload(
            tree[ZHICHONG],
            **part("service_records", {"enlisted_on": "1978", "military_category": "3"}),
            **part("placement", {"method": "2"}),
            **part("benefits", {"type": "81"}),
        ),
        follow=True,
    )
    said = "".join(str(message) for message in response.context["messages"])
    assert "未满 16 周岁" in said
    assert "一般不以“转业”方式安置" in said
    assert PersonFile.objects.count() == 1


def test_another_station_s_file_household_and_branch_are_out_of_reach(sign_in, tree):
    person = register(tree[TIANFU], "李四")
    household = Household.objects.create(station=tree[TIANFU], number="1", head_name="李四")
    branch = PartyOrganisation.objects.create(station=tree[TIANFU], name="天福支部", kind="branch")
    client = sign_in("zhichong_staff")
    assert client.get(change_url(person)).status_code == 302  # back to the index: no such file
    assert "李四" not in client.get(reverse(LIST)).content.decode()
    for forged in (
        {"managing_station": tree[TIANFU].pk},
        {"household": household.pk},
        part("party_membership", {"organisation": branch.pk}),
    ):
        response = client.post(reverse(ADD), _payload(tree[ZHICHONG], **forged))
        assert response.status_code == 200
    assert PersonFile.objects.count() == 1


def test_the_residence_station_reads_contact_and_nothing_else(sign_in, tree):
    person = register(
        tree[ZHICHONG],
        "李四",
        residence_station=tree[TIANFU],
        residence_address="天福路9号",
        note="只给管理站看",
        classes=["02", "09"],
    )
    Benefit.objects.create(person=person, type="42", certificate_no="粤优0001")
    client = sign_in("tianfu_staff")
    page = client.get(change_url(person)).content.decode()
    assert "李四" in page and "天福路9号" in page
    for hidden in ("只给管理站看", "粤优0001", person.id_last4, "烈士遗属", '<input type="submit"'):
        assert hidden not in page
    listed = client.get(reverse(LIST)).content.decode()
    assert "李四" in listed and person.id_last4 not in listed
    for hidden in ("退役士兵、烈士遗属", "退役士兵(不含已列重点优抚)</td>"):
        assert hidden not in listed
    for probe in ({"class": "09"}, {"bucket": person.bucket}, {"q": person.id_number.open()}):
        assert "李四" not in client.get(reverse(LIST), probe).content.decode()
    assert client.post(change_url(person), _payload(tree[ZHICHONG], name="王五")).status_code == 403


def test_the_list_searches_by_the_dispatcher_and_logs_numbers_without_keeping_them(sign_in, tree):
    person = register(tree[ZHICHONG], "曾志强", mobile="10000000007")
    register(tree[ZHICHONG], "李四")
    client = sign_in("zhichong_staff")
    for text in ("zzq", "志强", person.id_last4):
        page = client.get(reverse(LIST), {"q": text}).content.decode()
        assert "曾志强" in page
    assert not AuditEntry.objects.filter(action="search").exists()
    assert "曾志强" in client.get(reverse(LIST), {"q": "10000000007"}).content.decode()
    entry = AuditEntry.objects.get(action="search")
    assert "10000000007" not in " ".join(map(str, vars(entry).values()))


@pytest.mark.parametrize(
    "lookup", ["id_last4__startswith", "id_digest__startswith", "managing_station__path"]
)
def test_a_hidden_column_is_not_read_through_the_url(sign_in, tree, lookup):
    register(tree[ZHICHONG])
    response = sign_in("zhichong_staff").get(reverse(LIST), {lookup: "4"})
    assert response.status_code in (302, 400)


def test_the_list_is_narrowed_by_class(sign_in, tree):
    register(tree[ZHICHONG], "李四", ["09"])
    register(tree[ZHICHONG], "王五", ["02"])
    page = sign_in("zhichong_staff").get(reverse(LIST), {"class": "09"}).content.decode()
    assert "李四" in page and "王五" not in page


def test_the_list_costs_the_same_for_few_and_for_many(sign_in, tree, django_assert_max_num_queries):
    client = sign_in("zhichong_staff")
    for serial in range(30):
        register(tree[ZHICHONG], f"陈{serial}")
    with django_assert_max_num_queries(9):
        client.get(reverse(LIST))


def test_officials_and_auditors_open_no_file(sign_in, tree):
    person = register(tree[ZHICHONG])
    for username in ("official_city", "auditor"):
        client = sign_in(username)
        assert client.get(reverse(LIST)).status_code == 403
        assert client.get(change_url(person)).status_code in (302, 403)


def test_households_are_kept_by_their_station(sign_in, tree):
    client = sign_in("zhichong_staff")
    url = reverse("admin:veterans_household_add")
    values = {"station": tree[ZHICHONG].pk, "number": "12", "head_name": "陈大文"}
    assert client.post(url, values).status_code == 302
    again = client.post(url, values)
    assert "这个户号在本站已经登记过" in again.content.decode()
    assert client.post(url, {**values, "station": tree[TIANFU].pk}).status_code == 200
    assert Household.objects.count() == 1
