"""The portal's own model fields, in a table of their own on the database in use."""

import copy
import datetime

import pytest
from django import forms
from django.contrib import admin
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.db.models.functions import Cast
from django.test.utils import isolate_apps
from django.utils import timezone

from stations.crypto import DecryptionError, Secret
from stations.fields import CodesField, EncryptedTextField, PartialDateField
from stations.identity import id_check_digit

NUMBER = "44079919850102001" + id_check_digit("44079919850102001")
OTHER = "44079919850102002" + id_check_digit("44079919850102002")
MASK = f"440799********{NUMBER[14:]}"


class Need(models.TextChoices):
    HOUSING = "07", "住房"
    MEDICAL = "02", "医疗"
    JOB = "11", "就业"


@pytest.fixture(scope="module")
def Card():
    with isolate_apps("stations"):

        class Card(models.Model):  # noqa: DJ008
            number = EncryptedTextField("身份证号", mask="id", null=True, blank=True)
            note = EncryptedTextField("说明", null=True, blank=True)
            since = PartialDateField("开始时间", blank=True)
            until = PartialDateField("到期时间", blank=True, null=True, future=True)
            needs = CodesField(Need, "服务需求", blank=True)

            class Meta:
                app_label = "stations"
                db_table = "fields_test_card"

        yield Card


@pytest.fixture
def table(Card, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE fields_test_card (id integer PRIMARY KEY, number text, note text,"
            " since varchar(10) NOT NULL, until varchar(10), needs text NOT NULL)"
        )
    return Card.objects


@pytest.fixture
def CardForm(Card):
    return forms.modelform_factory(Card, fields=["number", "note", "since", "until", "needs"])


def stored(column, pk=1):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM fields_test_card WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def payload(**changes):
    return {"number": MASK, "note": "", "since": "", "until": "", "needs": [], **changes}


# --- encrypted text


def test_the_database_holds_no_number_and_python_a_secret(table):
    table.create(pk=1, number=NUMBER, note="在家")
    assert NUMBER not in stored("number") and "在家" not in stored("note")
    card = table.get()
    assert card.number == Secret(NUMBER, "id") and card.number.open() == NUMBER
    assert str(card.number) == MASK and "在家" not in str(card.note)


def test_every_way_of_writing_encrypts(table):
    table.bulk_create([table.model(pk=pk, number=NUMBER) for pk in (1, 2, 3)])
    table.filter(pk=2).update(number=OTHER)
    third = table.get(pk=3)
    third.number = Secret(OTHER)
    table.bulk_update([third], ["number"])
    assert [card.number.open() for card in table.order_by("pk")] == [NUMBER, OTHER, OTHER]
    assert all(stored("number", pk).startswith("a1.") for pk in (1, 2, 3))
    assert dict(table.values_list("pk", "number"))[2].open() == OTHER


@pytest.mark.parametrize("nothing", [None, "", Secret("")])
def test_nothing_is_null(table, nothing):
    card = table.create(pk=1, number=nothing)
    assert card.number is None and stored("number") is None
    assert table.get().number is None
    assert table.filter(number__isnull=True).count() == 1


def test_assigning_text_makes_it_a_secret_at_once(Card):
    card = Card(number=NUMBER)
    assert NUMBER not in f"{card.number} {vars(card)} {copy.deepcopy(card.number)}"
    card.number = OTHER
    assert card.number == Secret(OTHER, "id")
    assert Card(number=Secret(OTHER, "text")).number.open() == OTHER


def test_a_mask_can_never_overwrite_the_number(Card):
    with pytest.raises(ValueError, match="mask"):
        Card(number=MASK)
    assert Card(note="电话写成138****的样子").note, "free text may hold asterisks"


@pytest.mark.parametrize("lookup", ["", "__startswith", "__contains", "__in", "__gt", "__regex", "__iexact"])
def test_no_lookup_but_isnull(table, lookup):
    with pytest.raises(FieldError):
        table.filter(**{f"number{lookup}": NUMBER})


def test_a_value_copied_from_another_column_does_not_open(table):
    table.create(pk=1, number=NUMBER, note="x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE fields_test_card SET note = number")
    with pytest.raises(DecryptionError, match=r"stations\.Card\.note"):
        table.get()


def test_values_under_an_old_key_can_be_found_and_renewed(table, settings):
    settings.PORTAL_KEY_RING = {"1": bytes(32)}
    table.create(pk=1, number=NUMBER)
    settings.PORTAL_KEY_RING = {"1": bytes(32), "2": bytes(range(32))}
    old = table.annotate(raw=Cast("number", models.TextField())).filter(raw__startswith="a1.1.")
    for card in old.all():
        card.save()
    assert stored("number").startswith("a1.2.") and not old.exists()
    assert table.get().number.open() == NUMBER


def test_a_serialised_row_shows_the_mask(table):
    table.create(pk=1, number=NUMBER)
    for kind in ("json", "xml", "python"):
        assert NUMBER not in str(serializers.serialize(kind, table.all()))


def test_the_form_shows_the_mask(CardForm, Card):
    html = CardForm(instance=Card(number=NUMBER)).as_p()
    assert MASK in html and NUMBER not in html
    assert 'autocomplete="off"' in html


def test_the_mask_sent_back_keeps_the_number(CardForm, table):
    card = table.create(pk=1, number=NUMBER, note="x")
    form = CardForm(payload(note="******"), instance=card)
    assert form.is_valid(), form.errors
    assert not form.has_changed()
    assert form.cleaned_data["number"] == Secret(NUMBER, "id")
    form.save()
    assert (table.get().number.open(), table.get().note.open()) == (NUMBER, "x")


@pytest.mark.parametrize(
    ("sent", "kept", "changed"), [(OTHER, OTHER, True), (NUMBER, NUMBER, False), ("", None, True)]
)
def test_a_number_typed_replaces_the_old_one(CardForm, table, sent, kept, changed):
    card = table.create(pk=1, number=NUMBER)
    form = CardForm(payload(number=f" {sent} "), instance=card)
    assert form.is_valid(), form.errors
    assert form.changed_data == (["number"] if changed else [])
    assert NUMBER[6:14] not in str(form.cleaned_data)
    form.save()
    number = table.get().number
    assert (number and number.open()) == kept


@pytest.mark.parametrize("held", [None, OTHER])
def test_another_mask_is_refused(CardForm, Card, held):
    form = CardForm(payload(), instance=Card(number=held))
    assert not form.is_valid()
    assert "星号" in str(form.errors["number"])


def test_a_form_for_a_new_row_needs_no_mask(CardForm):
    form = CardForm(payload(number=""))
    assert form.is_valid() and not form.has_changed()
    assert form.cleaned_data["number"] is None


def test_a_disabled_field_keeps_its_value(CardForm, Card):
    form = CardForm(payload(number=OTHER), instance=Card(number=NUMBER))
    form.fields["number"].disabled = True
    assert form.is_valid() and form.cleaned_data["number"].open() == NUMBER
    assert "number" not in form.changed_data


def test_a_required_number_cannot_be_emptied():
    field = EncryptedTextField("手机号", mask="phone").formfield()
    with pytest.raises(ValidationError):
        field.clean("")


# --- partial dates


@pytest.mark.parametrize("written", ["1985年1月", "1985.01", "198501", "1985-01"])
def test_the_form_takes_what_clerks_write(CardForm, table, written):
    form = CardForm(payload(number="", since=written))
    assert form.is_valid(), form.errors
    form.instance.pk = 1
    form.save()
    assert stored("since") == "1985-01" == table.get().since


def test_the_longest_chinese_date_fits(CardForm):
    form = CardForm(payload(number="", since="一九八五年十二月三十一日"))
    assert form.is_valid() and form.cleaned_data["since"] == "1985-12-31"


def test_the_same_date_in_another_style_is_no_change(CardForm, Card):
    form = CardForm(payload(number="", since="1985年1月"), instance=Card(since="1985-01"))
    assert not form.has_changed()


def test_the_future_is_for_expiry_dates(CardForm):
    next_year = str(timezone.localdate().year + 1)
    form = CardForm(payload(number="", since=next_year, until=next_year))
    assert not form.is_valid()
    assert list(form.errors) == ["since"] and "今天之后" in str(form.errors["since"])


def test_an_unreadable_date_says_what_to_do(CardForm, Card):
    form = CardForm(payload(number="", since="不详"))
    assert "1985-01" in str(form.errors["since"])
    with pytest.raises(ValidationError):
        Card(since="不详", needs=()).full_clean()


def test_text_that_was_not_cleaned_is_never_stored(table):
    for text in ("1985年1月", "19850102", "1985-02-30"):
        with pytest.raises(ValueError, match="partial date"):
            table.create(pk=1, since=text)


def test_dates_order_and_range_as_time_does(table):
    kept = ["1985", "1985-01", "1985-01-02", "1985-10", "1986"]
    table.bulk_create(
        [table.model(pk=pk, since=since) for pk, since in enumerate(reversed(kept))]
        + [table.model(pk=9, since=datetime.date(1990, 1, 2))]
    )
    assert list(table.order_by("since").values_list("since", flat=True)) == [*kept, "1990-01-02"]
    assert table.filter(since__gte="1985-10", since__lt="1987").count() == 2
    assert table.filter(since__gt=datetime.date(1989, 12, 31)).count() == 1
    assert table.filter(since__startswith="198").count() == 5


def test_unknown_is_blank_or_null_as_the_column_says(CardForm, table):
    form = CardForm(payload(number=""))
    assert form.is_valid()
    form.instance.pk = 1
    form.save()
    assert (stored("since"), stored("until")) == ("", None)


# --- several codes


def test_codes_are_kept_in_one_column_and_come_back_in_order(table):
    table.create(pk=1, needs=["11", Need.HOUSING, "11"])
    assert stored("needs") == ",07,11,"
    card = table.get()
    assert card.needs == ("07", "11")
    assert card.get_needs_display() == "住房、就业"


@pytest.mark.parametrize("nothing", [(), [], "", None])
def test_no_codes(table, nothing):
    assert table.create(pk=1, needs=nothing).needs == ()
    assert stored("needs") == "" and table.get().needs == ()
    assert table.model().needs == ()


def test_codes_are_searched_whole(table):
    table.bulk_create(
        [table.model(pk=1, needs=["07", "02"]), table.model(pk=2, needs=["11"]), table.model(pk=3)]
    )
    assert [card.pk for card in table.filter(needs__has_code="02")] == [1]
    assert [card.pk for card in table.filter(needs__has_code=Need.JOB)] == [2]
    assert not table.filter(needs__has_code="1").exists()
    assert not table.filter(needs__has_code="%").exists()
    assert [card.pk for card in table.filter(needs__contains=",02,")] == [1]
    assert [card.pk for card in table.filter(needs=("02", "07"))] == [1]
    assert [card.pk for card in table.exclude(needs=())] == [1, 2]


def test_every_way_of_writing_codes(table):
    table.create(pk=1, needs=["02"])
    table.update(needs=["11", "02"])
    assert stored("needs") == ",02,11,"
    card = table.get()
    card.needs = ("07",)
    table.bulk_update([card], ["needs"])
    assert stored("needs") == ",07,"


def test_a_code_outside_the_vocabulary_is_refused(CardForm, Card, table):
    form = CardForm(payload(number="", needs=["99"]))
    assert not form.is_valid() and "needs" in form.errors
    with pytest.raises(ValidationError):
        Card(needs=["99"]).full_clean()
    with pytest.raises(ValueError, match="99"):
        table.create(pk=1, needs=["99"])


def test_codes_are_ticked_in_the_form(CardForm, Card):
    form = CardForm(payload(number="", needs=["02", "07"]), instance=Card(needs=["07", "02"]))
    assert not form.has_changed()
    html = str(form["needs"])
    assert html.count('type="checkbox"') == 3 and html.count("checked") == 2 and "住房" in html
    form = CardForm(payload(number="", needs=["11"]), instance=Card(needs=["07"]))
    assert form.is_valid() and form.save(commit=False).needs == ("11",)


# --- as fields of Django


@pytest.mark.parametrize("name", ["number", "note", "since", "until", "needs"])
def test_fields_survive_a_migration(Card, name):
    field = Card._meta.get_field(name)
    text, _ = MigrationWriter.serialize(field)
    assert "stations.fields" in text and "住房" not in text and "max_length" not in text
    assert MigrationWriter.serialize(field.clone())[0] == text


def test_the_admin_draws_them(Card, rf):
    form_class = admin.ModelAdmin(Card, admin.AdminSite()).get_form(rf.get("/"))
    html = form_class(instance=Card(number=NUMBER, since="1985-01", needs=["02"])).as_p()
    assert MASK in html and NUMBER not in html
    assert html.count('type="checkbox"') == 3


def test_rows_are_serialised_and_read_back(table, Card):
    table.create(pk=1, since="1985-01", needs=["02", "11"])
    text = serializers.serialize("json", table.all())
    assert '",02,11,"' in text and '"1985-01"' in text
    assert Card._meta.get_field("needs").to_python(",02,11,") == ("02", "11")
