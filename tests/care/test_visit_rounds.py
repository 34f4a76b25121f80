"""Rounds of visits: who is on the list, what a submission registers, and that nothing is done twice."""

import datetime
import os
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care_activities import tallies
from care_activities.amounts import in_capitals
from care_activities.models import SignedSheet, Visit
from care_activities.services import visit_rounds
from care_activities.services.signed_sheets import sheet_add, sheet_open, sheet_remove
from care_activities.services.visit_checks import LINE_SUMS, money, round_check, visits_of
from care_activities.services.visit_rounds import Answer, Defaults, lines_register, round_close
from care_activities.services.visits import visit_delete
from stations.models import AuditEntry
from stations.services import ServiceError
from tests.veterans.hostile_attachments import picture
from tests.veterans.people import register
from veterans.attachments.remaking import remake
from veterans.models import PersonFile
from veterans.services.attachments import sweep

pytestmark = pytest.mark.django_db
STREET = "440704004000"


def open_round(station, actor=None, **values):
    values = {
        "year": 2026,
        "occasion": "spring_festival",
        "name": "2026年春节走访慰问",
        "unit": "person",
        "selection": "all",
        "due_on": datetime.date(2026, 2, 17),
        "cash": Decimal("300.00"),
        "goods": "大米一袋",
        "goods_value": Decimal("85.50"),
        **values,
    }
    return visit_rounds.round_open(actor=actor, station=station, **values)


def defaults(**values):
    return Defaults(
        **{
            "date": timezone.localdate(),
            "method": "home",
            "visitors": "村书记 陈某",
            "cash": Decimal("300.00"),
            "goods": "大米一袋",
            "goods_value": Decimal("85.50"),
            **values,
        }
    )


def tick(line, **values):
    return Answer(line_id=line.pk, visited=True, **values)


def submit(visit_round, station, answers, actor=None, **values):
    return lines_register(
        actor=actor, visit_round=visit_round, station=station, defaults=defaults(**values), answers=answers
    )


# The list


def test_the_day_of_the_festival_is_reckoned(zhichong):
    register(zhichong)
    assert open_round(zhichong).festival_day == datetime.date(2026, 2, 17)


def test_the_list_has_who_lives_here_and_nobody_who_has_died_or_left(tree, zhichong, tianfu):
    here = register(zhichong, "陈甲")
    register(zhichong, "陈乙", status="deceased", status_changed_on="2025")
    register(zhichong, "陈丙", status="moved_out", status_changed_on="2025")
    register(zhichong, "陈丁", residence_station=tianfu)
    guest = register(tianfu, "陈戊", residence_station=zhichong)
    opened = open_round(tree[STREET])
    assert set(opened.lines.values_list("person", "station")) == {
        (here.pk, zhichong.pk),
        (guest.pk, zhichong.pk),
    }


def test_key_people_and_the_aged_are_found_among_the_files_kept_here(zhichong, tianfu):
    merit = register(zhichong, "陈甲", tags=["1"])
    old = register(zhichong, "陈乙", id_number=None, no_id_reason="遗失", birth_date="1930-01-02")
    register(tianfu, "陈丙", tags=["1"], residence_station=zhichong)
    register(zhichong, "陈丁")
    key = open_round(zhichong, name="重点", selection="key", tags=["1", "2"])
    aged = open_round(zhichong, name="高龄", selection="aged")
    assert [list(r.lines.values_list("person", flat=True)) for r in (key, aged)] == [[merit.pk], [old.pk]]


def test_a_household_is_one_line_and_who_lives_elsewhere_another(household, zhichong, tianfu, tree):
    home = household(members=3)
    away = register(zhichong, "陈甲", household=home, residence_station=tianfu)
    alone = register(zhichong, "陈乙")
    opened = open_round(tree["440700000000"], unit="household")
    assert set(opened.lines.values_list("household", "person", "station")) == {
        (home.pk, None, zhichong.pk),
        (None, alone.pk, zhichong.pk),
        (None, away.pk, tianfu.pk),
    }


def test_a_household_all_of_whose_people_have_died_is_on_no_list(household, zhichong):
    home = household()
    register(zhichong, household=home, status="deceased", status_changed_on="2024")
    with pytest.raises(ServiceError, match="没有符合条件"):
        open_round(zhichong, unit="household")


def test_a_saved_filter_narrows_the_list(zhichong):
    kept, _left = register(zhichong, "陈甲"), register(zhichong, "陈乙")
    people = PersonFile.objects.filter(pk=kept.pk)
    opened = open_round(zhichong, selection="filter", people=people, filter_name="甲")
    assert [line.person for line in opened.lines.all()] == [kept]


def test_the_list_does_not_change_with_the_files(zhichong):
    register(zhichong)
    opened = open_round(zhichong)
    register(zhichong)
    assert opened.lines.count() == 1


def test_only_who_may_approve_opens_a_round(cast, zhichong):
    register(zhichong)
    with pytest.raises(PermissionDenied):
        open_round(zhichong, actor=cast["zhichong_staff"])
    open_round(zhichong, actor=cast["street_manager"])
    assert AuditEntry.objects.filter(target_type="care_activities.visitround", action="create").count() == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(
        st.tuples(
            st.sampled_from(["active", "moved_out", "deceased", "cancelled"]),
            st.booleans(),
            st.sampled_from([(), ("1",), ("6", "7")]),
        ),
        min_size=1,
        max_size=6,
    ),
    unit=st.sampled_from(["person", "household"]),
    selection=st.sampled_from(["all", "key", "aged"]),
)
def test_nobody_dead_is_on_a_new_round(zhichong, household, people, unit, selection):
    with transaction.atomic():
        home = household(number="9")
        for status, at_home, tags in people:
            changed = {} if status == "active" else {"status_changed_on": "2025-01-01"}
            register(zhichong, household=home if at_home else None, status=status, tags=list(tags), **changed)
        tags = ["1", "6"] if selection == "key" else []
        try:
            opened = open_round(zhichong, unit=unit, selection=selection, tags=tags)
        except ServiceError:
            pass
        else:
            for line in opened.lines.all():
                on_it = [line.person] if line.person else line.household.people.all()
                assert any(person.status == "active" for person in on_it)
            alive = PersonFile.objects.filter(status="active", managing_station=zhichong)
            if selection == "all" and unit == "person":
                assert set(opened.lines.values_list("person", flat=True)) == {p.pk for p in alive}
        transaction.set_rollback(True)


# Registering


@pytest.fixture
def thirty(zhichong):
    for _serial in range(30):
        register(zhichong)
    return open_round(zhichong)


def test_thirty_lines_are_registered_in_one_go_and_add_up(thirty, zhichong, cast):
    lines = list(thirty.lines.all())
    answers = [tick(line, signed=True) for line in lines]
    answers[3] = tick(lines[3], cash=Decimal("500"), signed=True)
    answers[4] = tick(lines[4], recipient="陈小明", recipient_relation="儿子", signed=True)
    answers[5] = Answer(line_id=lines[5].pk, missed="away")
    done = submit(thirty, zhichong, answers, actor=cast["zhichong_staff"])
    assert (len(done.visited), done.missed, done.refused) == (29, [lines[5].pk], {})
    sums = money(Visit.objects.filter(round=thirty))
    assert sums["cash"] == 28 * Decimal("300.00") + 500
    assert sums["goods"] == sum([Decimal("85.50")] * 29, Decimal(0))
    assert (sums["person_times"], sums["household_times"], sums["people"]) == (29, 0, 29)
    assert thirty.lines.with_outcome().order_by().aggregate(**LINE_SUMS) == {
        "listed": 30, "people": 30, "households": 0, "visited": 29, "missed": 1,
    }  # fmt: skip
    assert not tallies.verify()
    log = AuditEntry.objects.filter(actor_id=cast["zhichong_staff"].pk)
    assert log.filter(target_type="care_activities.visit", action="create").count() == 29


def test_the_same_submission_twice_changes_nothing(thirty, zhichong):
    answers = [tick(line) for line in thirty.lines.all()]
    submit(thirty, zhichong, answers)
    before = list(Visit.objects.order_by("pk").values())
    done = submit(thirty, zhichong, answers)
    assert (done.visited, len(done.already), done.refused) == ([], 30, {})
    assert list(Visit.objects.order_by("pk").values()) == before


def test_a_second_answer_with_another_amount_is_told_and_not_written(thirty, zhichong):
    line = thirty.lines.first()
    submit(thirty, zhichong, [tick(line)])
    done = submit(thirty, zhichong, [tick(line, cash=Decimal("900"))])
    assert "没有重复登记" in done.refused[line.pk][0]
    assert Visit.objects.get().cash == 300


def test_bad_lines_come_back_and_the_others_are_kept(thirty, zhichong):
    lines = list(thirty.lines.all()[:4])
    PersonFile.objects.filter(pk=lines[0].person_id).update(status="deceased", status_changed_on="2025")
    answers = [
        tick(lines[0]),
        tick(lines[1], cash=Decimal("-1")),
        tick(lines[2], recipient="陈小明"),
        tick(lines[3]),
    ]
    done = submit(thirty, zhichong, answers)
    assert done.visited == [lines[3].pk]
    assert ["去世" in done.refused[lines[0].pk][0], "负数" in done.refused[lines[1].pk][0]] == [True, True]
    assert "关系" in done.refused[lines[2].pk][0]
    assert Visit.objects.count() == 1
    assert not tallies.verify()


def test_other_reasons_are_told_and_a_later_visit_clears_the_reason(thirty, zhichong):
    line = thirty.lines.first()
    assert "写明" in submit(thirty, zhichong, [Answer(line.pk, missed="other")]).refused[line.pk][0]
    submit(thirty, zhichong, [Answer(line.pk, missed="other", missed_note="住院")])
    assert thirty.lines.pending().count() == 29
    submit(thirty, zhichong, [tick(line)])
    line.refresh_from_db()
    assert (line.missed, line.missed_note) == ("", "")


def test_a_deleted_visit_makes_the_line_wait_again(thirty, zhichong):
    submit(thirty, zhichong, [tick(thirty.lines.first())])
    visit_delete(actor=None, visit=Visit.objects.get())
    assert thirty.lines.pending().count() == 30


def test_foreign_lines_and_foreign_staff_are_refused(thirty, zhichong, tianfu, cast):
    register(tianfu)
    other = open_round(tianfu, name="另一批")
    with pytest.raises(PermissionDenied):
        submit(thirty, zhichong, [tick(other.lines.get())], actor=cast["zhichong_staff"])
    with pytest.raises(PermissionDenied):
        submit(thirty, zhichong, [tick(thirty.lines.first())], actor=cast["tianfu_staff"])
    assert not Visit.objects.exists()


def test_a_file_that_has_moved_is_named_not_registered(thirty, zhichong, tianfu, cast):
    line = thirty.lines.first()
    PersonFile.objects.filter(pk=line.person_id).update(managing_station=tianfu)
    done = submit(thirty, zhichong, [tick(line)], actor=cast["zhichong_staff"])
    assert "已迁到外站" in done.refused[line.pk][0]


def test_nothing_is_registered_in_a_closed_round(thirty, zhichong, cast):
    with pytest.raises(PermissionDenied):
        round_close(actor=cast["zhichong_staff"], visit_round=thirty)
    round_close(actor=cast["street_manager"], visit_round=thirty)
    with pytest.raises(ServiceError, match="已经结束"):
        submit(thirty, zhichong, [tick(thirty.lines.first())])


def test_the_database_takes_one_visit_a_round(visit, thirty, zhichong):
    person = thirty.lines.first().person
    first = visit(person=person, round=thirty, occasion="spring_festival", date=datetime.date(2026, 2, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.bulk_create([Visit(station=zhichong, person=person, round=thirty, date="2026-02-02",
                                         occasion=first.occasion, method="home")])  # fmt: skip


def test_a_visit_of_another_festival_or_place_is_none_of_the_round(visit, thirty, tianfu):
    person = thirty.lines.first().person
    with pytest.raises(ValidationError, match="节日"):
        visit(person=person, round=thirty, occasion="army_day")
    with pytest.raises(ValidationError, match="范围"):
        visit(person=person, round=thirty, occasion="spring_festival", station=tianfu)


# 名单 = 发放 = 签收


def test_the_check_names_each_difference(thirty, zhichong, visit, cast):
    lines = list(thirty.lines.all()[:6])
    thirty.lines.exclude(pk__in=[line.pk for line in lines]).delete()
    answers = [
        tick(lines[0], signed=True),
        tick(lines[1]),
        tick(lines[2], signed=True, cash=Decimal("400")),
        Answer(lines[3].pk, missed="declined"),
        tick(lines[4], signed=True, cash=Decimal(0), goods="", goods_value=Decimal(0)),
    ]
    submit(thirty, zhichong, answers)
    visit(person=register(zhichong), round=thirty, occasion="spring_festival", cash="10",
          date=timezone.localdate())  # fmt: skip
    user = cast["zhichong_staff"]
    check = round_check(
        thirty,
        lines=visit_rounds.lines_of(thirty, zhichong, user),
        visits=visits_of(thirty, user, zhichong),
    )
    told = [(line and line.pk, sentence) for line, _visit, sentence in check.differences]
    assert told == [
        (lines[1].pk, "已发放，没有签收"),
        (lines[2].pk, "名单标准 385.50 元，实发 485.50 元"),
        (lines[4].pk, "名单标准 385.50 元，实发 0.00 元"),
        (lines[4].pk, "已签收，没有登记发放"),
        (lines[5].pk, "在名单上，没有登记走访，也没有写未走访的原因"),
        (None, "登记了走访，但不在这个批次的名单上"),
    ]
    assert (check.listed.lines, check.paid.lines, check.signed.lines) == (5, 4, 3)
    assert check.paid.amount == Decimal("385.50") * 2 + Decimal("485.50") + 10


def test_a_scan_is_kept_once_and_opened_again(thirty, zhichong, tianfu, cast):
    made = remake(picture(), photo=False)
    user = cast["zhichong_staff"]
    kept = sheet_add(actor=user, visit_round=thirty, station=zhichong, made=made)
    assert sheet_add(actor=user, visit_round=thirty, station=zhichong, made=made) == kept
    assert sheet_open(actor=user, sheet=kept).content == made.content
    with pytest.raises(PermissionDenied):
        sheet_open(actor=cast["tianfu_staff"], sheet=kept)
    assert AuditEntry.objects.filter(target_type="care_activities.signedsheet").count() == 2


def test_the_sweep_of_lost_files_spares_a_scan(thirty, zhichong, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kept = sheet_add(actor=None, visit_round=thirty, station=zhichong, made=remake(picture(), photo=False))
    old = timezone.now().timestamp() - 2 * 86_400
    os.utime(tmp_path / kept.stored, (old, old))
    assert sweep(part=int(kept.stored[:2], 16)) == 0
    sheet_remove(actor=None, sheet=kept)
    assert not SignedSheet.objects.exists()


# 大写


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "零元整"),
        ("300", "叁佰元整"),
        ("1020.50", "壹仟零贰拾元伍角整"),
        ("385.05", "叁佰捌拾伍元零伍分"),
        ("10", "壹拾元整"),
        ("134000.00", "壹拾叁万肆仟元整"),
        ("100000001.01", "壹亿零壹元零壹分"),
        ("20003000", "贰仟万叁仟元整"),
        ("0.35", "叁角伍分"),
        ("1000500", "壹佰万零伍佰元整"),
    ],
)
def test_amounts_in_capitals(amount, text):
    assert in_capitals(Decimal(amount)) == text


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_capitals_read_back_as_the_amount(cents):
    assert read_capitals(in_capitals(Decimal(cents).scaleb(-2))) == cents


def read_capitals(text):
    """Cents of an amount in capitals, read from left to right as people do."""
    units = {"拾": 10, "佰": 100, "仟": 1000}
    total = group = digit = 0
    for character in text:
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in units:
            group, digit = group + digit * units[character], 0
        elif character == "万":
            total, group, digit = total + (group + digit) * 10_000, 0, 0
        elif character == "亿":
            total, group, digit = (total + group + digit) * 10**8, 0, 0
        elif character == "元":
            total, group, digit = (total + group + digit) * 100, 0, 0
        elif character == "角":
            total, digit = total + digit * 10, 0
        elif character == "分":
            total, digit = total + digit, 0
    return total
