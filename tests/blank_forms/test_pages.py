"""套表填报 as a manager meets it: keeping a form, what it takes, filling it, and what the log says."""

import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stations.models import AuditEntry
from tests.portal import stage
from tests.veterans.people import id_number, register
from veterans.models import ServiceRecord
from veterans_portal.blank_forms.models import BlankForm
from veterans_portal.imports.mapping.models import TaughtWord
from veterans_portal.people.models import SavedFilter

from . import forms

pytestmark = pytest.mark.django_db
MOBILE = "10000001234"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def person(tree):
    person = register(
        tree[stage.ZHICHONG],
        "陈志强",
        id_number=id_number("19550102"),
        mobile=MOBILE,
        hukou_address="直冲村东路 8 号",
        note="家里有狗",
    )
    ServiceRecord.objects.create(person=person, enlisted_on="1973-12", discharged_on="1978-03")
    return person


def keep(client, content, name="汇总表.xlsx", query=""):
    response = client.post(reverse("blank-forms") + query, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, text_of(response)
    return BlankForm.objects.latest("pk"), response.url


def fill(client, form, query="", reason=""):
    return client.post(reverse("blank-form-fill", args=[form.pk]), {"query": query, "reason": reason})


def test_a_form_is_kept_and_filled_again_with_one_click(person, sign_in):
    client = sign_in("street_manager")
    form, address = keep(client, forms.card_form(), query="?class=02")
    assert address.endswith("?class=02") and "填 1 人" in text_of(client.get(address))
    assert forms.card_form()[:200] not in bytes(form.content)
    response = fill(client, form, "class=02")
    assert "no-store" in response["Cache-Control"] and response["Content-Type"].endswith("sheet")
    sheet = forms.read(response.content)
    assert [sheet[f"{letter}5"].value for letter in "ABCEF"] == [
        1,
        "陈志强",
        "男",
        "外海街道",
        "直冲村东路 8 号",
    ]
    form.refresh_from_db()
    assert (form.query, form.filled_rows) == ({"class": ["02"]}, 1)
    page = client.get(reverse("blank-form", args=[form.pk]))
    assert (
        page.context["asked"].object_class == "02"
        and 'name="query" value="class=02"' in page.content.decode()
    )


def test_numbers_are_masked_unless_a_reason_is_given_and_the_log_tells_which(person, cast, sign_in):
    client = sign_in("street_manager")
    form, _address = keep(client, forms.card_form())
    masked = forms.read(fill(client, form).content)
    number = person.id_number.open()
    assert masked["D5"].value == "*" * 14 + number[-4:] and masked["G5"].value == person.mobile.mask
    entry = AuditEntry.objects.get(action="export")
    assert (entry.actor_id, entry.target_id, entry.reason) == (cast["street_manager"].pk, form.pk, "")
    assert entry.target_label.endswith("1 人") and "name" in entry.fields
    assert not {"id_number", "mobile"} & set(entry.fields)
    whole = forms.read(fill(client, form, reason="benefit").content)
    assert (whole["D5"].value, whole["G5"].value) == (number, MOBILE)
    entry = AuditEntry.objects.filter(action="export").latest("pk")
    assert entry.reason == "办理优待抚恤" and {"id_number", "mobile"} <= set(entry.fields)


def test_an_invented_reason_gives_no_numbers(person, sign_in):
    client = sign_in("street_manager")
    form, _address = keep(client, forms.card_form())
    response = fill(client, form, reason="because")
    assert response.status_code == 400 and MOBILE not in response.content.decode()
    assert not AuditEntry.objects.filter(action="export").exists()


def test_only_people_in_scope_stand_in_the_form(person, tree, sign_in):
    register(tree[stage.TIANFU], "何伟明")
    client = sign_in("street_manager")
    form, _address = keep(client, forms.visit_form())
    sheet = forms.read(fill(client, form).content)
    assert [sheet[f"B{row}"].value for row in (3, 4)] == ["陈志强", None]
    # A station outside her scope narrows nothing, and opens nothing.
    sheet = forms.read(fill(client, form, f"station={stage.TIANFU}").content)
    assert "何伟明" not in [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_worklist_chooses_people(person, tree, sign_in):
    register(tree[stage.ZHICHONG], "何伟明")
    client = sign_in("street_manager")
    form, address = keep(client, forms.visit_form())
    assert "填 1 人" in text_of(client.get(f"{address}?figure=without_phone"))
    sheet = forms.read(fill(client, form, "figure=without_phone").content)
    assert [sheet[f"B{row}"].value for row in (3, 4)] == ["何伟明", None]


def test_who_lives_here_and_is_kept_elsewhere_is_not_filled_in(person, tree, sign_in):
    register(tree[stage.TIANFU], "何伟明", residence_station=tree[stage.ZHICHONG])
    client = sign_in("street_manager")
    form, _address = keep(client, forms.visit_form())
    sheet = forms.read(fill(client, form, "status=resident").content)
    assert "何伟明" not in [cell.value for row in sheet.iter_rows() for cell in row]


def test_forms_belong_to_their_station(person, sign_in):
    form, address = keep(sign_in("city_manager"), forms.visit_form())
    client = sign_in("street_manager")
    assert client.get(address).status_code == 404 and fill(client, form).status_code == 404
    assert form.name not in text_of(client.get(reverse("blank-forms")))
    assert sign_in("zhichong_staff").get(reverse("blank-forms")).status_code == 403


def test_what_stays_blank_is_said_before(person, tree, sign_in):
    register(tree[stage.ZHICHONG], "何伟明")
    _form, address = keep(sign_in("street_manager"), forms.strange_form())
    text = text_of(sign_in("street_manager").get(address))
    assert "不认识的列，会留空 当兵的时间、是否愿意参加招聘会" in text
    assert "该列本平台不收集，会留空 服役部队" in text
    assert "服役年限 1 人" in text and "联系电话 1 人" in text


def test_a_column_is_taught_once_for_the_next_form_too(person, sign_in):
    client = sign_in("street_manager")
    form, _address = keep(client, forms.strange_form())
    page = client.get(reverse("blank-form", args=[form.pk]))
    index = next(h.index for h, field in page.context["headings"] if h.text == "当兵的时间")
    client.post(reverse("blank-form-teach", args=[form.pk]), {f"c{index}": "入伍时间", "query": ""})
    word = TaughtWord.objects.get(word="当兵的时间")
    assert (word.kind, word.subject, word.target) == ("form", "header", "入伍时间")
    other, _address = keep(client, forms.strange_form(), "另一张.xlsx")
    sheet = forms.read(fill(client, other).content)
    assert (sheet["F3"].value, sheet["D3"].value, sheet["C3"].value) == ("1973-12", "4年3个月", "1955-01")
    assert "当兵的时间" in text_of(client.get(reverse("import-taught")))


def test_notes_stay_at_the_station_unless_somebody_says_so(person, sign_in):
    client = sign_in("street_manager")
    form, _address = keep(client, forms.card_form())
    assert forms.read(fill(client, form).content)["I5"].value is None
    client.post(reverse("blank-form-teach", args=[form.pk]), {"c8": "备注", "query": ""})
    assert forms.read(fill(client, form).content)["I5"].value == "家里有狗"


def test_a_known_column_can_be_left_blank(person, sign_in):
    client = sign_in("street_manager")
    form, _address = keep(client, forms.card_form())
    client.post(reverse("blank-form-teach", args=[form.pk]), {"c5": "-", "query": ""})
    assert forms.read(fill(client, form).content)["F5"].value is None


def test_too_many_and_nobody_are_said_plainly(person, sign_in, settings):
    client = sign_in("street_manager")
    form, address = keep(client, forms.visit_form())
    response = client.post(
        reverse("blank-form-fill", args=[form.pk]), {"query": urlencode({"status": "deceased"})}, follow=True
    )
    assert "没有符合条件的人" in text_of(response)
    settings.BLANK_FORM_MAX_PEOPLE = 0
    assert "一张套表填不下" in text_of(client.get(address))
    response = client.post(reverse("blank-form-fill", args=[form.pk]), {"query": ""}, follow=True)
    assert "超过 0 人" in text_of(response)
    assert not AuditEntry.objects.filter(action="export").exists()


def test_a_form_with_people_is_not_kept(sign_in):
    content = forms.sheet_of(["姓名", "手机"], ["陈一", MOBILE])
    client = sign_in("street_manager")
    response = client.post(reverse("blank-forms"), {"file": SimpleUploadedFile("名册.xlsx", content)})
    assert "第 2 行已经有人员内容" in text_of(response) and not BlankForm.objects.exists()


def test_keeping_and_dropping_are_logged(sign_in):
    client = sign_in("street_manager")
    form, _address = keep(client, forms.visit_form())
    client.post(reverse("blank-form-drop", args=[form.pk]))
    assert not BlankForm.objects.exists()
    entries = AuditEntry.objects.filter(target_type="veterans_portal.blankform", target_id=form.pk)
    assert [entry.action for entry in entries.order_by("pk")] == ["create", "delete"]


def test_the_list_of_people_leads_here_with_its_filter(person, cast, sign_in):
    SavedFilter.objects.create(owner=cast["street_manager"], name="参战", query={"class": ["02"]})
    client = sign_in("street_manager")
    assert f"{reverse('blank-forms')}?class=02" in client.get("/people/?class=02").content.decode()
    _form, address = keep(client, forms.visit_form())
    assert 'href="?class=02"' in client.get(address).content.decode()
    assert "套表填报" not in text_of(sign_in("zhichong_staff").get("/people/"))
