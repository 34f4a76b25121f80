"""The pages on which a file is asked for, offered, answered, closed and put back."""

import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from care_activities.services.plaques import plaque_register
from stations.models import AuditEntry, PartyOrganisation
from tests.imports.sheets import people, upload
from tests.imports.sheets import person as sheet_row
from tests.veterans.people import id_number, register
from veterans.models import Benefit, PartyMembership, TransferRequest
from veterans.services.transfers import transfer_answer, transfer_request
from veterans.services.withdrawal import person_withdraw
from veterans_portal.people import panels

from . import stage
from .test_people_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhichong(tree):
    return tree[stage.ZHICHONG]


@pytest.fixture
def tianfu(tree):
    return tree[stage.TIANFU]


@pytest.fixture
def person(zhichong):
    return register(zhichong, "林海波", id_number=id_number("19651103"))


def asking(person, **kw):
    return {
        "name": person.name,
        "number": person.id_number.open(),
        "reason": "户口迁入天福社区",
        "moved_on": "2026-03",
        **kw,
    }


def said(response):
    return "".join(str(message) for message in get_messages(response.wsgi_request))


# Asking


def test_the_receiving_side_asks_by_number_and_name(person, tianfu, sign_in):
    client = sign_in("tianfu_staff")
    response = client.post(reverse("transfer-ask"), asking(person))
    request = TransferRequest.objects.get()
    assert response.url == reverse("transfer", args=[request.pk])
    assert (request.to_station, request.asked_by_receiver, request.moved_on) == (tianfu, True, "2026-03")
    page = client.get(response.url)
    text = text_of(page)
    assert "林海波" in text and "其他站" in text and "撤回申请" in text
    html = page.content.decode()
    for hidden in ("直冲", person.archive_no, person.id_last4, f"/people/{person.pk}/"):
        assert hidden not in html, hidden
    assert "林海波" in text_of(client.get(reverse("transfers") + "?box=asked"))
    assert "直冲" not in client.get(reverse("transfers") + "?box=asked").content.decode()


@pytest.mark.parametrize("wrong", [{"name": "林海"}, {"number": id_number("19651104")}])
def test_whoever_has_only_half_reads_the_same_words(person, sign_in, wrong):
    response = sign_in("tianfu_staff").post(reverse("transfer-ask"), asking(person, **wrong))
    assert "待上级核对" in text_of(response)
    assert not TransferRequest.objects.exists()
    assert 'value="户口迁入天福社区"' in response.content.decode()  # what was typed stays


@pytest.mark.parametrize("kind", ["deceased", "cancelled"])
def test_a_closed_file_is_answered_like_none(person, sign_in, kind):
    person_withdraw(actor=None, person=person, kind=kind, happened_on="2026", reason="核实")
    text = text_of(sign_in("tianfu_staff").post(reverse("transfer-ask"), asking(person)))
    assert "待上级核对" in text
    assert "去世或注销" not in text


def test_one_s_own_file_is_opened_instead(person, sign_in):
    response = sign_in("zhichong_staff").post(reverse("transfer-ask"), asking(person))
    assert f"/people/{person.pk}/" in response.content.decode()
    assert "不需要申请迁入" in text_of(response)
    assert not TransferRequest.objects.exists()


def test_a_manager_says_for_which_of_her_stations(tianfu, sign_in):
    client = sign_in("district_manager")
    home = register(tianfu, "李四")
    response = client.post(reverse("transfer-ask"), asking(home, to_station="外海街道直冲村"))
    assert response.status_code == 302
    assert TransferRequest.objects.get().to_station.code == stage.ZHICHONG
    TransferRequest.objects.all().delete()
    response = client.post(reverse("transfer-ask"), asking(home, to_station="天福社区"))
    assert "找不到这个站" in text_of(response)


def test_number_and_name_typed_elsewhere_are_filled_in(person, sign_in):
    typed = {"number": person.id_number.open(), "name": person.name}
    page = sign_in("tianfu_staff").post(reverse("transfer-ask"), typed).content.decode()
    assert f'value="{person.name}"' in page and f'value="{person.id_number.open()}"' in page
    assert "处需要改" not in page
    assert not AuditEntry.objects.filter(action="refused").exists()


def test_the_keeping_side_offers_a_file(person, tianfu, sign_in):
    client = sign_in("zhichong_staff")
    address = reverse("person-transfer", args=[person.pk])
    payload = {"to_station": "环市街道天福社区", "reason": "户口迁出", "moved_on": ""}
    bad = client.post(address, {**payload, "to_station": "没有的村"})
    assert "找不到这个站" in text_of(bad) and 'value="没有的村"' in bad.content.decode()
    response = client.post(address, payload)
    request = TransferRequest.objects.get()
    assert response.url == reverse("transfer", args=[request.pk])
    assert (request.to_station, request.asked_by_receiver) == (tianfu, False)
    assert "正在等待答复" in text_of(client.get(address))
    assert sign_in("tianfu_staff").get(address).status_code == 404


# A row that an import held


def held_row(user, person):
    """The row that an import of `user` held, of a sheet that names `person`."""
    batch = upload(user, people(sheet_row(person.name, 身份证号=person.id_number.open())))
    return batch, batch.rows.get()


def test_an_import_s_held_row_leads_to_the_request(tianfu, sign_in, cast):
    away = register(tianfu, "林海波")
    batch, row = held_row(cast["street_manager"], away)
    client = sign_in("street_manager")
    address = f"{reverse('transfer-ask')}?row={row.pk}"
    assert address in client.get(reverse("import-batch", args=[batch.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "林海波" in page and away.id_number.mask in page
    assert away.id_number.open() not in page
    assert 'value="江海区外海街道直冲村"' in page  # the sheet says where to
    response = client.post(address, {"to_station": "直冲村", "reason": "户口迁入", "moved_on": ""})
    request = TransferRequest.objects.get()
    assert response.url == reverse("transfer", args=[request.pk])
    assert (request.person, request.to_station.code) == (away, stage.ZHICHONG)
    assert "天福" not in client.get(response.url).content.decode()
    # The row had told her already; asking for it costs nothing of the day's share.
    assert AuditEntry.objects.filter(action="refused").count() == 1


def test_no_other_row_leads_there(tianfu, sign_in, cast):
    away = register(tianfu, "林海波")
    renamed = upload(
        cast["street_manager"], people(sheet_row("林波", 身份证号=away.id_number.open()))
    ).rows.get()
    new = upload(cast["street_manager"], people(sheet_row("陈新"))).rows.get()
    _batch, held = held_row(cast["street_manager"], away)
    client = sign_in("street_manager")
    for row in (renamed, new):
        assert client.get(reverse("transfer-ask"), {"row": row.pk}).status_code == 404
        page = client.get(reverse("import-batch", args=[row.batch_id])).content.decode()
        assert "申请迁入" not in page
    assert client.get(reverse("transfer-ask"), {"row": "x"}).status_code == 404
    assert sign_in("zhichong_staff").get(reverse("transfer-ask"), {"row": held.pk}).status_code == 404
    held.payload = None
    held.save()
    assert sign_in("street_manager").get(reverse("transfer-ask"), {"row": held.pk}).status_code == 404


# Answering


def test_the_answer_is_given_on_the_page(person, tianfu, sign_in, cast):
    request = transfer_request(
        actor=cast["tianfu_staff"],
        person=person,
        to_station=tianfu,
        reason="户口迁入",
        asked_by_receiver=True,
    )
    address = reverse("transfer", args=[request.pk])
    client = sign_in("zhichong_staff")
    assert "林海波" in text_of(client.get(reverse("transfers")))
    home = text_of(client.get("/"))
    assert "1 迁转申请待答复" in home
    refused = client.post(address, {"decision": "refuse", "answer": ""})
    assert "请写明原因" in text_of(refused)
    response = client.post(address, {"decision": "agree", "answer": ""}, follow=True)
    assert "档案已转到迁入站" in text_of(response)
    assert "迁转申请待答复" not in text_of(client.get("/"))
    again = client.post(address, {"decision": "agree", "answer": ""})
    assert again.status_code == 302 and "答复过或撤回" in said(again)
    person.refresh_from_db()
    assert person.managing_station == tianfu


def test_buttons_stand_where_they_work(person, tianfu, sign_in, cast):
    request = transfer_request(
        actor=cast["zhichong_staff"], person=person, to_station=tianfu, reason="户口迁出"
    )
    address = reverse("transfer", args=[request.pk])
    shown = {
        username: re.findall(
            r'name="decision" value="(\w+)"', sign_in(username).get(address).content.decode()
        )
        for username in ("zhichong_staff", "tianfu_staff", "street_manager", "city_manager")
    }
    assert shown == {
        "zhichong_staff": ["withdraw"],
        "tianfu_staff": ["agree", "refuse"],
        "street_manager": ["withdraw"],
        "city_manager": ["agree", "refuse", "withdraw"],
    }
    assert sign_in("zhichong_staff").post(address, {"decision": "agree"}).status_code == 403
    assert sign_in("tianfu_staff").post(address, {"decision": "withdraw"}).status_code == 403
    assert sign_in("tianfu_staff").post(address, {"decision": "steal"}).status_code == 403
    assert sign_in("twin_staff").get(address).status_code == 404
    response = sign_in("zhichong_staff").post(address, {"decision": "withdraw"}, follow=True)
    assert "申请已撤回" in text_of(response) and "已撤回" in text_of(response)


def test_the_list_costs_the_same_for_few_and_for_many(zhichong, tianfu, sign_in):
    client = sign_in("zhichong_staff")

    def statements(box):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("transfers"), {"box": box}).status_code == 200
        return len(queries)

    def grow(count):
        for _number in range(count):
            transfer_request(actor=None, person=register(tianfu), to_station=zhichong, reason="迁入")
            done = transfer_request(actor=None, person=register(tianfu), to_station=zhichong, reason="迁入")
            transfer_answer(actor=None, request=done, agree=True)

    grow(1)
    statements("closed")
    few = statements("waiting"), statements("closed")
    grow(5)
    assert (statements("waiting"), statements("closed")) == few
    assert max(few) <= 6


# Leaving and coming back


def test_what_follows_is_shown_before_it_is_done(person, zhichong, sign_in):
    home = stage.household(zhichong, "017")
    plaque_register(
        actor=None,
        household=home,
        role="TY",
        initiated_by="station",
        status="hung",
        hung_date_unknown=True,
    )
    person.household = home
    person.save()
    Benefit.objects.create(person=person, type="42", treatment="3", status="1")
    client = sign_in("zhichong_staff")
    address = reverse("person-withdraw", args=[person.pk])
    payload = {"kind": "deceased", "happened_on": "2026年5月", "reason": "病故", "document_no": "12号"}
    preview = text_of(client.post(address, {**payload, "step": "preview"}))
    for words in (
        "确认登记“去世”",
        "2026年5月",
        "“带病回乡退役军人”改为“已去世”",
        "增发 6 个月",
        "光荣牌可以继续悬挂；不因本人再更换、补发",
        "只能登记“去世吊唁”",
    ):
        assert words in preview, words
    person.refresh_from_db()
    assert person.status == "active"
    assert 'value="病故"' in client.post(address, {**payload, "step": "edit"}).content.decode()
    response = client.post(address, {**payload, "step": "confirm"}, follow=True)
    assert "30 天内可以恢复" in text_of(response)
    assert "林海波" not in said(response)
    person.refresh_from_db()
    assert (person.status, person.status_changed_on) == ("deceased", "2026-05")
    assert "已登记“去世”" in text_of(client.get(address))


def test_an_early_death_asks_whose_plaque_it_is(person, zhichong, sign_in):
    home = stage.household(zhichong, "017")
    plaque_register(
        actor=None,
        household=home,
        role="TY",
        initiated_by="station",
        status="hung",
        hung_date_unknown=True,
    )
    person.household = home
    person.save()
    payload = {"kind": "deceased", "happened_on": "2018-07", "step": "preview"}
    address = reverse("person-withdraw", args=[person.pk])
    client = sign_in("zhichong_staff")
    assert "可以继续悬挂" in text_of(client.post(address, payload))
    assert "请核对是否另有符合条件的人" in text_of(
        client.post(address, {**payload, "happened_on": "2018-06"})
    )


def test_a_mistake_comes_back_with_all_that_was_typed(person, sign_in):
    client = sign_in("zhichong_staff")
    address = reverse("person-withdraw", args=[person.pk])
    payload = {"kind": "cancelled", "happened_on": "2026-05", "document_no": "12号", "step": "confirm"}
    response = client.post(address, payload)
    assert "注销的，请写明原因" in text_of(response)
    assert 'value="12号"' in response.content.decode()
    nothing = client.post(address, {"step": "preview"})
    assert "有 2 处需要改" in text_of(nothing)


def test_a_file_is_restored_and_says_what_stayed(person, zhichong, sign_in):
    benefit = Benefit.objects.create(person=person, type="42", treatment="3", status="1")
    person_withdraw(actor=None, person=person, kind="deceased", happened_on="2026")
    benefit.refresh_from_db()
    benefit.certificate_no = "粤优0001"
    benefit.save()
    client = sign_in("zhichong_staff")
    address = reverse("person-restore", args=[person.pk])
    assert "恢复的原因" in text_of(client.get(address))
    assert "有 1 处需要改" in text_of(client.post(address, {"reason": ""}))
    assert "番号" in text_of(client.post(address, {"reason": "原71234部队的人"}))
    text = text_of(client.post(address, {"reason": "登记错人"}, follow=True))
    assert "档案已恢复" in text and "请逐项核对：带病回乡退役军人" in text
    assert "不需要恢复" in text_of(client.get(address))


def test_the_admin_form_shows_the_status_and_does_not_change_it(person, sign_in):
    address = reverse("admin:veterans_personfile_change", args=[person.pk])
    page = sign_in("zhichong_staff").get(address).content.decode()
    assert 'name="status"' not in page and "档案状态" in page


def test_a_save_keeps_what_lies_in_other_stations(person, zhichong, tianfu, sign_in):
    """The branch of before the move and the residence station: seen on the form, not chosen anew."""
    branch = PartyOrganisation.objects.create(station=zhichong, name="直冲支部", kind="branch")
    PartyMembership.objects.create(person=person, organisation=branch, standing="1")
    person.managing_station, person.residence_station = tianfu, zhichong
    person.save()
    client = sign_in("tianfu_staff")
    address = reverse("admin:veterans_personfile_change", args=[person.pk])
    payload = filled_in(client.get(address).content.decode())
    response = client.post(address, {**payload, "classes": ["02"], "specialties": "电工"})
    assert response.status_code == 302, response.context["errors"]
    person.refresh_from_db()
    assert (person.specialties, person.residence_station) == ("电工", zhichong)
    assert PartyMembership.objects.get().organisation == branch


def filled_in(html):
    """The values that a browser would send back from the form."""
    sent = dict(re.findall(r'<input type="(?:text|hidden|number)" name="([^"]+)" value="([^"]*)"', html))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent |= {name: chosen[1]} if chosen else {}
    return sent


# The page of the file


def test_the_panel_offers_what_can_be_done(person, tianfu, cast):
    def panel(username):
        found = [panel for panel in panels.panels_of(cast[username], person) if panel.key == "moving"]
        return found[0]

    urls = [action["url"] for action in panel("zhichong_staff").actions]
    assert urls == [
        reverse("person-transfer", args=[person.pk]),
        reverse("person-withdraw", args=[person.pk]),
    ]
    request = transfer_request(
        actor=cast["tianfu_staff"],
        person=person,
        to_station=tianfu,
        reason="户口迁入",
        asked_by_receiver=True,
    )
    shown = panel("zhichong_staff")
    assert shown.actions == []
    [todo] = shown.todos
    assert (todo["text"], todo["url"]) == ("迁转申请待您答复", reverse("transfer", args=[request.pk]))
    transfer_answer(actor=cast["zhichong_staff"], request=request, agree=False, answer="户口未迁")
    person_withdraw(actor=cast["zhichong_staff"], person=person, kind="deceased", happened_on="2026")
    [action] = panel("zhichong_staff").actions
    assert action["url"] == reverse("person-restore", args=[person.pk])


def test_a_pension_that_goes_on_after_death_is_a_list(person, sign_in):
    Benefit.objects.create(person=person, type="42", treatment="3", status="1")
    client = sign_in("zhichong_staff")
    assert "林海波" not in text_of(client.get("/people/?figure=deceased_paid"))
    type(person).objects.update(status="deceased")  # as a sheet may do
    assert "林海波" in text_of(client.get("/people/?figure=deceased_paid"))
