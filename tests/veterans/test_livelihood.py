"""从业经历 kept at every change, 退役返乡报到, 立功喜报, and the doubt about posts in the village."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.models import model_to_dict
from django.utils import timezone

from stations.models import AuditEntry
from stations.services import ServiceError
from tests.imports.sheets import ALL, bring_in, people
from tests.imports.sheets import person as on_sheet
from tests.portal.stage import ZHICHONG, household
from tests.veterans.people import register
from tests.veterans.test_admin_people import _payload, change_url
from veterans.checks import doubts
from veterans.models import (
    CommitteeTerm,
    Employment,
    EmploymentPeriod,
    MeritNews,
    PartyMembership,
    PersonFile,
    Placement,
    ServiceRecord,
)
from veterans.services.honours import merit_news_deliver
from veterans.services.records import record_save
from veterans.services.returning import report_deadline, returning_report
from veterans_portal.imports import pipeline
from veterans_portal.people.livelihood.conditions import discharged_unreported, returning_unregistered

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
THIS_MONTH = TODAY.isoformat()[:7]


def ago(days):
    return TODAY - datetime.timedelta(days=days)


@pytest.fixture
def person(tree):
    return register(tree[ZHICHONG], "陈志强")


def employed(person, **values):
    return record_save(actor=None, record=Employment(person=person, **values))


def changed(person, actor=None, **values):
    employment = Employment.objects.get(person=person)
    for name, value in values.items():
        setattr(employment, name, value)
    return record_save(actor=actor, record=employment)


def history(person):
    rows = EmploymentPeriod.objects.filter(person=person).order_by("pk")
    return [(row.status, row.employer, row.post, row.started_on, row.ended_on) for row in rows]


def test_the_former_employment_is_kept(person, cast):
    employed(person, status="01", employer="江海电器厂", post="电工", since="2015-03", employer_nature="07")
    changed(person, actor=cast["zhichong_staff"], status="04", employer="", post="", since="2024-05")
    assert history(person) == [("01", "江海电器厂", "电工", "2015-03", "2024-05")]
    entry = AuditEntry.objects.get(target_type="veterans.employmentperiod")
    assert entry.actor_id == cast["zhichong_staff"].pk


def test_without_a_new_beginning_it_ended_this_month(person):
    employed(person, status="01", employer="江海电器厂", since="2015-03")
    changed(person, employer="外海五金厂")
    assert history(person) == [("01", "江海电器厂", "", "2015-03", THIS_MONTH)]


def test_a_corrected_beginning_ends_nothing_in_the_past(person):
    employed(person, status="01", employer="江海电器厂", since="2015-03")
    changed(person, post="电工", employer="外海五金厂", since="2010")
    assert history(person)[0][-1] == THIS_MONTH


def test_filled_blanks_and_other_answers_are_no_change(person):
    employed(person, status="01")
    changed(person, employer="江海电器厂", post="电工", is_backbone=True, income_band="3")
    assert history(person) == []


def test_the_report_is_registered_once_and_not_before_the_discharge(person, cast):
    record_save(actor=None, record=ServiceRecord(person=person, discharged_on=ago(20).isoformat()))
    clerk = cast["zhichong_staff"]
    with pytest.raises(ValidationError, match="早于退役时间"):
        returning_report(actor=clerk, person=person, on=ago(21))
    with pytest.raises(ValidationError, match="今天之后"):
        returning_report(actor=clerk, person=person, on=ago(-1))
    returning_report(actor=clerk, person=person, on=ago(2))
    assert Placement.objects.get(person=person).reported_on == ago(2).isoformat()
    with pytest.raises(ServiceError, match="已经登记过报到"):
        returning_report(actor=clerk, person=person, on=TODAY)


@pytest.mark.parametrize(
    ("reported", "discharged", "waits"),
    [
        (ago(400).isoformat(), ago(20).isoformat(), True),
        (ago(10).isoformat(), ago(20).isoformat(), False),
        (ago(20).isoformat()[:7], ago(20).isoformat(), False),
        (ago(20).isoformat()[:4], ago(20).isoformat(), False),
        (ago(20).isoformat(), ago(20).isoformat()[:7], False),
        (ago(400).isoformat()[:4], ago(20).isoformat()[:7], True),
    ],
)
def test_a_report_before_the_latest_discharge_belongs_to_the_former_one(
    person, cast, reported, discharged, waits
):
    record_save(actor=None, record=ServiceRecord(person=person, discharged_on=discharged))
    record_save(actor=None, record=Placement(person=person, reported_on=reported))
    waiting = ServiceRecord.objects.filter(discharged_unreported(TODAY), person=person)
    listed = PersonFile.objects.filter(returning_unregistered(TODAY), pk=person.pk)
    assert (waiting.exists(), listed.exists()) == (waits, waits)
    if not waits:
        with pytest.raises(ServiceError, match="已经登记过报到"):
            returning_report(actor=cast["zhichong_staff"], person=person, on=TODAY)
        return
    returning_report(actor=cast["zhichong_staff"], person=person, on=TODAY)
    assert Placement.objects.get(person=person).reported_on == TODAY.isoformat()
    assert not waiting.all().exists()


def test_a_stranger_registers_no_report(person, cast):
    with pytest.raises(PermissionDenied):
        returning_report(actor=cast["tianfu_staff"], person=person, on=TODAY)


@pytest.mark.parametrize(
    ("discharged", "last"),
    [("2026-03-10", "2026-04-09"), ("2026-02", "2026-03-30"), ("2025", "2026-01-30")],
)
def test_thirty_days_from_the_last_day_it_can_mean(discharged, last):
    assert report_deadline(discharged) == datetime.date.fromisoformat(last)


def good_news(tree, days=5):
    home = household(tree[ZHICHONG], "1")
    return MeritNews.objects.create(household=home, merit="13", received_on=ago(days))


def test_good_news_is_delivered_once(tree, cast):
    news = good_news(tree)
    act = {"actor": cast["zhichong_staff"], "delivered_by": "梁站长", "ceremony": "敲锣打鼓上门"}
    with pytest.raises(ValidationError, match="早于收到喜报"):
        merit_news_deliver(news=MeritNews.objects.get(), delivered_on=ago(6), **act)
    merit_news_deliver(news=MeritNews.objects.get(), delivered_on=ago(1), **act)
    news.refresh_from_db()
    assert (news.delivered_on, news.delivered_by) == (ago(1), "梁站长")
    with pytest.raises(ServiceError, match="已经登记送达"):
        merit_news_deliver(news=news, delivered_on=TODAY, **act)
    with pytest.raises(PermissionDenied):
        merit_news_deliver(news=news, delivered_on=TODAY, **(act | {"actor": cast["tianfu_staff"]}))


def test_a_post_in_force_beside_an_empty_employment_is_a_doubt(person):
    term = record_save(actor=None, record=CommitteeTerm(person=person, post="01", started_on="2021-03"))
    asked = "就业创业中的“村(社区)任职”没有填写"

    def told():
        return any(asked in sentence for sentence in doubts(PersonFile.objects.get(pk=person.pk)))

    assert told()
    employed(person, committee_post="01")
    assert not told()
    changed(person, committee_post="")
    assert told()
    term.ended_on = "2024-03"
    record_save(actor=None, record=term)
    assert not told()


def test_an_import_keeps_it_too_and_its_undo_takes_it_back(person, cast):
    employed(person, status="01", employer="江海电器厂", post="电工", since="2015-03")
    row = on_sheet(身份证号=person.id_number.open(), 就业状态="创业")
    batch = bring_in(cast["city_manager"], people(row), verbs=ALL)
    assert history(person) == [("01", "江海电器厂", "电工", "2015-03", THIS_MONTH)]
    pipeline.undo(batch, user=cast["city_manager"])
    assert history(person) == []
    assert Employment.objects.get(person=person).status == "01"


def test_an_import_that_fills_blanks_keeps_nothing(person, cast):
    employed(person, status="01")
    row = on_sheet(身份证号=person.id_number.open(), 工作单位="江海电器厂")
    bring_in(cast["city_manager"], people(row), verbs=ALL)
    assert Employment.objects.get(person=person).employer == "江海电器厂"
    assert history(person) == []


def on_form(person, prefix, part, **changes):
    """The entry form of a file with one part that is on file already, changed."""
    held = model_to_dict(part, exclude=["person"])
    row = {name: value for name, value in held.items() if value is not None} | changes
    rows = {f"{prefix}-0-{name}": value for name, value in row.items()}
    return _payload(
        person.managing_station,
        id_number=person.id_number.mask,
        row_version=person.version,
        **rows,
        **{f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1", f"{prefix}-0-person": person.pk},
    )


def test_the_entry_form_keeps_the_former_employment(sign_in, person):
    employment = employed(person, status="01", employer="江海电器厂", since="2015-03")
    person.refresh_from_db()
    payload = on_form(person, "employment", employment, status="07", employer="", since="2024")
    answer = sign_in("zhichong_staff").post(change_url(person), payload)
    assert answer.status_code == 302, answer.context["errors"]
    assert history(person) == [("01", "江海电器厂", "", "2015-03", "2024")]


def test_the_entry_form_refuses_a_finding_without_its_decision(sign_in, person):
    membership = record_save(actor=None, record=PartyMembership(person=person, standing="1"))
    person.refresh_from_db()
    payload = on_form(
        person, "party_membership", membership, relation_status="5", decided_by="外海街道党工委"
    )
    answer = sign_in("zhichong_staff").post(change_url(person), payload)
    assert "停止党籍或已脱离的，请填写作出决定的党组织、时间和文号。" in answer.text
    assert PartyMembership.objects.get().relation_status == ""
