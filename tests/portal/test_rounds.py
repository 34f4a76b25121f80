"""The pages of rounds: opening, progress, many at once, one sheet, the printed forms, what the file says."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stations.models import AuditEntry
from tests.veterans.people import id_number, register
from veterans.models import CollectionRound, PersonFile, RoundEntry, ServiceRecord
from veterans.services.people import person_update
from veterans.services.rounds import entries_accept, entries_return, entries_submit, round_close, round_open
from veterans_portal.people.panels import panels_of
from veterans_portal.people.worklists import WORKLISTS

from . import stage

pytestmark = pytest.mark.django_db
STREET, MAYI = "440704004000", "440704004201"
NUMBER = id_number("19700101")
TODAY = timezone.localdate()


@pytest.fixture
def people(tree):
    zhichong = tree[stage.ZHICHONG]
    return [
        register(
            zhichong, "陈甲", id_number=NUMBER, mobile="10000001234", residence_address="直冲村东路 8 号"
        ),
        register(zhichong, "陈乙"),
        register(zhichong, "陈丙"),
        register(tree[MAYI], "李丁"),
        register(tree[stage.TIANFU], "何戊"),
    ]


@pytest.fixture
def collection(tree, people):
    return opened(tree)


def opened(tree, code=STREET, **values):
    asked = {"name": "2026年度核查", "kind": "annual_check", "record_date": TODAY, "due_on": TODAY, **values}
    return round_open(actor=None, station=tree[code], **asked)


def text_of(response):
    html = re.sub(r"<select.*?</select>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def names(response):
    return [entry.person.name for entry, _kept in response.context["rows"]]


def answers(**values):
    return {"collected_on": TODAY.isoformat(), "signed": "yes", "note": "", **values}


def page_of(collection):
    return f"/people/rounds/{collection.pk}/"


def post(client, collection, act, entries=(), **values):
    data = {"act": act, "entry": [entry.pk for entry in entries], **values}
    return client.post(page_of(collection), data, follow=True)


def submit_all(collection, actor):
    entries_submit(
        actor=actor, collection=collection, entries=collection.entries.all(), collected_on=TODAY, signed=True
    )


# Opening


def payload(**values):
    return {
        "station": STREET,
        "name": "2026年信息采集",
        "kind": "collection",
        "record_date": "2026-05-01",
        "due_on": "2026-06-30",
        "document_no": "江退役〔2026〕3号",
        "classes": ["02"],
        **values,
    }


def test_a_manager_opens_a_round(sign_in, people):
    response = sign_in("street_manager").post("/people/rounds/new/", payload(), follow=True)
    collection = CollectionRound.objects.get()
    assert response.redirect_chain[-1][0] == page_of(collection)
    assert "已建立批次，名单 4 人。" in text_of(response)
    assert collection.document_no == "江退役〔2026〕3号" and collection.classes == ("02",)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"due_on": "2026-04-30"}, "due_on", "完成期限不能早于标准时点。"),
        ({"classes": ["06"]}, "__all__", "没有可采集的名单"),
        ({"name": ""}, "name", "请填写这一项。"),
        ({"station": stage.TIANFU}, "station", ""),
        ({"station": "440704000000"}, "station", ""),
    ],
)
def test_a_round_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    sign_in, people, values, field, sentence
):
    response = sign_in("street_manager").post("/people/rounds/new/", payload(**values))
    form = response.context["form"]
    assert sentence in form.errors[field][0]
    assert form["document_no"].value() == "江退役〔2026〕3号"
    assert not CollectionRound.objects.exists()


# Progress and the list


def test_progress_by_station_in_code_order(sign_in, tree, collection, cast):
    submit_all(collection, cast["zhichong_staff"])
    entries_accept(
        actor=cast["street_manager"],
        collection=collection,
        entries=collection.entries.filter(person__name="陈甲"),
    )
    response = sign_in("street_manager").get(page_of(collection))
    lines, total = response.context["lines"], response.context["total"]
    assert [(line.label, line.listed, line.submitted, line.accepted) for line in lines] == [
        ("麻一村", 1, 0, 0),
        ("直冲村", 3, 2, 1),
    ]
    assert (total.listed, total.waiting, total.submitted, total.accepted) == (4, 1, 2, 1)
    assert "1 / 4 人" in text_of(response)
    assert names(response) == ["陈丙", "陈乙"]  # what waits for the street comes first


def test_late_is_what_the_village_still_has_after_the_last_day(sign_in, tree, people):
    collection = opened(
        tree, record_date=TODAY - datetime.timedelta(days=9), due_on=TODAY - datetime.timedelta(days=1)
    )
    submit_all(collection, None)
    entries_return(
        actor=None,
        collection=collection,
        entries=collection.entries.filter(person__name="李丁"),
        reason="缺签字",
    )
    response = sign_in("street_manager").get(page_of(collection))
    assert response.context["total"].late == 1 and "已过期限" in text_of(response)
    round_close(actor=None, collection=collection)
    response = sign_in("street_manager").get(page_of(collection))
    assert response.context["total"].late == 0 and "已结束" in text_of(response)


def test_a_village_sees_its_own_part(sign_in, collection):
    client = sign_in("zhichong_staff")
    response = client.get(page_of(collection))
    assert response.context["total"].listed == 3 and sorted(names(response)) == ["陈丙", "陈乙", "陈甲"]
    assert "李丁" not in response.content.decode() and "麻一村" not in text_of(response)
    assert client.get(f"{page_of(collection)}?station={MAYI}").status_code == 404
    assert client.get(f"{page_of(collection)}?station={STREET}").status_code == 404
    listed = client.get("/people/rounds/")
    assert "0 / 3 人" in text_of(listed) and "建立批次" not in text_of(listed)


def test_a_round_elsewhere_does_not_exist(sign_in, collection):
    client = sign_in("tianfu_staff")
    entry = collection.entries.first()
    for address in (
        page_of(collection),
        f"{page_of(collection)}forms/",
        f"/people/rounds/entries/{entry.pk}/",
    ):
        assert client.get(address).status_code == 404
    assert "2026年度核查" not in client.get("/people/rounds/").content.decode()
    assert post(client, collection, "submit-all", **answers()).status_code == 404


# Many at once


def test_a_village_submits_many_and_the_street_accepts_them(sign_in, collection, cast):
    entries = list(collection.entries.filter(person__name__startswith="陈"))
    response = post(sign_in("zhichong_staff"), collection, "submit", entries[:2], **answers())
    assert "已提交 2 人，等待上级接收。" in text_of(response)
    response = post(sign_in("zhichong_staff"), collection, "submit-all", **answers())
    assert "已提交 1 人" in text_of(response)
    response = post(sign_in("street_manager"), collection, "accept", entries[:1])
    assert "已接收 1 人，档案已记为核实。" in text_of(response)
    response = post(sign_in("street_manager"), collection, "accept-all")
    assert "已接收 2 人" in text_of(response)
    assert PersonFile.objects.filter(verified_by=cast["zhichong_staff"], verified_on=TODAY).count() == 3


def test_accepting_all_leaves_what_changed_or_was_not_signed(sign_in, collection, cast):
    first, second, third, _fourth = collection.entries.order_by("pk")
    for entry, values in (
        (first, {"signed": True}),
        (second, {"signed": True, "change_kind": "deceased"}),
        (third, {"signed": False, "note": "卧床"}),
    ):
        entries_submit(
            actor=None,
            collection=collection,
            entries=RoundEntry.objects.filter(pk=entry.pk),
            collected_on=TODAY,
            **values,
        )
    assert "已接收 1 人" in text_of(post(sign_in("street_manager"), collection, "accept-all"))
    assert list(collection.entries.filter(state="submitted")) == [second, third]


def test_an_answer_left_out_keeps_the_others_and_the_ticks(sign_in, collection):
    entries = list(collection.entries.filter(person__name__startswith="陈"))[:2]
    response = post(
        sign_in("zhichong_staff"), collection, "submit", entries, **answers(signed="", note="雨天入户")
    )
    html = response.content.decode()
    assert "有 1 处需要改" in html and "雨天入户" in html
    assert len(re.findall(r'name="entry"[^>]* checked', html)) == 2
    response = post(sign_in("zhichong_staff"), collection, "submit", entries, **answers(signed="no"))
    assert "本人没有签字的，请写明原因" in response.content.decode()
    assert not collection.entries.exclude(state="waiting").exists()


def test_nothing_chosen_is_said(sign_in, collection):
    for username, act, sentence in (
        ("zhichong_staff", "submit", "请先勾选要登记的人。"),
        ("street_manager", "accept", "请先勾选要接收的人。"),
        ("street_manager", "return", "请先勾选要退回的人。"),
    ):
        assert sentence in text_of(post(sign_in(username), collection, act, **answers(reason="x")))
    assert sign_in("street_manager").post(page_of(collection), {"act": "burn"}).status_code == 404


def test_returned_with_the_reason_which_the_village_reads(sign_in, collection, cast):
    submit_all(collection, cast["zhichong_staff"])
    entry = collection.entries.get(person__name="陈甲")
    response = post(sign_in("street_manager"), collection, "return", [entry], reason="")
    assert "请填写这一项。" in response.content.decode()
    post(sign_in("street_manager"), collection, "return", [entry], reason="缺签字页")
    response = sign_in("zhichong_staff").get(page_of(collection))
    assert names(response) == ["陈甲"] and "退回：缺签字页" in text_of(response)


def test_what_somebody_else_was_faster_with_is_said(sign_in, collection, cast):
    submit_all(collection, cast["zhichong_staff"])
    entries = list(collection.entries.filter(state="submitted"))
    entries_accept(actor=cast["district_manager"], collection=collection, entries=collection.entries.all())
    response = post(sign_in("street_manager"), collection, "accept", entries)
    assert "有 3 人没有变动" in text_of(response)


def test_a_village_cannot_accept(sign_in, collection, cast):
    submit_all(collection, None)
    response = post(sign_in("zhichong_staff"), collection, "accept", collection.entries.all())
    assert response.status_code == 403 and not collection.entries.filter(state="accepted").exists()
    assert post(sign_in("zhichong_staff"), collection, "close").status_code == 403


def test_latecomers_are_offered_and_added(sign_in, tree, collection):
    register(tree[stage.ZHICHONG], "陈新来")
    client = sign_in("zhichong_staff")
    assert "有 1 人在定名单后新建档或迁入" in text_of(client.get(page_of(collection)))
    response = post(client, collection, "add")
    assert "已补入名单 1 人。" in text_of(response) and response.context["total"].listed == 4


def test_a_closed_round_offers_nothing(sign_in, collection, tree):
    response = post(sign_in("street_manager"), collection, "close")
    assert "批次已结束，内容不再变动。" in text_of(response)
    assert 'name="act"' not in response.content.decode()
    response = post(sign_in("zhichong_staff"), collection, "submit-all", **answers())
    assert "这个批次已经结束，不能再改。" in text_of(response)


# One sheet


def sheet(entry):
    return f"/people/rounds/entries/{entry.pk}/"


def test_one_sheet_with_a_change(sign_in, collection):
    entry = collection.entries.get(person__name="陈甲")
    client = sign_in("zhichong_staff")
    assert NUMBER not in client.get(sheet(entry)).content.decode()
    response = client.post(
        sheet(entry), answers(change_kind="deceased", note="家属告知", version=entry.version), follow=True
    )
    assert "已提交，等待上级接收。" in text_of(response) and "去世" in text_of(response)
    entry.refresh_from_db()
    assert (entry.state, entry.change_kind, entry.signed) == ("submitted", "deceased", True)
    assert PersonFile.objects.get(name="陈甲").status == "active"


def test_nothing_is_answered_beforehand(sign_in, collection):
    form = sign_in("zhichong_staff").get(sheet(collection.entries.get(person__name="陈甲"))).context["form"]
    assert not any(field.value() for field in form)
    response = sign_in("zhichong_staff").post(sheet(collection.entries.get(person__name="陈甲")), {})
    assert set(response.context["form"].errors) == {"collected_on", "signed", "change_kind"}


def test_two_at_one_sheet_the_second_keeps_her_text(sign_in, collection):
    entry = collection.entries.get(person__name="陈甲")
    client = sign_in("zhichong_staff")
    typed = answers(change_kind="unchanged", note="电话核对", version=entry.version)
    submit_all(collection, None)
    response = client.post(sheet(entry), typed)
    assert "刚才有同事办理了这一份" in text_of(response)
    assert response.context["form"]["note"].value() == "电话核对"
    entry.refresh_from_db()
    assert entry.note == ""


def test_a_file_that_moved_away_shows_nothing_of_the_person(sign_in, tree, collection):
    entry = collection.entries.get(person__name="陈甲")
    PersonFile.objects.filter(pk=entry.person_id).update(managing_station=tree[stage.TIANFU])
    client = sign_in("zhichong_staff")
    for address in (sheet(entry), page_of(collection), f"{page_of(collection)}forms/"):
        html = client.get(address).content.decode()
        assert "陈甲" not in html and NUMBER[-4:] not in html, address
    response = client.post(sheet(entry), answers(change_kind="moved_out", version=entry.version), follow=True)
    assert "已提交" in text_of(response)


# Printed forms


@pytest.mark.parametrize("layout", ["person", "list"])
def test_forms_are_filled_in_as_far_as_known_and_masked(sign_in, collection, layout):
    person = PersonFile.objects.get(name="陈甲")
    ServiceRecord.objects.create(person=person, enlisted_on="1988-12", discharged_on="1992")
    response = sign_in("street_manager").get(
        f"{page_of(collection)}forms/?station={stage.ZHICHONG}&layout={layout}"
    )
    html = response.content.decode()
    for words in ("陈甲", "陈乙", "直冲村东路 8 号", f"440799********{NUMBER[-4:]}", "100****1234"):
        assert words in html, words
    assert "李丁" not in html and NUMBER not in html and "10000001234" not in html
    if layout == "person":
        assert html.count('class="sheet"') == 3 and "1988年12月" in html and "签字：" in html
    entry = AuditEntry.objects.get(action="print")
    assert entry.reason == "采集登记表，3 人" and entry.target_label == "2026年度核查"


def test_forms_of_nobody_say_so(sign_in, collection):
    response = sign_in("zhichong_staff").get(f"{page_of(collection)}forms/?state=accepted")
    assert "没有要打印的人" in text_of(response)
    assert not AuditEntry.objects.filter(action="print").exists()


# Elsewhere in the portal


def test_the_file_says_what_a_round_still_wants(cast, collection):
    person = PersonFile.objects.get(name="陈甲")

    def todos(username):
        return [todo for panel in panels_of(cast[username], person) for todo in panel.todos]

    [todo] = todos("zhichong_staff")
    assert todo["text"] == f"2026年度核查：待采集，{TODAY.isoformat()} 前完成"
    assert todo["url"] == sheet(collection.entries.get(person=person)) and todo["tone"] == "warn"
    submit_all(collection, cast["zhichong_staff"])
    assert "已提交" in todos("street_manager")[0]["text"]
    entries_accept(actor=cast["street_manager"], collection=collection, entries=collection.entries.all())
    assert todos("street_manager") == []


def test_the_worklist_is_what_the_village_has_in_hand(sign_in, collection, cast):
    client = sign_in("zhichong_staff")
    response = client.get("/people/?figure=round_waiting")
    assert [row.person.name for row in response.context["rows"]] == ["陈丙", "陈甲", "陈乙"]
    submit_all(collection, cast["zhichong_staff"])
    assert client.get("/people/?figure=round_waiting").context["rows"] == []


def test_who_moved_away_since_is_on_no_worklist_of_the_new_station(tree, collection):
    """The sheet stays with the station that kept the file; the new one could not submit it."""
    people = PersonFile.objects.filter(WORKLISTS["round_waiting"].condition(TODAY))
    assert people.filter(name="陈甲").exists()
    person_update(actor=None, person=PersonFile.objects.get(name="陈甲"), managing_station=tree[stage.TIANFU])
    assert not people.filter(name="陈甲").exists()


def todo(context):
    return [*context["todo"], *context["more"]]


def test_my_station_says_what_is_to_be_submitted_and_reviewed(sign_in, collection, cast):
    def told(username):
        return {
            item["title"]: item["count"]
            for item in todo(sign_in(username).get("/").context)
            if "采集核查" in item["title"]
        }

    assert told("zhichong_staff") == {"采集核查待提交": 3}
    submit_all(collection, cast["zhichong_staff"])
    assert told("zhichong_staff") == {}
    assert told("street_manager") == {"采集核查待提交": 1, "采集核查待审核": 3}
    round_close(actor=None, collection=collection)
    assert told("street_manager") == {}


@pytest.mark.parametrize("username", ["city_manager", "district_manager", "street_manager", "zhichong_staff"])
@pytest.mark.parametrize(("page", "budget"), [("", 7), ("{pk}/", 16), ("{pk}/forms/?layout=list", 10)])
def test_a_page_costs_the_same_at_every_tier_and_size(tree, sign_in, collection, username, page, budget):
    client = sign_in(username)
    address = "/people/rounds/" + page.format(pk=collection.pk)
    few = statements(client, address)
    for number in range(6):
        register(
            tree[stage.ZHICHONG],
            f"陈多{number}",
            household=stage.household(tree[stage.ZHICHONG], str(number)),
        )
    collection.entries.all().delete()
    collection.delete()
    more = opened(tree)
    assert statements(client, "/people/rounds/" + page.format(pk=more.pk)) == few <= budget


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
