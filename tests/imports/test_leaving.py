"""Who leaves or moves by a sheet does so with the same consequences as on the page; undoing takes them back."""

import pytest

from stations.models import StaffMember
from tests.imports.sheets import ALL, MAYI, TIANFU, ZHICHONG, bring_in, people, person
from tests.veterans.people import register
from veterans.models import Benefit, Employment, EmploymentPeriod, FileChange, PersonFile, TransferRequest
from veterans.services.people import refresh_derived
from veterans.services.transfers import transfer_request
from veterans.services.withdrawal import person_restore
from veterans.vocabulary import BenefitType
from veterans_portal.imports import pipeline

TYPE = BenefitType.ILL_RETURNED
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(cast):
    return cast["city_manager"]


def on_file(station, **values):
    found = register(station, "陈志强", **values)
    Benefit.objects.create(
        person=found, type=TYPE, treatment="1", status="1", started_on="2001", monthly_amount="800.00"
    )
    refresh_derived([found.pk])
    return PersonFile.objects.get(pk=found.pk)


def sheet(found, station=ZHICHONG, **cells):
    return people(person("陈志强", station, 身份证号=found.id_number.open(), 人员类别=None, **cells))


def columns(model):
    hidden = ("version", "changed_at", "created_at")
    return [
        {name: value for name, value in row.items() if name not in hidden} for row in model.objects.values()
    ]


def test_a_death_ends_the_benefits_and_counts_the_months_of_the_funeral(manager, tree):
    found = on_file(tree[ZHICHONG])
    request = transfer_request(actor=None, person=found, to_station=tree[MAYI], reason="户口迁移")
    before = columns(Benefit), columns(PersonFile)
    batch = bring_in(manager, sheet(found, 档案状态="去世", 状态变动时间="2026-03-05"), verbs=ALL)
    assert batch.totals["changed"] == 1, list(batch.rows.values_list("reasons"))
    benefit, change = Benefit.objects.get(), FileChange.objects.get()
    assert benefit.status != "1" and benefit.ended_on == "2026-03"
    assert (change.kind, change.happened_on, change.station) == ("deceased", "2026-03-05", tree[ZHICHONG])
    assert change.undo["benefits"][str(benefit.pk)]["version"] == benefit.version
    request.refresh_from_db()
    assert request.state == TransferRequest.State.WITHDRAWN

    pipeline.undo(batch, user=manager)
    assert (columns(Benefit), columns(PersonFile)) == before
    assert not FileChange.objects.exists()


def test_a_death_by_a_sheet_is_restored_as_one_from_the_page(manager, tree, cast):
    found = on_file(tree[ZHICHONG])
    bring_in(manager, sheet(found, 档案状态="去世", 状态变动时间="2026-03-05"), verbs=ALL)
    found.refresh_from_db()
    assert person_restore(actor=cast["zhichong_staff"], person=found) == []
    assert Benefit.objects.get().status == "1" and Benefit.objects.get().ended_on == ""


def test_a_move_leaves_household_follow_up_and_contact_behind(manager, tree):
    found = on_file(tree[ZHICHONG], residence_station=tree[TIANFU])
    staff = StaffMember.objects.create(station=tree[ZHICHONG], name="老李")
    PersonFile.objects.filter(pk=found.pk).update(follow_up_staff=staff)
    before = columns(Benefit), columns(PersonFile)
    batch = bring_in(manager, sheet(found, TIANFU), verbs=ALL)
    found.refresh_from_db()
    assert (found.managing_station, found.follow_up_staff, found.residence_station) == (
        tree[TIANFU],
        None,
        None,
    )
    benefit = Benefit.objects.get()
    assert benefit.paid_by.code == "440704000000" and benefit.paid_by_until is not None
    moved = list(
        FileChange.objects.order_by("kind").values_list("kind", "station__code", "other_station__code")
    )
    assert sorted(moved) == sorted([("moved_in", TIANFU, ZHICHONG), ("moved_out", ZHICHONG, TIANFU)])

    pipeline.undo(batch, user=manager)
    assert (columns(Benefit), columns(PersonFile)) == before
    assert not FileChange.objects.exists()


def test_a_benefit_that_the_sheet_changes_and_the_death_ends_is_written_once(manager, tree):
    found = on_file(tree[ZHICHONG])
    cells = {"档案状态": "去世", "优抚类别": str(TYPE.label), "月补助金额": "900"}
    batch = bring_in(manager, sheet(found, **cells), verbs=ALL)
    assert batch.totals["changed"] == 1, list(batch.rows.values_list("reasons"))
    assert Benefit.objects.get().monthly_amount == 900 and Benefit.objects.get().ended_on
    assert pipeline.undo(batch, user=manager)["kept"] == []
    assert Benefit.objects.get().monthly_amount == 800


def test_a_new_employer_without_a_date_has_none(manager, tree):
    found = register(tree[ZHICHONG], "陈志强")
    Employment.objects.create(person=found, status="03", employer="甲厂", since="2010-05")
    batch = bring_in(manager, sheet(found, 工作单位="乙厂"), verbs=ALL)
    assert (Employment.objects.get().employer, Employment.objects.get().since) == ("乙厂", "")
    assert EmploymentPeriod.objects.get().started_on == "2010-05"
    pipeline.undo(batch, user=manager)
    assert (Employment.objects.get().employer, Employment.objects.get().since) == ("甲厂", "2010-05")
