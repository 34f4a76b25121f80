"""Every field of every section and part, filled through the entry form, read back from the database and the form.

The fields come from the admin classes: a new one is filled by its kind, and one that no form offers fails.
"""

import itertools

import pytest
from django import forms
from django.db.models import AutoField
from django.urls import reverse

from stations.crypto import Secret
from stations.fields import PartialDateFormField, SecretFormField
from stations.models import PartyOrganisation, StaffMember, Station
from tests.portal.test_entry import fields_of
from veterans.admin.inlines import INLINES
from veterans.models import CardBatch, Household, PersonFile

from .people import id_number, register

ZHICHONG, MAYI = "440704004212", "440704004201"
ADD = "admin:veterans_personfile_add"
# Answers that a rule binds to another answer, by form prefix ("" is the file itself) and field.
BOUND = {
    ("", "id_number"): lambda: id_number("19700101", "1"),
    ("", "birth_date"): "1970-01-01",
    ("", "sex"): "1",
    ("", "hukou_code"): ZHICHONG,
    ("", "residence_code"): MAYI,
    ("", "political_status"): "01",
    ("", "id_valid_until"): "2040-01-01",
    ("", "id_valid_forever"): "false",
    ("", "no_id_reason"): "",
    ("", "no_mobile"): "",
    ("family_members", "document_kind"): "1",
    ("family_members", "document_no"): id_number,
    ("committee_terms", "started_on"): "2000",
    ("service_records", "enlisted_on"): "1988-12",
    ("service_records", "military_category"): "3",
    ("placement", "method"): "6",
    ("employment", "status"): "09",
    ("employment", "unemployment_reason"): "01",
    ("employment_history", "started_on"): "2000",
    ("ventures", "credit_code"): "91440700MA4UKBYM2D",
    ("benefits", "status"): "3",
    ("disability", "nature"): "1",
}
# What the first file cannot answer, because it answered something else.
OTHERWISE = {
    "no_id_reason": "证件遗失补办中",
    "id_valid_forever": "true",
    "no_mobile": "on",
    "emergency_contact": "李四",
    "new_household_head": "陈大文",
    "new_household_number": "77",
    "new_household_address": "直冲路1号",
    "new_household_group": "第三组",
}
# Columns that are no question of the entry form.
NOT_ASKED = {"version", "changed_at", "created_at", "person", "id", "status", "status_changed_on"}

_serial = itertools.count(1)


@pytest.fixture
def client(sign_in, tree):
    """Staff of 直冲村, with one row of everything that a form lets her choose."""
    station = tree[ZHICHONG]
    Household.objects.create(station=station, number="1", head_name="陈大文")
    PartyOrganisation.objects.create(station=station, name="第一党支部", kind="branch")
    StaffMember.objects.create(station=station, name="李站长", post="head")
    CardBatch.objects.create(station=station, name="第一批", opened_on="2026-01-05")
    station.village_groups.create(name="第三组")
    return sign_in("zhichong_staff")


def forms_of(response):
    """`{prefix: form}` of an empty form of the file ("") and of each part."""
    inlines = response.context["inline_admin_formsets"]
    parts = {inline.formset.prefix: inline.formset.empty_form for inline in inlines}
    return {"": response.context["adminform"].form, **parts}


def asked(form):
    """The fields that a user fills: neither hidden nor the mark of deletion."""
    ignored = {"DELETE", *getattr(form, "bookkeeping", ())}
    return {
        name: field
        for name, field in form.fields.items()
        if name not in ignored and not field.widget.is_hidden
    }


def answer(prefix, name, field):
    """A valid answer, as posted."""
    if (prefix, name) in BOUND:
        bound = BOUND[prefix, name]
        return bound() if callable(bound) else bound
    if name.startswith("new_household"):
        return ""
    for kind, make in KINDS:
        if isinstance(field, kind):
            return make(field, name)
    raise AssertionError(f"{prefix}.{name}: say in KINDS or BOUND how a {type(field).__name__} is filled")


def _text(field, name):
    return f"{name}{next(_serial)}"[-(field.max_length or 20) :].replace("_", "")


def _secret(field, name):
    return f"10000{next(_serial):06d}" if field.kind == "phone" else id_number()


KINDS = [
    (forms.ModelChoiceField, lambda field, name: str(field.queryset.order_by("pk").first().pk)),
    (forms.NullBooleanField, lambda field, name: "true"),
    (forms.BooleanField, lambda field, name: "on"),
    (forms.MultipleChoiceField, lambda field, name: [code for code, _label in field.choices][:2]),
    (forms.ChoiceField, lambda field, name: next(code for code, _label in field.choices if code)),
    (SecretFormField, _secret),
    (PartialDateFormField, lambda field, name: "2001-02"),
    (forms.DateField, lambda field, name: "2024-05-06"),
    (forms.DecimalField, lambda field, name: "12." + "5".ljust(field.decimal_places, "0")),
    (forms.IntegerField, lambda field, name: "3"),
    (forms.CharField, _text),
]


def fill(forms_):
    """`{(prefix, name): posted}` for every field that is asked."""
    return {
        (prefix, name): answer(prefix, name, field)
        for prefix, form in forms_.items()
        for name, field in asked(form).items()
    }


def posted(answers, page):
    data = fields_of(page)
    for (prefix, name), value in answers.items():
        if prefix:
            data |= {f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-0-{name}": value}
        else:
            data[name] = value
    return data


def rows_of(person):
    """`{prefix: row}` of the file and its parts."""
    rows = {"": person}
    for inline in INLINES:
        relation = inline.model.person.field.remote_field
        part = getattr(person, relation.get_accessor_name())
        rows[relation.get_accessor_name()] = part if not relation.multiple else part.get()
    return rows


def stored(row, name):
    value = getattr(row, name)
    return list(value) if isinstance(value, tuple) else value


def meant(field, value):
    """What the posted answer stands for."""
    if isinstance(field, SecretFormField):
        return Secret(value, field.kind) if value else None
    return field.clean(value)


def unlike(person, answers, forms_):
    """The answers that the database does not hold, `{(prefix, name): (meant, stored)}`."""
    rows, wrong = rows_of(person), {}
    for (prefix, name), value in answers.items():
        if name.startswith("new_household"):
            continue
        pair = meant(forms_[prefix].fields[name], value), stored(rows[prefix], name)
        if pair[0] != pair[1]:
            wrong[prefix, name] = pair
    return wrong


def shown_otherwise(response, answers, forms_):
    """The answers that the change form does not show again; numbers show as their mask."""
    shown, wrong = fields_of(response), {}
    read_only = {"birth_date", "sex"}
    for (prefix, name), value in answers.items():
        if name in read_only or name.startswith("new_household"):
            continue
        field = forms_[prefix].fields[name]
        value = meant(field, value)
        if isinstance(field, SecretFormField):
            value = value.mask if value else ""
        if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
            value = value or None
        found = shown.get(f"{prefix}-0-{name}" if prefix else name)
        if _flat(found) != _flat(getattr(value, "pk", value)):
            wrong[prefix, name] = (value, found)
    return wrong


def _flat(value):
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_every_field_is_kept_and_shown_again(client, tree):
    page = client.get(reverse(ADD))
    forms_ = forms_of(page)
    answers = fill(forms_)
    response = client.post(reverse(ADD), posted(answers, page))
    assert response.status_code == 302, errors_of(response)
    person = PersonFile.objects.get()
    assert unlike(person, answers, forms_) == {}
    change = reverse("admin:veterans_personfile_change", args=[person.pk])
    page = client.get(change)
    # A file moves to another station by a service of its own: there its station is read, not chosen.
    asked = {key: value for key, value in answers.items() if key != ("", "managing_station")}
    assert shown_otherwise(page, asked, forms_) == {}
    assert tree[ZHICHONG].name in page.content.decode()
    assert client.post(change, fields_of(page)).status_code == 302
    assert unlike(PersonFile.objects.get(), answers, forms_) == {}


def test_what_excludes_another_answer_is_kept_too(client, tree):
    page = client.get(reverse(ADD))
    data = fields_of(page) | {"name": "李四", "classes": ["02"], "managing_station": tree[ZHICHONG].pk}
    data |= {"birth_date": "1970-01", "sex": "2", **OTHERWISE}
    response = client.post(reverse(ADD), data)
    assert response.status_code == 302, errors_of(response)
    person = PersonFile.objects.get()
    assert (person.no_id_reason, person.id_valid_forever, person.no_mobile) == ("证件遗失补办中", True, True)
    assert (person.birth_date, person.sex) == ("1970-01", "2")
    household = person.household
    assert (household.number, household.head_name, household.address) == ("77", "陈大文", "直冲路1号")
    assert household.village_group.name == "第三组"
    page = client.get(reverse("admin:veterans_personfile_change", args=[person.pk]))
    shown = fields_of(page)
    for name in ("no_id_reason", "emergency_contact"):
        assert shown[name] == OTHERWISE[name]


def test_every_column_of_a_file_has_its_question(client, tree):
    """A column that no form offers is not editable, or a field was forgotten."""
    register(tree[ZHICHONG])
    change = reverse("admin:veterans_personfile_change", args=[PersonFile.objects.get().pk])
    forms_ = forms_of(client.get(change))
    forms_[""].fields |= forms_of(client.get(reverse(ADD)))[""].fields
    models = {
        "": PersonFile,
        **{i.model.person.field.remote_field.get_accessor_name(): i.model for i in INLINES},
    }
    forgotten = {
        (prefix, field.name)
        for prefix, model in models.items()
        for field in model._meta.concrete_fields
        if field.editable and not isinstance(field, AutoField) and field.name not in NOT_ASKED
        if field.name not in forms_[prefix].fields
    }
    assert forgotten == set()
    empty = {key for key, value in fill(forms_).items() if value in ("", [])}
    assert {name for _prefix, name in empty} <= set(OTHERWISE), "nothing fills these"


# --- refused, each with its own sentence --------------------------------------------------------


def errors_of(response):
    return "".join(map(str, response.context["errors"]))


def part(prefix, **answers):
    return {f"{prefix}-TOTAL_FORMS": 1, **{f"{prefix}-0-{name}": value for name, value in answers.items()}}


@pytest.fixture
def save(client, tree):
    """Saves a new file with the given answers beside the required ones."""

    def post(**answers):
        needed = {"name": "陈志强", "classes": ["02"], "managing_station": tree[ZHICHONG].pk}
        page = client.get(reverse(ADD))
        data = fields_of(page) | needed | {"id_number": id_number()} | answers
        return client.post(reverse(ADD), data, follow=True)

    return post


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"id_number": "440799197001010011"}, "身份证号有一位写错了（校验码不符）；请对照身份证逐位核对"),
        ({"id_number": ""}, "请填写身份证号；暂无身份证号的，请写明原因。"),
        (
            part("disability", nature="3", grade="07", receives_pension="true"),
            "因病致残七至十级不领取残疾抚恤金，请核对。",
        ),
        (part("disability", grade="05"), "填写了残疾等级，请同时选择因战、因公或因病。"),
        (
            part("service_records", enlisted_on="1990-12", discharged_on="1988-01"),
            "退役时间早于入伍时间，请核对。",
        ),
    ],
)
def test_a_wrong_answer_is_refused_with_its_own_sentence(save, answers, sentence):
    response = save(**answers)
    assert sentence in errors_of(response)
    assert not PersonFile.objects.exists()


def test_a_third_partys_number_is_refused(save, client, tree):
    held = register(tree[ZHICHONG], "李四")
    assert f"已在直冲村建档（档案号 {held.archive_no}）" in errors_of(save(id_number=held.id_number.open()))
    mine = register(tree[ZHICHONG], "王五")
    change = reverse("admin:veterans_personfile_change", args=[mine.pk])
    data = fields_of(client.get(change)) | {"id_number": held.id_number.open()}
    assert held.archive_no in errors_of(client.post(change, data))
    mine.refresh_from_db()
    assert mine.id_number != held.id_number


def legacy(note):
    return {
        **part("service_records", enlisted_on="2015-09", discharged_on="2022-09", military_category="3"),
        **part("placement", method="9", note=note),
    }


def test_a_placement_of_the_old_kind_after_2021_is_asked_and_kept_with_a_note(save):
    told = [str(message) for message in save(**legacy("")).context["messages"]]
    assert any("2021年起不再有" in sentence and "在说明中写明依据" in sentence for sentence in told)
    told = [str(message) for message in save(**legacy("按入伍时政策")).context["messages"]]
    assert not any("2021年起" in sentence for sentence in told)
    notes = [person.placement.note for person in PersonFile.objects.order_by("pk")]
    assert notes == ["", "按入伍时政策"]


def test_where_somebody_lives_may_be_any_station(client, tree):
    form = client.get(reverse(ADD)).context["adminform"].form
    offered = form.fields["residence_station"].queryset
    assert set(offered) == set(Station.objects.filter(is_active=True))
    asked = {"app_label": "veterans", "model_name": "personfile", "field_name": "residence_station"}
    found = client.post(reverse("admin:autocomplete"), asked | {"term": "天福"}).json()["results"]
    assert [row["text"] for row in found] == ["天福社区退役军人服务站（环市街道）"]
    asked["field_name"] = "managing_station"
    assert client.post(reverse("admin:autocomplete"), asked | {"term": "天福"}).json()["results"] == []
