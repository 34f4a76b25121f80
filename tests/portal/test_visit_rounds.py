"""The pages of rounds of visits: opening, 整批登记, one line, the sheet to sign, the check, who is due."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from care_activities.models import SignedSheet, Visit, VisitRound
from care_activities.services.visit_rounds import round_close
from care_activities.services.visits import visit_record
from stations.models import AuditEntry
from tests.care.test_visit_rounds import open_round, submit, tick
from tests.veterans.hostile_attachments import picture
from tests.veterans.people import register
from veterans.models import PersonFile
from veterans_portal.people.models import SavedFilter

from . import stage

pytestmark = pytest.mark.django_db
STREET = "440704004000"
TODAY = timezone.localdate()


def text_of(response):
    html = re.sub(r"<(select|script).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def people(tree):
    return [register(tree[stage.ZHICHONG], name) for name in ("陈甲", "陈乙", "陈丙", "陈丁")]


@pytest.fixture
def opened(tree, people):
    return open_round(tree[STREET])


def round_form(**values):
    year = TODAY.year
    return {
        "station": STREET,
        "festival": f"{year}-spring_festival",
        "unit": "person",
        "selection": "all",
        "cash": "300",
        "goods": "大米一袋",
        "goods_value": "85.50",
        "budget": "2000",
        **values,
    }


def bulk_form(lines, ticked=(), act="ticked", **values):
    data = {
        "line": [line.pk for line in lines],
        "date": TODAY.isoformat(),
        "method": "home",
        "visitors": "村书记 陈某",
        "cash": "300",
        "goods": "大米一袋",
        "goods_value": "85.50",
        "content": "",
        "signed": "on",
        "act": act,
    }
    data |= {f"l{line.pk}-visited": "on" for line in ticked}
    return data | values


def register_page(opened):
    return f"/visits/rounds/{opened.pk}/register/?station={stage.ZHICHONG}"


# Opening


def test_a_manager_opens_a_round_that_names_itself(sign_in, people):
    response = sign_in("street_manager").post("/visits/rounds/new/", round_form(), follow=True)
    made = VisitRound.objects.get()
    assert made.name == f"{TODAY.year}年春节走访慰问"
    assert made.due_on == made.festival_day
    assert "名单 4 行" in text_of(response)
    assert "预算还剩 2,000.00 元" in text_of(response)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"selection": "key"}, "至少选一个人员标签"),
        ({"selection": "filter"}, "请选择一个常用筛选"),
        ({"selection": "aged"}, "没有符合条件的在册人员"),
        ({"cash": "很多"}, "金额请填数字"),
        ({"festival": ""}, "节日："),
    ],
    ids=["no-tags", "no-filter", "nobody", "no-number", "no-festival"],
)
def test_what_is_missing_is_said_and_nothing_is_opened(sign_in, people, values, words):
    response = sign_in("street_manager").post("/visits/rounds/new/", round_form(**values))
    assert words in text_of(response)
    assert not VisitRound.objects.exists()


def test_a_saved_filter_makes_the_list(sign_in, cast, people):
    PersonFile.objects.filter(pk=people[0].pk).update(tags=["1"])
    saved = SavedFilter.objects.create(owner=cast["street_manager"], name="功臣", query={"tag": ["1"]})
    client = sign_in("street_manager")
    client.post("/visits/rounds/new/", round_form(selection="filter", saved=saved.pk))
    made = VisitRound.objects.get()
    assert (made.filter_name, [line.person for line in made.lines.all()]) == ("功臣", [people[0]])


# 整批登记


def test_all_are_ticked_the_exceptions_edited_and_the_sheet_attached_once(sign_in, opened):
    lines = list(opened.lines.all())
    data = bulk_form(
        lines,
        ticked=lines[:3],
        scan=SimpleUploadedFile("签收表.jpg", picture(), "image/jpeg"),
        **{
            f"l{lines[0].pk}-cash": "500",
            f"l{lines[1].pk}-recipient": "陈小明",
            f"l{lines[1].pk}-recipient_relation": "儿子",
            f"l{lines[2].pk}-unsigned": "on",
            f"l{lines[3].pk}-missed": "away",
        },
    )
    client = sign_in("zhichong_staff")
    page = client.get(register_page(opened)).content.decode()
    assert page.count('data-tick="visited"') == 4
    response = client.post(register_page(opened), data, follow=True)
    assert "已登记走访 3 行" in text_of(response) and "未走访原因 1 行" in text_of(response)
    told = Visit.objects.order_by("pk").values_list("cash", "goods_value", "recipient", "signed")
    assert list(told) == [
        (Decimal(500), Decimal("85.50"), "", True),
        (Decimal(300), Decimal("85.50"), "陈小明", True),
        (Decimal(300), Decimal("85.50"), "", False),
    ]
    assert SignedSheet.objects.count() == 1
    data["scan"] = SimpleUploadedFile("签收表.jpg", picture(), "image/jpeg")
    response = client.post(register_page(opened), data, follow=True)
    assert "没有重复登记" in text_of(response)
    assert (Visit.objects.count(), SignedSheet.objects.count()) == (3, 1)


def test_bad_lines_come_back_with_what_was_typed_and_the_rest_is_saved(sign_in, opened):
    lines = list(opened.lines.all())
    data = bulk_form(
        lines,
        ticked=lines,
        **{
            f"l{lines[0].pk}-cash": "三百",
            f"l{lines[1].pk}-missed": "away",
            f"l{lines[2].pk}-recipient": "陈小明",
        },
    )
    response = sign_in("zhichong_staff").post(register_page(opened), data)
    text = text_of(response)
    assert Visit.objects.get().person == lines[3].person
    assert [row["line"] for row in response.context["rows"]] == lines[:3]
    for words in ("金额请填数字", "只留一样", "写明与本人的关系", "有 3 行没有登记"):
        assert words in text
    assert 'value="三百"' in response.content.decode() and 'value="陈小明"' in response.content.decode()


def test_without_script_one_button_registers_all_but_those_with_a_reason(sign_in, opened):
    lines = list(opened.lines.all())
    data = bulk_form(lines, act="all", **{f"l{lines[0].pk}-missed": "declined"})
    sign_in("zhichong_staff").post(register_page(opened), data)
    assert set(Visit.objects.values_list("person", flat=True)) == {line.person_id for line in lines[1:]}


def test_a_wrong_default_registers_nothing_and_keeps_what_was_typed(sign_in, opened):
    lines = list(opened.lines.all())
    data = bulk_form(lines, ticked=lines, date="2999-01-01", **{f"l{lines[0].pk}-cash": "500"})
    response = sign_in("zhichong_staff").post(register_page(opened), data)
    assert "在今天之后" in text_of(response)
    assert 'value="500"' in response.content.decode()
    assert not Visit.objects.exists()


def test_a_scan_that_is_no_picture_stops_the_submission_with_a_sentence(sign_in, opened):
    lines = list(opened.lines.all())
    scan = SimpleUploadedFile("签收表.jpg", b"hello", "image/jpeg")
    response = sign_in("zhichong_staff").post(
        register_page(opened), bulk_form(lines, ticked=lines, scan=scan)
    )
    assert "不是图片或 PDF" in text_of(response)
    assert not Visit.objects.exists() and not SignedSheet.objects.exists()


def test_lines_of_another_station_cannot_be_posted(sign_in, tree, opened):
    register(tree[stage.TIANFU], "何戊")
    other = open_round(tree[stage.TIANFU], name="另一批")
    client = sign_in("zhichong_staff")
    client.post(register_page(opened), bulk_form(other.lines.all(), ticked=other.lines.all()))
    assert client.get(f"/visits/rounds/{other.pk}/").status_code == 404
    assert not Visit.objects.exists()


def test_the_page_costs_the_same_for_many_lines(sign_in, tree, people):
    client = sign_in("zhichong_staff")

    def statements(opened):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(register_page(opened)).status_code == 200
        return len(queries)

    few = open_round(tree[STREET], name="一")
    statements(few)
    first = statements(few)
    for _serial in range(8):
        register(tree[stage.ZHICHONG])
    assert statements(open_round(tree[STREET], name="二")) == first


# One line: three taps


def test_three_taps_from_my_station(sign_in, opened):
    client = sign_in("zhichong_staff")
    home = client.get("/").content.decode()
    address = f"/visits/rounds/{opened.pk}/?station={stage.ZHICHONG}"
    assert f'href="{address}"' in home and opened.name in home  # the first tap
    line = opened.lines.first()
    assert f'href="/visits/lines/{line.pk}/"' in client.get(address).content.decode()  # the second
    page = client.get(f"/visits/lines/{line.pk}/")
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"act": "visited"}  # the third
    sent["date"] = TODAY.isoformat()
    response = client.post(f"/visits/lines/{line.pk}/", sent, follow=True)
    assert "已登记走访 1 行" in text_of(response)
    visit = Visit.objects.get()
    assert (visit.person, visit.cash, visit.goods) == (line.person, 300, "大米一袋")
    assert client.post(f"/visits/lines/{line.pk}/", sent).status_code == 302
    assert Visit.objects.count() == 1


def test_who_was_left_out_is_added_and_stands_on_list_and_sheet(sign_in, opened, tree):
    late = register(tree[stage.ZHICHONG], "李后来")
    client = sign_in("zhichong_staff")
    address = f"/visits/rounds/{opened.pk}/add/?station={stage.ZHICHONG}"
    page = client.get(address)
    assert [person.name for person in page.context["people"]] == ["李后来"]
    client.post(address, {"act": "add", "person": late.pk, "reason": ""})
    assert opened.lines.count() == 4
    done = client.post(address, {"act": "add", "person": late.pk, "reason": "名单定后迁入"}, follow=True)
    assert "已补入名单" in text_of(done) and "补入：名单定后迁入" in text_of(done)
    sheet = client.get(f"/visits/rounds/{opened.pk}/sheet/?station={stage.ZHICHONG}")
    assert "补入：名单定后迁入" in text_of(sheet)
    again = client.post(address, {"act": "add", "person": late.pk, "reason": "再补一次"})
    assert "已经在名单上" in text_of(again) and opened.lines.count() == 5


def test_a_visit_registered_before_is_taken_in_with_one_click(sign_in, opened, visit_of):
    line = opened.lines.first()
    visit_of(line.person, TODAY, occasion=opened.occasion)
    client = sign_in("zhichong_staff")
    page = client.get(f"/visits/rounds/{opened.pk}/?station={stage.ZHICHONG}")
    assert "归入已登记的 1 条走访" in text_of(page) and "未归入" in text_of(page)
    assert "归入这个批次" in text_of(client.get(f"/visits/lines/{line.pk}/"))
    address = f"/visits/rounds/{opened.pk}/link/?station={stage.ZHICHONG}"
    done = client.post(address, {"line": line.pk}, follow=True)
    assert "已把 1 条" in text_of(done) and "已走访" in text_of(done)
    assert Visit.objects.get().round == opened


def test_why_somebody_was_not_visited_is_kept(sign_in, opened):
    client, line = sign_in("zhichong_staff"), opened.lines.first()
    wrong = client.post(f"/visits/lines/{line.pk}/", {"act": "missed", "missed": "other", "missed_note": ""})
    assert "请写明" in text_of(wrong)
    client.post(f"/visits/lines/{line.pk}/", {"act": "missed", "missed": "declined", "missed_note": ""})
    line.refresh_from_db()
    assert line.missed == "declined"


def test_a_visit_offers_only_steps_that_are_there(sign_in, opened, tree, settings):
    submit(opened, tree[stage.ZHICHONG], [tick(opened.lines.first())])
    page = sign_in("zhichong_staff").get(f"/visits/lines/{opened.lines.first().pk}/")
    for name, label in (("aid-new", "登记帮扶援助"), ("request-new", "登记诉求")):
        try:
            reverse(name)
        except NoReverseMatch:
            assert label not in text_of(page)
        else:
            assert label in text_of(page)


def test_the_street_puts_a_budget_right_and_the_village_does_not(sign_in, opened):
    address = f"/admin/care_activities/visitround/{opened.pk}/change/"
    data = {
        "name": opened.name,
        "due_on": "2026-02-20",
        "budget": "5000",
        "cash": "300",
        "goods": "大米一袋",
        "goods_value": "85.50",
        "row_version": opened.version,
    }
    assert sign_in("zhichong_staff").post(address, data).status_code == 403
    assert sign_in("street_manager").post(address, data).status_code == 302
    opened.refresh_from_db()
    assert (opened.budget, opened.selection) == (5000, "all")
    assert AuditEntry.objects.filter(target_type="care_activities.visitround", action="change").count() == 1


def test_a_round_with_visits_is_not_deleted(sign_in, opened, tree):
    submit(opened, tree[stage.ZHICHONG], [tick(opened.lines.first())])
    client, address = sign_in("street_manager"), f"/admin/care_activities/visitround/{opened.pk}/delete/"
    client.post(address, {"post": "yes"})
    assert VisitRound.objects.exists()
    Visit.objects.all().delete()
    client.post(address, {"post": "yes"})
    assert not VisitRound.objects.exists()


# Paper


def test_the_sheet_has_the_plan_before_and_what_was_given_after(sign_in, opened, tree):
    client, address = sign_in("zhichong_staff"), f"/visits/rounds/{opened.pk}/sheet/"
    before = client.get(address)
    assert before.context["total"] == 4 * Decimal("385.50")
    assert "壹仟伍佰肆拾贰元整" in text_of(before)
    lines = list(opened.lines.all())
    submit(
        opened,
        tree[stage.ZHICHONG],
        [
            tick(lines[0], cash=Decimal("500"), recipient="陈小明", recipient_relation="儿子"),
            tick(lines[1]),
        ],
    )
    opened.lines.filter(pk=lines[2].pk).update(missed="away")
    after = client.get(address)
    assert after.context["total"] == Decimal("585.50") + 2 * Decimal("385.50")
    for words in ("陈小明 儿子", "外出", "经办：", "负责人：", "监督：", "领取人签名"):
        assert words in text_of(after)
    assert AuditEntry.objects.filter(action="print", reason="走访慰问签收表，4 行").count() == 2


def test_the_check_names_who_did_not_sign(sign_in, opened, tree):
    submit(opened, tree[stage.ZHICHONG], [tick(line, signed=True) for line in opened.lines.all()])
    client, address = sign_in("zhichong_staff"), f"/visits/rounds/{opened.pk}/check/"
    assert "三方一致" in text_of(client.get(address))
    Visit.objects.filter(person__name="陈乙").update(signed=None)
    text = text_of(client.get(address))
    assert "1 处不同" in text and "陈乙" in text and "已发放，没有签收" in text


def test_the_ledger_on_paper_has_a_cover_with_its_totals(sign_in, opened, tree):
    submit(opened, tree[stage.ZHICHONG], [tick(line) for line in opened.lines.all()])
    register(tree[stage.ZHICHONG])
    client = sign_in("zhichong_staff")
    asked = f"?station={stage.ZHICHONG}&round={opened.pk}&method=home&start={TODAY}&end={TODAY}"
    text = text_of(client.get(f"/visits/ledger/{asked}"))
    for words in ("4 人次 · 0 户次 · 慰问金 1,200.00 元 · 慰问品 342.00 元", "制表人", "审核人", opened.name):
        assert words in text
    assert len(client.get(f"/visits/{asked}").context["page"].rows) == 4
    assert not client.get(f"/visits/{asked}&method=phone").context["page"].rows
    assert not client.get("/visits/?start=2999-01-01").context["page"].rows


# Progress


def test_coverage_stands_by_station_and_equals_the_rows(sign_in, tree, people):
    mayi = [register(tree["440704004201"], "李丁"), register(tree["440704004201"], "李戊")]
    opened = open_round(tree[STREET])
    line = opened.lines.get(person=mayi[0])
    submit(opened, tree["440704004201"], [tick(line)])
    response = sign_in("street_manager").get(f"/visits/rounds/{opened.pk}/")
    told = {line.label: (line.listed, line.visited, line.pending) for line in response.context["lines"]}
    assert told == {"麻一村": (2, 1, 1), "直冲村": (4, 0, 4)}
    assert (response.context["total"].listed, response.context["total"].visited) == (6, 1)


def test_a_village_sees_its_part_alone_and_closes_nothing(sign_in, tree, people):
    register(tree["440704004201"], "李丁")
    opened = open_round(tree[STREET])
    client = sign_in("zhichong_staff")
    response = client.get(f"/visits/rounds/{opened.pk}/")
    assert response.context["total"].listed == 4 and "李丁" not in text_of(response)
    assert client.post(f"/visits/rounds/{opened.pk}/close/").status_code == 403


def test_a_closed_round_takes_nothing_and_leaves_the_to_dos(sign_in, opened, tree):
    client = sign_in("street_manager")
    client.post(f"/visits/rounds/{opened.pk}/close/")
    opened.refresh_from_db()
    assert opened.closed_at
    lines = list(opened.lines.all())
    response = client.post(register_page(opened), bulk_form(lines, ticked=lines))
    assert "已经结束" in text_of(response) and not Visit.objects.exists()
    assert opened.name not in text_of(client.get("/"))


def test_the_file_tells_of_an_open_round_and_then_of_the_visit(sign_in, opened, tree, people):
    client = sign_in("zhichong_staff")
    assert "待走访" in text_of(client.get(f"/people/{people[0].pk}/"))
    submit(opened, tree[stage.ZHICHONG], [tick(opened.lines.get(person=people[0]))])
    text = text_of(client.get(f"/people/{people[0].pk}/"))
    assert "待走访" not in text and opened.name in text
    round_close(actor=None, visit_round=opened)


# 常态化联系


def test_who_is_due_and_who_was_not_visited(sign_in, tree, visit_of):
    zhichong = tree[stage.ZHICHONG]
    key = register(zhichong, "陈甲", tags=["1"])
    seen = register(zhichong, "陈乙", tags=["6"])
    guest = register(tree[stage.TIANFU], "何戊", residence_station=zhichong)
    visit_of(seen, TODAY - datetime.timedelta(days=80))
    client = sign_in("zhichong_staff")
    assert [person for person, _dues in client.get("/visits/due/").context["rows"]] == [key]
    soon = client.get("/visits/due/?ahead=30")
    assert [person for person, _dues in soon.context["rows"]] == [key, seen]
    assert "距下次还有 10 天" in text_of(soon)
    since = (TODAY - datetime.timedelta(days=80)).isoformat()
    rows = client.get(f"/visits/unvisited/?since={since}").context["rows"]
    assert {person for person, _last in rows} == {key, guest}
    assert "到期联系" in text_of(client.get("/"))


def test_a_county_sets_the_frequency_and_a_village_does_not(sign_in, tree, people):
    address = "/admin/care_activities/contactrule/add/"
    data = {
        "station": tree["440704000000"].pk,
        "tag": "",
        "object_class": "02",
        "means": "contact",
        "days": "30",
    }
    assert sign_in("zhichong_staff").post(address, data).status_code == 403
    sign_in("district_manager").post(address, data)
    assert len(sign_in("zhichong_staff").get("/visits/due/").context["rows"]) == 4


@pytest.fixture
def visit_of(tree):
    def make(person, day, occasion="routine"):
        return visit_record(
            actor=None,
            station=tree[stage.ZHICHONG],
            date=day,
            occasion=occasion,
            method="home",
            person=person,
        )

    return make
