"""比对: what a list's people are here, within one's scope; 变动线索: nothing changes before a station says so."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from stations.models import AuditEntry
from tests.imports.sheets import TIANFU, ZHICHONG, workbook
from tests.imports.test_pages import words
from tests.veterans.people import id_number, register
from veterans_portal.comparing import services, tasks
from veterans_portal.comparing.models import ChangeProposal, Comparison

pytestmark = pytest.mark.django_db
UNKNOWN = "未在您管理范围内登记"


def send(client, rows, **values):
    form = {
        "kind": "compare",
        "station": "440704004000",
        "source_office": "江海区民政局",
        "document_no": "江民〔2026〕1号",
        "purpose": "核对低保对象",
        **values,
    }
    content = rows if isinstance(rows, bytes) else workbook(rows, sheet="名单")
    return client.post(
        reverse("comparisons"), form | {"file": SimpleUploadedFile("低保.xlsx", content)}, follow=True
    )


def result(client):
    response = client.post(reverse("comparison-download", args=[Comparison.objects.get().pk]))
    return openpyxl.load_workbook(io.BytesIO(response.content)).worksheets


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def known(tree):
    return register(tree[ZHICHONG], "陈志强"), register(tree[TIANFU], "梁国华")


def test_the_list_comes_back_with_what_its_people_are_here(sign_in, known):
    ours, others = (person.id_number.open() for person in known)
    rows = [
        ["江海区低保对象名单"],
        ["序号", "姓名", "公民身份号码", "低保金"],
        ["1", "陈志强", ours, "=1+1"],
        ["2", "梁国华", others, 500],
        ["3", "王五", id_number(), None],
        ["4", "赵六", "44079919700101001", None],
        ["合计", None, None, 500],
    ]
    client = sign_in("street_manager")
    said = words(send(client, rows))
    assert "名单上能读出号码 3 人" in said and "在您的范围内有档案 1 人" in said and "号码有误 1 人" in said
    [sheet] = result(client)
    found = cells(sheet)
    assert found[1][4:] == ["是否在册", "类别", "管理站"]
    assert found[2][4:] == ["在册", "退役士兵(不含已列重点优抚)", "江海区外海街道直冲村"]
    assert found[3][4:] == found[4][4:] == [UNKNOWN, None, None] or found[3][4] == found[4][4] == UNKNOWN
    assert "17位" in found[5][4]
    assert found[6][:4] == ["合计", None, None, 500] and not any(found[6][4:])
    assert sheet["D3"].data_type == "s" and sheet["D3"].value == "=1+1"


def test_a_number_with_another_name_is_said(sign_in, known):
    client = sign_in("street_manager")
    send(client, [["姓名", "身份证号"], ["陈小强", known[0].id_number.open()]])
    assert "号码相符，姓名不同" in cells(result(client)[0])[1][2]


def test_search_export_and_download_stand_in_the_log_without_a_number(sign_in, known):
    number = known[0].id_number.open()
    client = sign_in("street_manager")
    response = send(client, [["姓名", "身份证号"], ["陈志强", number]])
    result(client)
    entries = AuditEntry.objects.filter(target_type="veterans_portal.comparison").order_by("id")
    assert list(entries.values_list("action", flat=True)) == ["search", "export", "download"]
    assert number not in response.content.decode()
    assert not any(number in str(entry) for entry in entries.values())


def test_a_result_is_for_its_maker_and_for_a_day(sign_in, known, client):
    send(sign_in("street_manager"), [["身份证号"], [known[0].id_number.open()]])
    found = Comparison.objects.get()
    address = reverse("comparison-download", args=[found.pk])
    assert sign_in("district_manager").post(address).status_code == 404
    assert "只有比对人能下载" in words(
        sign_in("district_manager").get(reverse("comparison", args=[found.pk]))
    )
    Comparison.objects.update(expires_at=timezone.now())
    assert "下载已过期" in words(sign_in("street_manager").post(address, follow=True))
    assert services.purge() == 1 and Comparison.objects.get().result is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "没有内容", id="empty"),
        pytest.param(b"\x89PNG....", "这不是电子表格", id="picture"),
        pytest.param(workbook([["姓名"], ["陈"]]), "缺少这些列：身份证号", id="without-numbers"),
    ],
)
def test_a_file_that_is_no_list_says_why(sign_in, content, sentence):
    assert sentence in words(send(sign_in("street_manager"), content))
    assert not Comparison.objects.exists()


def test_another_stations_people_cannot_be_compared(sign_in):
    said = words(send(sign_in("street_manager"), [["身份证号"], [id_number()]], station=TIANFU))
    assert "不在您可以导入的范围内" in said


# --- what a list says of people ---------------------------------------------------------------


def deaths(client, *people):
    rows = [["姓名", "身份证号", "死亡日期"], *([p.name, p.id_number.open(), "2026-03-05"] for p in people)]
    return send(client, rows, kind="deceased", purpose="去世核对")


def test_a_death_is_proposed_and_only_the_station_registers_it(sign_in, known):
    said = words(deaths(sign_in("street_manager"), *known))
    assert "已给各站提出 1 条变动线索" in said
    known[0].refresh_from_db()
    assert known[0].status == "active"

    staff = sign_in("zhichong_staff")
    assert "变动线索待核实" in words(staff.get(reverse("home")))
    page = staff.get(reverse("proposals"))
    assert "陈志强" in words(page) and "梁国华" not in words(page)
    proposal = ChangeProposal.objects.get()
    address = f"{reverse('person-withdraw', args=[known[0].pk])}?proposal={proposal.pk}"
    form = staff.get(address).context["form"]
    assert (form["kind"].value(), form["happened_on"].value()) == ("deceased", "2026-03-05")
    data = {"kind": "deceased", "happened_on": "2026-03-05", "step": "confirm"}
    staff.post(address, data)
    known[0].refresh_from_db()
    proposal.refresh_from_db()
    assert (known[0].status, proposal.state, proposal.decided_by.username) == (
        "deceased",
        "confirmed",
        "zhichong_staff",
    )


def test_the_same_list_twice_proposes_once(sign_in, known):
    client = sign_in("street_manager")
    deaths(client, known[0])
    assert "已给各站提出 0 条变动线索" in words(deaths(client, known[0]))
    assert ChangeProposal.objects.count() == 1


def test_what_is_not_so_is_dismissed_with_how_it_was_found_out(sign_in, known):
    deaths(sign_in("street_manager"), known[0])
    staff, proposal = sign_in("zhichong_staff"), ChangeProposal.objects.get()
    address = reverse("proposal-decide", args=[proposal.pk, "dismiss"])
    assert "请写明怎么核实的" in words(staff.post(address, follow=True))
    staff.post(address, {"why": "已见到本人"})
    assert "已经有人核实过" in words(staff.post(address, {"why": "再来"}, follow=True))
    known[0].refresh_from_db()
    proposal.refresh_from_db()
    assert (known[0].status, proposal.state, proposal.why) == ("active", "dismissed", "已见到本人")
    assert "已见到本人" in words(staff.get(reverse("proposals") + "?state=dismissed"))


def test_a_sibling_station_sees_and_decides_nothing(sign_in, known):
    deaths(sign_in("street_manager"), known[0])
    pk = ChangeProposal.objects.get().pk
    client = sign_in("tianfu_staff")
    assert "陈志强" not in client.get(reverse("proposals")).text
    assert client.post(reverse("proposal-decide", args=[pk, "dismiss"]), {"why": "-"}).status_code == 404


def test_who_came_is_registered_by_the_station_the_list_names(sign_in, tree):
    number = id_number("19620304")
    rows = [["姓名", "身份证号", "所属站"], ["李新来", number, ZHICHONG]]
    send(sign_in("street_manager"), rows, kind="moved_in", purpose="迁入核对")
    proposal = ChangeProposal.objects.get()
    assert proposal.station == tree[ZHICHONG]
    staff = sign_in("zhichong_staff")
    page = staff.get(reverse("proposals"))
    assert "李新来" in words(page) and number not in page.text
    shown = staff.post(
        reverse("proposal-reveal", args=[proposal.pk]), {"reason": page.context["reasons"][0][0]}
    )
    assert number in shown.text
    assert (
        AuditEntry.objects.filter(action="reveal", target_type="veterans_portal.changeproposal").count() == 1
    )
    arrived = reverse("proposal-decide", args=[proposal.pk, "arrived"])
    assert "还没有这个人的档案" in words(staff.post(arrived, follow=True))
    person = register(tree[ZHICHONG], "李新来", id_number=number)
    staff.post(arrived)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.person, proposal.id_number, proposal.name) == (
        "confirmed",
        person,
        None,
        None,
    )


def test_the_page_costs_the_same_however_many_proposals(sign_in, tree, django_assert_max_num_queries):
    people = [register(tree[ZHICHONG], f"陈{name}") for name in "甲乙丙丁戊"]
    deaths(sign_in("street_manager"), *people)
    client = sign_in("zhichong_staff")
    client.get(reverse("proposals"))
    with django_assert_max_num_queries(6):
        client.get(reverse("proposals"))


# --- names, long lists, and proposals that nobody decides ---------------------------------------------


def test_names_are_read_as_they_are_kept(sign_in, known, tree):
    number, other = known[0].id_number.open(), register(tree[ZHICHONG], "阿依古丽·买买提").id_number.open()
    rows = [
        ["姓名", "身份证号"],
        ["陈 志 强", number],
        ["阿依古丽•买买提", other],
        ["陈*强", number],
        ["某某", id_number()],
    ]
    client = sign_in("street_manager")
    send(client, rows)
    found = [row[2] for row in cells(result(client)[0])[1:]]
    assert found[:2] == ["在册", "在册"]
    assert found[2].startswith("在册；") and "姓名不同" not in found[2]
    assert found[3].startswith(f"{UNKNOWN}；")


@pytest.fixture
def long(monkeypatch):
    """Every list counts as a long one."""
    monkeypatch.setattr(services, "SMALL_BYTES", 0)


def test_a_long_list_waits_and_is_compared_by_the_worker(sign_in, known, long):
    client = sign_in("street_manager")
    page = send(client, [["姓名", "身份证号"], ["陈志强", known[0].id_number.open()]])
    found = Comparison.objects.get()
    assert "正在排队" in words(page) and '<meta http-equiv="refresh"' in page.text
    assert "正在排队" in words(client.get(reverse("comparisons")))
    address = reverse("comparison-progress", args=[found.pk])
    assert client.get(address).json()["state"] == "waiting"
    assert DBTaskResult.objects.get().args_kwargs["args"] == [found.pk]
    tasks.compare_list.func(found.pk)
    assert client.get(address).json() == {"state": "ready", "done": 1, "total": 1}
    assert "在您的范围内有档案 1 人" in words(client.get(reverse("comparison", args=[found.pk])))
    assert cells(result(client)[0])[1][2] == "在册"
    found.refresh_from_db()
    assert found.content is None
    tasks.compare_list.func(found.pk)
    assert AuditEntry.objects.filter(action="search").count() == 1


def test_a_long_list_that_cannot_be_read_says_why(sign_in, long):
    client = sign_in("street_manager")
    send(client, workbook([["姓名"], ["陈"]]))
    found = Comparison.objects.get()
    tasks.compare_list.func(found.pk)
    found.refresh_from_db()
    assert (found.state, found.content) == ("failed", None)
    assert "缺少这些列：身份证号" in words(client.get(reverse("comparison", args=[found.pk])))


def test_a_list_whose_process_died_is_taken_up_again(sign_in, known, long):
    deaths(sign_in("street_manager"), known[0])
    now = timezone.now()
    Comparison.objects.update(state="running", claim="dead", heartbeat=now)
    pk = Comparison.objects.get().pk
    assert services.look_after() == []
    assert services.look_after(now + 2 * services.STALE) == [pk]
    Comparison.objects.update(heartbeat=now - 2 * services.STALE)
    tasks.compare_list.func(pk)
    assert ChangeProposal.objects.count() == 1 and Comparison.objects.get().state == "ready"


def test_what_nobody_decides_in_time_goes_with_its_number(sign_in, known, tree):
    manager = sign_in("street_manager")
    number = id_number("19620304")
    send(manager, [["姓名", "身份证号", "所属站"], ["李新来", number, ZHICHONG]], kind="moved_in")
    deaths(manager, known[0])
    staff = sign_in("zhichong_staff")
    last = ChangeProposal.objects.first().purge_on
    assert words(staff.get(reverse("proposals"))).count(f"到 {last} 还没有核实的") == 2
    assert services.proposals_expire(last - datetime.timedelta(days=1)) == 0
    assert services.proposals_expire(last) == 2
    for proposal in ChangeProposal.objects.all():
        assert (proposal.state, proposal.name, proposal.id_number) == ("expired", None, None)
        assert not proposal.id_digest and not proposal.happened_on
    assert "李新来" not in words(staff.get(reverse("proposals")))
    gone = words(staff.get(reverse("proposals") + "?state=expired"))
    assert "到期未核实" in gone and "李新来" not in gone
    assert AuditEntry.objects.filter(action="change", reason="变动线索到期清除 2 条").exists()
    assert "已给各站提出 1 条变动线索" in words(deaths(sign_in("street_manager"), known[0]))
