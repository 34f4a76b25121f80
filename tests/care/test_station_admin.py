"""Data entry of checks and documents: one screen, and what must not be changed there."""

import pytest
from django.urls import reverse
from django.utils import timezone

from care_activities.models import StationCheck, StationDocument
from care_activities.services.station_documents import document_add
from care_activities.services.station_standards import check_register
from care_activities.vocabulary import StandardItem
from stations.models import AuditEntry, Venue

pytestmark = pytest.mark.django_db
ADD_CHECK = "admin:care_activities_stationcheck_add"
ADD_DOCUMENT = "admin:care_activities_stationdocument_add"
THREE = dict.fromkeys(("place", "leisure", "meeting"), "yes")


def today():
    return timezone.localdate().isoformat()


def url(row, act="change"):
    return reverse(f"admin:care_activities_{row._meta.model_name}_{act}", args=[row.pk])


def check_of(station, answers, evidence=(), checklist="three", **values):
    """What the form sends: a line for each item, also those that were left empty."""
    lines = {"items-TOTAL_FORMS": len(StandardItem), "items-INITIAL_FORMS": 0}
    for number, item in enumerate(StandardItem):
        lines[f"items-{number}-item"] = item.value
        lines[f"items-{number}-answer"] = answers.get(item, "")
        for name, value in dict(evidence).get(item, {}).items():
            lines[f"items-{number}-{name}"] = value
    about = {"station": station.pk, "checklist": checklist, "checked_on": today()}
    return {**about, "checker": "", "note": "", **lines, **values}


def checked(station):
    answers = {item: {"answer": answer} for item, answer in THREE.items()}
    return check_register(
        actor=None, station=station, checklist="three", checked_on=timezone.localdate(), answers=answers
    )


def test_the_form_lists_every_item_and_answers_none(sign_in):
    page = sign_in("zhichong_staff").get(reverse(ADD_CHECK))
    forms = page.context["inline_admin_formsets"][0].formset.forms
    assert [form["item"].value() for form in forms] == StandardItem.values
    assert not any(form["answer"].value() for form in forms)


def test_a_check_and_its_answers_are_one_entry(sign_in, cast, zhichong):
    home = Venue.objects.create(station=zhichong, kind="home", name="军人之家")
    evidence = {"place": {"evidence": "挂牌", "venue": home.pk}}
    answer = sign_in("zhichong_staff").post(
        reverse(ADD_CHECK), check_of(zhichong, THREE | {"leisure": "no"}, evidence)
    )
    assert answer.status_code == 302
    made = StationCheck.objects.get()
    assert (made.result, made.is_current, made.checked_by) == ("lacking", True, cast["zhichong_staff"])
    assert made.items.count() == 3
    item = made.items.get(item="place")
    assert (item.evidence, item.venue) == ("挂牌", home)
    assert AuditEntry.objects.filter(target_type="care_activities.stationcheck").count() == 1


@pytest.mark.parametrize(
    ("answers", "word"), [({}, "一条也没有回答"), (THREE | {"body": "yes"}, "这张核对表不含：有机构")]
)
def test_what_the_service_refuses_stands_on_the_form(sign_in, zhichong, answers, word):
    said = sign_in("zhichong_staff").post(reverse(ADD_CHECK), check_of(zhichong, answers))
    assert word in said.content.decode() and not StationCheck.objects.exists()


def test_a_check_is_read_and_never_changed(sign_in, zhichong):
    found, client = checked(zhichong), sign_in("district_manager")
    page = client.get(url(found)).content.decode()
    assert "管理有场所" in page and 'name="_save"' not in page
    assert client.post(url(found), check_of(zhichong, {"place": "no"})).status_code == 403
    assert client.post(url(found, "delete"), {"post": "yes"}).status_code == 403
    assert StationCheck.objects.get().result == "met" and found.items.filter(answer="yes").count() == 3


def test_another_station_and_its_venue_are_out_of_reach(sign_in, zhichong, tianfu):
    client = sign_in("zhichong_staff")
    theirs = Venue.objects.create(station=tianfu, kind="home", name="天福之家")
    for values in (
        check_of(tianfu, THREE),
        check_of(zhichong, THREE, {"place": {"venue": theirs.pk}}),
    ):
        answer = client.post(reverse(ADD_CHECK), values)
        assert answer.status_code == 200 and "天福之家" not in answer.content.decode()
    assert not StationCheck.objects.exists()
    found = checked(tianfu)
    assert client.get(url(found)).status_code == 302
    assert "天福" not in client.get(reverse("admin:care_activities_stationcheck_changelist")).content.decode()


def document(station, **values):
    blank = {"ended_on": "", "is_posted": "unknown"}
    told = {"title": "来访接待制度", "kind": "rules", "version_label": "第一版", "text": "热情接待"}
    return {"station": station.pk, "effective_on": today(), **blank, **told, **values}


def test_a_document_is_entered_corrected_and_deleted(sign_in, zhichong):
    client = sign_in("zhichong_staff")
    assert (
        "请上传扫描件，或填写正文"
        in client.post(reverse(ADD_DOCUMENT), document(zhichong, text="")).content.decode()
    )
    assert client.post(reverse(ADD_DOCUMENT), document(zhichong)).status_code == 302
    found = StationDocument.objects.get()
    assert "换一个版本名称" in client.post(reverse(ADD_DOCUMENT), document(zhichong)).content.decode()
    early = client.post(url(found), document(zhichong, ended_on="2001-01-01"))
    assert "废止日期应不早于生效日期" in early.content.decode()
    assert client.post(url(found), document(zhichong, is_posted="true")).status_code == 302
    assert StationDocument.objects.get().is_posted
    client.post(url(found, "delete"), {"post": "yes"})
    entries = AuditEntry.objects.filter(target_type="care_activities.stationdocument")
    assert list(entries.order_by("pk").values_list("action", flat=True)) == ["create", "change", "delete"]
    assert not StationDocument.objects.exists()


def test_an_earlier_version_is_read_only_and_others_are_out_of_reach(sign_in, zhichong, tianfu):
    values = {"title": "制度", "kind": "rules", "effective_on": timezone.localdate(), "text": "略"}
    first = document_add(actor=None, station=zhichong, version_label="一", **values)
    document_add(actor=None, station=zhichong, version_label="二", supersedes=first, **values)
    client = sign_in("zhichong_staff")
    assert 'name="_save"' not in client.get(url(first)).content.decode()
    assert client.post(url(first), document(zhichong)).status_code == 403
    theirs = document_add(actor=None, station=tianfu, version_label="一", **values)
    assert client.get(url(theirs)).status_code == 302
    assert client.post(reverse(ADD_DOCUMENT), document(tianfu)).status_code == 200
    assert StationDocument.objects.count() == 3
