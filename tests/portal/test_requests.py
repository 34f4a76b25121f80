"""诉求 at the desk and on the board: what is typed, pressed and read."""

import datetime
import io
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from care_activities.models import RequestClock, SentTask, ServiceRequest
from care_activities.services.request_moves import request_refer_up
from care_activities.services.request_slips import slip_send
from care_activities.services.requests import request_close, request_register
from care_activities.services.sent_tasks import task_answer, task_send
from stations.models import AuditEntry, Membership, StaffMember, SupportMember, User
from tests.veterans.people import id_number, register

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
ZHICHONG, STREET, COUNTY = "440704004212", "440704004000", "440704000000"


def desk(client, tree, then="", **answers):
    given = {
        "station": tree[ZHICHONG].pk,
        "channel": "phone",
        "demand": "2",
        "content": "询问优抚补助",
        "urgency": "normal",
        "kind": "service",
        "then": then,
        **answers,
    }
    return client.post(reverse("request-new"), given, follow=True)


def press(client, request, act, **answers):
    held = ServiceRequest.objects.get(pk=request.pk)
    given = {"act": act, "version": held.version, **answers}
    return client.post(reverse("request", args=[request.pk]), given, follow=True)


def test_taken_and_done_at_the_desk(sign_in, tree):
    client = sign_in("zhichong_staff")
    response = desk(client, tree, "close", result="已告知标准")
    taken = ServiceRequest.objects.get()
    assert (taken.state, taken.result, taken.number in response.content.decode()) == (
        "closed",
        "已告知标准",
        True,
    )
    assert not RequestClock.objects.filter(ended_at__isnull=True).exists()


def test_done_at_the_desk_without_a_result_is_refused_and_nothing_is_taken(sign_in, tree):
    response = desk(sign_in("zhichong_staff"), tree, "close")
    assert "请写明办理结果" in response.content.decode()
    assert "询问优抚补助" in response.content.decode()
    assert not ServiceRequest.objects.exists()


def test_referred_up_from_the_desk(sign_in, tree):
    desk(sign_in("zhichong_staff"), tree, "up", opinion="要镇街核实")
    assert ServiceRequest.objects.get().holder == tree[STREET]


def test_the_person_is_found_by_name_and_by_number_and_asked_for_among_several(sign_in, tree):
    client = sign_in("zhichong_staff")
    number = id_number()
    one = register(tree[ZHICHONG], "欧阳海", id_number=number)
    desk(client, tree, who="欧阳海")
    assert ServiceRequest.objects.get().person == one
    desk(client, tree, who=number)
    assert ServiceRequest.objects.filter(person=one).count() == 2
    assert AuditEntry.objects.filter(action="search", reason="登记诉求时按号码查找").count() == 1
    twins = [register(tree[ZHICHONG], "陈志强"), register(tree[ZHICHONG], "陈志强")]
    response = desk(client, tree, who="陈志强")
    assert "是哪一位" in response.content.decode()
    desk(client, tree, person=twins[1].pk)
    assert ServiceRequest.objects.filter(person=twins[1]).exists()
    response = desk(client, tree, who="没有这个人")
    assert "没有找到" in response.content.decode()


def test_a_person_of_another_village_cannot_be_named(sign_in, tree):
    other = register(tree["440703006121"], "周国强")
    client = sign_in("zhichong_staff")
    assert client.get(reverse("request-new"), {"person": other.pk}).status_code == 404
    assert "没有找到" in desk(client, tree, who="周国强").content.decode()


def test_the_way_of_a_request_by_its_buttons(sign_in, tree, client):
    desk(sign_in("zhichong_staff"), tree)
    taken = ServiceRequest.objects.get()
    press(client, taken, "accept.accept")
    press(client, taken, "up.up", opinion="要区里定")
    page = sign_in("street_manager").get(reverse("request", args=[taken.pk])).content.decode()
    assert "要区里定" in page
    press(client, taken, "close.close", result="已补发")
    page = sign_in("zhichong_staff").get(reverse("request", args=[taken.pk])).content.decode()
    assert "已补发" in page
    press(client, taken, "rate.rate", satisfaction="5")
    assert ServiceRequest.objects.get().satisfaction == 5


def test_a_button_pressed_on_an_old_page_changes_nothing_and_keeps_what_was_typed(sign_in, tree):
    client = sign_in("zhichong_staff")
    desk(client, tree)
    taken = ServiceRequest.objects.get()
    press(client, taken, "accept.accept")
    response = client.post(
        reverse("request", args=[taken.pk]), {"act": "close.close", "version": 1, "result": "写了很久的结果"}
    )
    text = response.content.decode()
    assert "刚被别人改过" in text and "写了很久的结果" in text
    assert ServiceRequest.objects.get().state == "handling"


def test_what_is_not_offered_is_refused(sign_in, tree):
    taken = request_register(
        actor=None, station=tree[STREET], channel="phone", demand="2", content="询问优抚补助"
    )
    client = sign_in("zhichong_staff")
    assert client.get(reverse("request", args=[taken.pk])).status_code == 404
    assert press(client, taken, "close.close", result="x").status_code == 404


def test_health_is_read_by_those_alone_who_had_it_in_hand(sign_in, tree):
    taken = request_register(
        actor=None, station=tree[ZHICHONG], channel="phone", demand="2", content="患尿毒症", is_private=True
    )
    address = reverse("request", args=[taken.pk])
    assert "患尿毒症" in sign_in("zhichong_staff").get(address).content.decode()
    page = sign_in("district_manager").get(address).content.decode()
    assert "患尿毒症" not in page and "内容只有办理过的站能看" in page


def test_the_one_complained_about_finds_it_nowhere(sign_in, cast, tree):
    about = StaffMember.objects.create(
        station=tree[ZHICHONG], name="何某", post="worker", user=cast["zhichong_staff"]
    )
    taken = request_register(
        actor=None,
        station=tree[ZHICHONG],
        channel="letter",
        demand="9",
        content="态度不好",
        about_staff=about,
    )
    client = sign_in("zhichong_staff")
    assert client.get(reverse("request", args=[taken.pk])).status_code == 404
    assert taken.number not in client.get(reverse("requests")).content.decode()


def test_a_repeat_does_not_tell_of_a_complaint_to_whom_it_is_about(sign_in, cast, tree):
    person = register(tree[ZHICHONG], "王水生")
    about = StaffMember.objects.create(
        station=tree[ZHICHONG], name="何某", post="worker", user=cast["zhichong_staff"]
    )
    given = {
        "station": tree[ZHICHONG],
        "channel": "letter",
        "demand": "9",
        "content": "反映",
        "person": person,
    }
    complaint = request_register(actor=None, about_staff=about, **given)
    later = request_register(actor=None, **given)
    assert later.repeats == complaint
    address = reverse("request", args=[later.pk])
    assert complaint.number not in sign_in("zhichong_staff").get(address).content.decode()
    assert complaint.number in sign_in("street_manager").get(address).content.decode()


def test_every_figure_of_the_board_opens_its_list(sign_in, tree):
    client = sign_in("zhichong_staff")
    for demand in ("2", "2", "6"):
        desk(client, tree, demand=demand)
    desk(client, tree, "close", result="好了", demand="8")
    page = client.get(reverse("requests"), {"demand": "2"})
    assert [row.request.demand for row in page.context["rows"]] == ["2", "2"]
    whole = client.get(reverse("requests")).context
    shown = {fact["label"]: fact["value"] for fact in whole["facts"]}
    assert (shown["登记"], shown["在办"], shown["办结"], shown["诉求待受理"]) == (4, 3, 1, 3)
    for fact in whole["facts"]:
        if fact["unit"] == "件":
            rows = client.get(reverse("requests") + fact["url"]).context["rows"]
            assert len(rows) == fact["value"], fact["label"]
    for _label, parts in whole["composition"]:
        for _text, count, url in parts:
            assert len(client.get(reverse("requests") + url).context["rows"]) == count
    for item in whole["todo"]:
        if "work=" in item["url"]:
            assert len(client.get(item["url"]).context["rows"]) == item["count"]


def test_the_board_takes_as_many_statements_for_many_as_for_few(sign_in, tree, django_assert_max_num_queries):
    client = sign_in("zhichong_staff")
    desk(client, tree)
    client.get(reverse("requests"))
    for _serial in range(5):
        desk(client, tree)
    with django_assert_max_num_queries(28):
        client.get(reverse("requests"))


def test_a_task_goes_down_and_comes_back_in_numbers(sign_in, tree):
    client = sign_in("district_manager")
    due = timezone.localdate() + datetime.timedelta(days=7)
    client.post(
        reverse("sent-task-new"),
        {
            "station": tree[COUNTY].pk,
            "title": "报八一走访户数",
            "to_tier": "village",
            "due_on": due.isoformat(),
            "form": "numbers",
            "columns": "应走访户数\n已走访户数",
        },
    )
    task = SentTask.objects.get()
    assert set(task.answers.values_list("station__code", flat=True)) == {
        ZHICHONG,
        "440704004201",
        "440704040212",
    }
    client = sign_in("zhichong_staff")
    mine = task.answers.get(station=tree[ZHICHONG])
    page = client.get(reverse("sent-task", args=[task.pk]))
    assert [row["answer"] for row in page.context["rows"]] == [mine]
    given = {f"version_{mine.pk}": mine.version, f"n0_{mine.pk}": "8", f"n1_{mine.pk}": "七"}
    response = client.post(reverse("sent-task-answer", args=[task.pk]), given, follow=True)
    assert "请填不小于0的整数" in response.content.decode()
    client.post(reverse("sent-task-answer", args=[task.pk]), given | {f"n1_{mine.pk}": "7"})
    page = sign_in("district_manager").get(reverse("sent-task", args=[task.pk]))
    assert (page.context["done"], page.context["waiting"], page.context["totals"]) == (1, 2, [8, 7])


def test_the_answers_are_a_workbook_that_marks_who_has_not_answered(sign_in, tree, cast):
    due = timezone.localdate() + datetime.timedelta(days=7)
    task = task_send(
        actor=None,
        station=tree[COUNTY],
        stations=[tree[ZHICHONG], tree["440704004201"]],
        title="报户数",
        due_on=due,
        form="numbers",
        columns="应走访户数",
    )
    mine = task.answers.get(station=tree[ZHICHONG])
    task_answer(actor=None, answer=mine, words="=已核对", numbers={"应走访户数": "8"})
    client = sign_in("district_manager")
    address = reverse("sent-task-table", args=[task.pk])
    assert address in client.get(reverse("sent-task", args=[task.pk])).content.decode()
    page = openpyxl.load_workbook(io.BytesIO(client.get(address).content)).active
    lines = [[cell.value for cell in line] for line in page.iter_rows(min_row=6)]
    assert lines[0] == ["区划代码", "承办站", "上级站", "状态", "答复时间", "应走访户数", "说明"]
    by_code = {line[0]: line for line in lines}
    assert by_code[ZHICHONG][3] == "已答复" and by_code[ZHICHONG][5:] == [8, "'=已核对"]
    assert by_code["440704004201"][3] == "未答复" and by_code["合计"][5] == 8
    assert page["A4"].value.startswith("已答复 1 个站，未答复 1 个站")
    assert AuditEntry.objects.filter(action="export", reason="任务答复表").count() == 1
    assert sign_in("zhichong_staff").get(address).status_code == 403


def test_answering_one_more_station_leaves_the_other_answers_alone(sign_in, tree):
    due = timezone.localdate()
    stations = [tree[ZHICHONG], tree["440704004201"]]
    task = task_send(actor=None, station=tree[COUNTY], stations=stations, title="报", due_on=due, form="text")
    first, second = task.answers.order_by("station__path")
    task_answer(actor=None, answer=first, words="已办")
    given = {f"version_{row.pk}": row.version for row in (first, second)}
    given |= {f"words_{first.pk}": "已办", f"words_{second.pk}": "也已办"}
    client = sign_in("street_manager")
    response = client.post(reverse("sent-task-answer", args=[task.pk]), given, follow=True)
    assert "已答复 1 个站" in response.content.decode()
    assert task.answers.get(pk=first.pk).version == first.version


def test_the_ledger_has_a_cover_and_prints_words_for_who_may_read_them(sign_in, tree):
    given = {"actor": None, "demand": "2"}
    request_register(**given, station=tree[STREET], channel="visit", content="问补助", caller="老陈")
    request_register(
        **given, station=tree[ZHICHONG], channel="phone", content="患尿毒症", is_private=True, kind="service"
    )
    request_register(**given, station=tree[ZHICHONG], channel="letter", content="某事", kind="petition")
    html = sign_in("street_manager").get(reverse("request-ledger")).content.decode()
    assert "诉求办理台账" in html and "登记 3 件，在办 3 件" in html
    assert "问补助" in html and "老陈" in html and "患尿毒症" not in html and "某事" not in html
    html = sign_in("street_manager").get(reverse("request-ledger"), {"channel": "visit"}).content.decode()
    assert "来访接待台账" in html and "登记 1 件" in html
    assert AuditEntry.objects.filter(action="print", reason="来访接待台账，1 件").exists()
    assert "患尿毒症" in sign_in("zhichong_staff").get(reverse("request-ledger")).content.decode()


def test_the_ledger_takes_as_many_statements_for_many_as_for_few(sign_in, tree):
    client = sign_in("zhichong_staff")

    def statements():
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("request-ledger"))
        return len(caught)

    desk(client, tree, "close", result="好了")
    statements()
    few = statements()
    for _serial in range(5):
        desk(client, tree)
    assert statements() == few < 24


def test_the_page_tells_how_long_each_station_had_it(sign_in, tree):
    with time_machine.travel(datetime.datetime(2026, 3, 6, 9, tzinfo=CHINA), tick=False) as clock:
        taken = request_register(
            actor=None, station=tree[ZHICHONG], channel="phone", demand="2", content="问补助"
        )
        clock.shift(datetime.timedelta(days=3, hours=5))
        request_refer_up(actor=None, request=taken, opinion="要镇街核实")
        clock.shift(datetime.timedelta(days=1))
        request_close(actor=None, request=ServiceRequest.objects.get(), result="已补发")
        html = sign_in("street_manager").get(reverse("request", args=[taken.pk])).content.decode()
    assert "3天5小时" in html and "4天5小时 · 2 个工作日" in " ".join(html.split())


def test_the_station_above_is_told_and_reads_its_notices(sign_in, tree):
    desk(sign_in("zhichong_staff"), tree, "up", opinion="要镇街核实")
    taken = ServiceRequest.objects.get()
    client = sign_in("street_manager")
    assert "未读消息" in client.get(reverse("home")).content.decode()
    page = client.get(reverse("notices"))
    assert f"收到诉求 {taken.number}（上报）" in page.content.decode()
    assert reverse("request", args=[taken.pk]) in page.content.decode()
    client.post(reverse("notices"), {"newest": page.context["newest"]})
    assert "未读消息" not in client.get(reverse("home")).content.decode()
    assert "没有消息" in sign_in("tianfu_staff").get(reverse("notices")).content.decode()


def test_a_lawyer_with_an_account_sees_her_slip_and_nothing_else(client, tree):
    lawyer = User.objects.create_user("lawyer", password="Jx-2026-Deng", full_name="李律师")
    Membership.objects.create(user=lawyer, role="partner", station=tree[ZHICHONG])
    member = SupportMember.objects.create(
        station=tree[ZHICHONG], name="李律师", role="legal_adviser", user=lawyer
    )
    taken = request_register(
        actor=None, station=tree[ZHICHONG], channel="phone", demand="2", content="询问优抚补助", caller="老陈"
    )
    due = timezone.localdate()
    slip = slip_send(actor=None, request=taken, asks="怎样申请仲裁", due_on=due, to_member=member)
    other = slip_send(actor=None, request=taken, asks="核对住址", due_on=due, to_station=tree["440704004201"])
    client.force_login(lawyer)
    assert client.get(reverse("home")).url == reverse("request-slips")
    page = client.get(reverse("request-slip", args=[slip.pk])).content.decode()
    assert "怎样申请仲裁" in page and "老陈" not in page and "询问优抚补助" not in page
    client.post(reverse("request-slip", args=[slip.pk]), {"version": slip.version, "answer": "先调解"})
    slip.refresh_from_db()
    assert (slip.state, slip.answer) == ("answered", "先调解")
    assert client.get(reverse("request-slip", args=[other.pk])).status_code == 404
    for name, args in (("request", [taken.pk]), ("requests", []), ("people", []), ("team", [])):
        assert client.get(reverse(name, args=args)).status_code in (403, 404), name


def test_a_complaint_about_staff_whose_account_nobody_knows_goes_above_her_station(sign_in, tree):
    about = StaffMember.objects.create(station=tree[ZHICHONG], name="何某", post="worker")
    taken = request_register(
        actor=None,
        station=tree[ZHICHONG],
        channel="letter",
        demand="9",
        content="态度不好",
        about_staff=about,
    )
    assert taken.holder == tree[STREET]
    assert sign_in("zhichong_staff").get(reverse("request", args=[taken.pk])).status_code == 404


def test_who_gives_rights_links_a_member_of_staff_with_her_account(sign_in, cast, tree):
    about = StaffMember.objects.create(station=tree[ZHICHONG], name="何某", post="worker")
    address = reverse("admin:stations_staffmember_change", args=[about.pk])
    assert 'name="user"' in sign_in("street_manager").get(address).content.decode()
    assert 'name="user"' not in sign_in("zhichong_staff").get(address).content.decode()
