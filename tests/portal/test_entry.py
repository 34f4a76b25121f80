"""Entry as a clerk meets it: the number checked as typed, the household beside the person, the draft."""

import datetime

import pytest
from django.db import connection
from django.forms import NullBooleanField
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stations.models import AuditEntry, VillageGroup
from tests.veterans.people import id_number, register
from veterans.models import Household, PersonFile
from veterans.services import held as held_numbers
from veterans_portal.people.entry import drafts
from veterans_portal.people.models import Draft

ZHICHONG, MAYI, TIANFU = "440704004212", "440704004201", "440703006121"
ADD = "admin:veterans_personfile_add"


def change_url(person):
    return reverse("admin:veterans_personfile_change", args=[person.pk])


def check(client, number, name="", **more):
    return client.post(reverse("people-check-id"), {"number": number, "name": name, **more}).json()


def fields_of(response):
    """What the shown form would post, as a browser would."""
    context = response.context
    forms = [context["adminform"].form]
    posted = {}
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if isinstance(bound.field, NullBooleanField):
                value = {True: "true", False: "false"}.get(value, value)
            if isinstance(value, list | tuple) or value or (value == 0 and value is not False):
                posted[bound.html_name] = getattr(value, "mask", value)
    return posted


# --- the ID number ------------------------------------------------------------------------------


def test_a_new_number_tells_birth_sex_and_age(sign_in):
    answer = check(sign_in("zhichong_staff"), id_number("19700101", "2"), "陈小花")
    assert answer["ok"] and "可以新建" in answer["text"]
    age = timezone.localdate().year - 1970
    assert answer["derived"] == f"女，1970-01-01出生，{age} 周岁"
    assert not AuditEntry.objects.filter(action__in=("search", "refused")).exists()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("44079919700101", "应为18位，现在是14位"),
        ("440799197001010011", "校验码不符"),
        ("440799197013010011", "出生日期"),
        ("440799700101001", "15位的旧身份证号"),
    ],
)
def test_a_wrong_number_is_told_by_the_sentence_of_its_fault(sign_in, number, sentence):
    answer = check(sign_in("zhichong_staff"), number)
    assert not answer["ok"] and sentence in answer["text"] and "derived" not in answer


def test_a_person_on_file_here_is_opened(sign_in, tree):
    held = register(tree[ZHICHONG], "李四")
    answer = check(sign_in("zhichong_staff"), held.id_number.open())
    assert "已在直冲村建档" in answer["text"] and held.archive_no in answer["text"]
    assert answer["link"] == reverse("person", args=[held.pk])
    assert AuditEntry.objects.get(action="search").target_id == held.pk


def test_the_file_at_hand_is_not_its_own_double(sign_in, tree):
    person = register(tree[ZHICHONG])
    answer = check(sign_in("zhichong_staff"), person.id_number.open(), person.name, file=person.pk)
    assert answer["ok"]


def test_the_residence_station_learns_no_archive_number(sign_in, tree):
    held = register(tree[TIANFU], "李四", residence_station=tree[ZHICHONG])
    answer = check(sign_in("zhichong_staff"), held.id_number.open())
    assert "常住本地" in answer["text"] and TIANFU not in answer["text"] and answer["link"]


def test_another_stations_file_is_told_of_by_number_and_name_a_few_times_a_day(sign_in, tree, cast):
    client = sign_in("zhichong_staff")
    held = register(tree[TIANFU], "李四").id_number.open()
    unheld = id_number()
    # Without a name, held and unheld look alike and nothing is logged.
    assert check(client, held) | {"derived": ""} == check(client, unheld) | {"derived": ""}
    assert not AuditEntry.objects.filter(action="refused").exists()
    assert "待上级核对" in check(client, held, "王五")["text"]
    for _time in range(held_numbers.TOLD_A_DAY):
        assert "由其他站管理，可申请转入" in check(client, held, " 李 四 ")["text"]
    assert "待上级核对" in check(client, held, "李四")["text"]
    refused = AuditEntry.objects.filter(action="refused", actor_id=cast["zhichong_staff"].pk)
    assert refused.count() == held_numbers.TOLD_A_DAY + 2
    assert held not in str(list(refused.values()))


def test_probing_ends_after_a_days_share(sign_in, tree, monkeypatch):
    monkeypatch.setattr(held_numbers, "REFUSALS_A_DAY", 2)
    client = sign_in("zhichong_staff")
    for _time in range(2):
        check(client, register(tree[TIANFU], "李四").id_number.open(), "王五")
    for number in (register(tree[TIANFU], "李四").id_number.open(), id_number()):
        assert "次数过多" in check(client, number, "李四")["text"]


def test_a_withdrawn_division_is_asked_and_never_refused(sign_in, settings):
    client = sign_in("zhichong_staff")
    answer = check(client, id_number(region="440702"), "陈大文")
    assert answer["ok"] and "已撤销的旧代码" in answer["doubt"]
    assert check(client, id_number(region="440704"), "陈大文")["doubt"] == ""
    settings.PORTAL_ALLOW_SAMPLES = False
    assert "示例号码" in check(client, id_number(), "陈大文")["text"]


def test_the_answer_is_kept_by_no_cache(sign_in):
    response = sign_in("zhichong_staff").post(reverse("people-check-id"), {"number": "1"})
    assert "no-store" in response["Cache-Control"]


# --- the household ------------------------------------------------------------------------------


def entry(station, **more):
    return {
        "name": "陈志强",
        "id_number": id_number(),
        "classes": ["02"],
        "managing_station": station.pk,
        **more,
    }


@pytest.fixture
def save(sign_in):
    """Posts the empty form with the given answers, as staff of 直冲村."""
    client = sign_in("zhichong_staff")

    def post(station, **answers):
        empty = fields_of(client.get(reverse(ADD)))
        return client.post(reverse(ADD), empty | entry(station, **answers))

    return post


def test_a_household_is_typed_beside_the_person(save, tree):
    station = tree[ZHICHONG]
    Household.objects.create(station=station, number="0031", head_name="李四")
    group = VillageGroup.objects.create(station=station, name="第三组")
    response = save(
        station,
        new_household_head="陈大文",
        new_household_address="直冲路1号",
        new_household_group="第三组",
        relation_to_head="20",
    )
    assert response.status_code == 302, response.context["errors"]
    household = PersonFile.objects.get().household
    assert (household.number, household.head_name, household.address, household.village_group) == (
        "0032",
        "陈大文",
        "直冲路1号",
        group,
    )
    assert AuditEntry.objects.filter(action="create", target_type="veterans.household").count() == 1


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"new_household_number": "9"}, "新家庭请填写户主姓名"),
        ({"new_household_head": "陈大文", "new_household_number": "1"}, "这个户号在本站已经登记过"),
        ({"new_household_head": "陈大文", "new_household_group": "无此组"}, "没有这个村民小组"),
        ({"new_household_head": "陈大文", "household": "1"}, "不要两样都填"),
    ],
)
def test_a_household_that_cannot_be_is_refused_with_the_person(save, tree, answers, sentence):
    household = Household.objects.create(station=tree[ZHICHONG], number="1", head_name="李四")
    if "household" in answers:
        answers = answers | {"household": household.pk}
    response = save(tree[ZHICHONG], **answers)
    assert sentence in response.content.decode()
    assert Household.objects.count() == 1 and not PersonFile.objects.exists()


def test_the_next_number_is_shown_where_the_station_is_known(sign_in, tree):
    Household.objects.create(station=tree[ZHICHONG], number="7", head_name="李四")
    page = sign_in("zhichong_staff").get(reverse(ADD), {"managing_station": tree[ZHICHONG].pk})
    assert "不填则自动编号：8" in page.content.decode()


# --- drafts -------------------------------------------------------------------------------------


def keep(client, key="new", **fields):
    return client.post(reverse("people-drafts"), {"draft_key": key, **fields})


def test_a_draft_is_kept_encrypted_offered_and_put_back_with_its_new_rows(sign_in, tree):
    client = sign_in("zhichong_staff")
    number = id_number()
    answer = keep(
        client,
        **entry(tree[ZHICHONG], id_number=number, mobile="10000000001"),
        **{
            "benefits-TOTAL_FORMS": "1",
            "benefits-INITIAL_FORMS": "0",
            "benefits-0-type": "42",
            "benefits-0-certificate_no": "粤优0001",
        },
    )
    assert answer.json()["saved"] == f"{timezone.localtime():%H:%M}"
    stored = Draft.objects.values_list("content", flat=True).get()
    assert "陈志强" not in str(stored) and number not in str(stored)
    assert "草稿，还没有保存成档案" in client.get(reverse(ADD)).content.decode()
    response = client.post(reverse(ADD), {"_restore_draft": "1"})
    page = response.content.decode()
    for text in (number, "10000000001", "粤优0001", "陈志强", "草稿已恢复"):
        assert text in page
    assert "需要改" not in page and not PersonFile.objects.exists()
    assert client.post(reverse(ADD), fields_of(response)).status_code == 302
    assert PersonFile.objects.get().benefits.get().certificate_no == "粤优0001"
    assert not Draft.objects.exists()


def test_a_draft_of_a_file_keeps_masks_as_masks_and_changed_parts(sign_in, tree):
    person = register(tree[ZHICHONG], mobile="10000000007")
    person.honours.create(title="三等功")
    client = sign_in("zhichong_staff")
    opened = fields_of(client.get(change_url(person)))
    keep(client, f"person-{person.pk}", **(opened | {"honours-0-title": "二等功", "name": "陈大强"}))
    content = Draft.objects.get().content.open()
    assert person.id_number.mask in content and person.id_number.open() not in content
    response = client.post(change_url(person), {"_restore_draft": "1"})
    assert client.post(change_url(person), fields_of(response)).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.mobile.open(), person.honours.get().title) == (
        "陈大强",
        "10000000007",
        "二等功",
    )


def test_a_draft_is_the_writers_alone_and_only_for_files_she_may_change(sign_in, tree):
    foreign = register(tree[TIANFU], residence_station=tree[ZHICHONG])
    client = sign_in("zhichong_staff")
    for key in (f"person-{foreign.pk}", "person-x", "other"):
        assert keep(client, key, name="王五").status_code == 404
    keep(client, name="王五")
    other = sign_in("street_manager")
    assert "草稿，还没有" not in other.get(reverse(ADD)).content.decode()
    assert "王五" not in other.post(reverse(ADD), {"_restore_draft": "1"}, follow=True).content.decode()


def test_a_draft_is_thrown_away_and_purged(sign_in):
    client = sign_in("zhichong_staff")
    keep(client, name="王五")
    client.post(reverse(ADD), {"_drop_draft": "1"})
    assert not Draft.objects.exists()
    keep(client, name="王五")
    assert drafts.purge() == 0
    Draft.objects.update(saved_at=timezone.now() - datetime.timedelta(days=drafts.KEPT_DAYS, minutes=1))
    assert drafts.purge() == 1


# --- the form -----------------------------------------------------------------------------------


def test_only_what_is_required_is_marked(sign_in):
    form = sign_in("zhichong_staff").get(reverse(ADD)).context["adminform"].form
    required = [name for name, field in form.fields.items() if field.required]
    assert required == ["name", "classes", "managing_station"]


def test_the_form_costs_the_same_for_few_parts_and_many(sign_in, tree):
    person = register(tree[ZHICHONG])
    client = sign_in("zhichong_staff")

    def statements(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
            return len(queries)

    assert statements(reverse(ADD)) <= 7
    parts = (("honours", {"title": "三等功"}), ("family_members", {"relation": "10", "name": "李四"}))
    for part, values in parts:
        getattr(person, part).create(**values)
    few = statements(change_url(person))
    for serial in range(5):
        person.honours.create(title=f"荣誉{serial}")
        person.family_members.create(relation="10", name=f"李{serial}")
    assert statements(change_url(person)) == few <= 45
