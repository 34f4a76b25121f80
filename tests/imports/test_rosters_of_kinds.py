"""A station's own rows of every kind besides people, and its households as the rows of visits to be made."""

import pytest

from care_activities.models import Visit
from stations.models import AuditEntry
from stations.services import ServiceError
from tests.imports.sheets import TIANFU, ZHICHONG, bring_in, outcomes, verdicts
from tests.imports.test_kinds import OF_PEOPLE, ROWS, keys, sheet
from tests.imports.test_rosters import CHANGING, book_of, column, returned
from tests.veterans.people import register
from veterans.models import Benefit, Household
from veterans_portal.imports import pipeline
from veterans_portal.imports.rosters import roster_download

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(cast):
    return cast["city_manager"]


@pytest.fixture
def village(tree):
    return tree[ZHICHONG]


@pytest.fixture
def veteran(village):
    return register(village, name="陈志强", political_status="01")


def put(page, header, value, line=2):
    page.cell(line, column(page, header)).value = value


@pytest.mark.parametrize("kind", ROWS)
def test_only_what_was_changed_comes_back(manager, veteran, village, kind):
    _model, new, _more, other = ROWS[kind]
    bring_in(manager, sheet(keys(kind, veteran) | new), kind=kind)
    book = book_of(manager, village, kind=kind)
    if kind in OF_PEOPLE:
        page = book.worksheets[0]
        assert page.cell(2, column(page, "姓名")).value == "陈志强"
        assert page.cell(2, column(page, "身份证号")).value == "*" * 14 + veteran.id_number.open()[-4:]
    untouched = returned(manager, book, kind=kind, verbs=CHANGING)
    assert outcomes(untouched) == ["unchanged"], verdicts(untouched)
    for header, value in other.items():
        put(book.worksheets[0], header, value)
    changed = returned(manager, book, kind=kind, verbs=CHANGING)
    assert outcomes(changed) == ["changed"], verdicts(changed)
    pipeline.apply(changed, user=manager)
    assert outcomes(returned(manager, book_of(manager, village, kind=kind), kind=kind)) == ["unchanged"]


def test_what_was_changed_here_meanwhile_is_named_and_left(manager, veteran, village):
    own = keys("benefits", veteran) | ROWS["benefits"][1]
    bring_in(manager, sheet(own), kind="benefits")
    book = book_of(manager, village, kind="benefits")
    bring_in(manager, sheet(own | {"月补助金额": "850"}), kind="benefits", verbs=CHANGING)
    put(book.worksheets[0], "月补助金额", "900")
    put(book.worksheets[0], "证书编号", "粤优0002")
    batch = returned(manager, book, kind="benefits", verbs=CHANGING)
    assert "系统里也改过" in verdicts(batch)[0][2]
    pipeline.apply(batch, user=manager)
    benefit = Benefit.objects.get()
    assert (benefit.monthly_amount, benefit.certificate_no) == (850, "粤优0002")


# --- visits ---------------------------------------------------------------------------------------


@pytest.fixture
def households(village, tree):
    for number, head in (("1", "陈大文"), ("2", "梁二"), ("3", "=何三")):
        Household.objects.create(station=village, number=number, head_name=head)
    Household.objects.create(station=tree[TIANFU], number="1", head_name="林海波")


def test_visits_start_with_the_list_of_households(manager, village, households):
    page = book_of(manager, village, kind="visits").worksheets[0]
    heads = [page.cell(line, column(page, "户主")).value for line in (2, 3, 4)]
    assert heads == ["陈大文", "梁二", "=何三"]
    assert page.max_row == 4
    assert AuditEntry.objects.filter(action="export").get().path == village.path


def test_only_households_that_were_filled_in_become_visits(manager, village, households):
    book = book_of(manager, village, kind="visits")
    for header, value in (("走访日期", "2024-02-01"), ("事由", "春节"), ("方式", "上门"), ("慰问金", "200")):
        put(book.worksheets[0], header, value, line=3)
    batch = returned(manager, book, kind="visits")
    assert [(number, outcome) for number, outcome, _text in verdicts(batch)] == [(3, "new")], verdicts(batch)
    pipeline.apply(batch, user=manager)
    visit = Visit.objects.get()
    assert (visit.household.number, visit.cash) == ("2", 200)
    assert outcomes(returned(manager, book, kind="visits")) == ["unchanged"]


def test_a_list_of_households_that_nobody_filled_in_brings_nothing(manager, village, households):
    batch = returned(manager, book_of(manager, village, kind="visits"), kind="visits")
    assert outcomes(batch) == []


def test_households_of_others_are_not_given_out(cast, tree, households):
    with pytest.raises(ServiceError):
        roster_download(user=cast["street_manager"], kind="visits", station=tree[TIANFU])
