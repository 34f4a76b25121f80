"""Fills the further tabs of the article's two stations: family, security, skills, cards, a round, people who follow up.

No delivery of a spreadsheet holds these, so they are entered as at a desk: each row checked, saved and
logged, the derived columns and figures brought up to date once at the end.
"""

import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from stations import audit, bulk
from stations import tallies as floor_tallies
from stations.dates import months_before
from stations.models import StaffMember, Station
from veterans import tallies
from veterans.models import (
    CardBatch,
    CollectionRound,
    FamilyMember,
    Household,
    MeritNews,
    PersonFile,
    RoundEntry,
)
from veterans.services.people import refresh_derived
from veterans.services.records import record_note
from veterans.vocabulary import (
    EmploymentStatus,
    FamilyRelation,
    FileStatus,
    HonourKind,
    PersonTag,
    RoundKind,
    Skill,
)

from . import tab_lives
from .invention import Inventor
from .villages import TIANFU, ZHICHONG

# The share of the people whose tabs a station has got round to filling.
_SHARE = 0.45
_SERIES = {ZHICHONG: 100, TIANFU: 150}  # of telephones alone


def fill_tabs(today: datetime.date) -> int:
    """Fills both stations, one that has family members on file already not again; returns how many rows were added."""
    return sum(_fill(Station.objects.get(code=code), today) for code in (ZHICHONG, TIANFU))


@transaction.atomic
def _fill(station, today):
    if FamilyMember.objects.filter(person__managing_station=station).exists():
        return 0
    floor_tallies.lock([station.pk])
    desk = _Desk(station, today)
    desk.fill_people()
    desk.follow_up()
    desk.share_a_phone()
    desk.merit_news()
    desk.open_round()
    refresh_derived([person.pk for person in desk.people])
    tallies.recount([station.pk])
    return desk.added


class _Desk:
    def __init__(self, station, today):
        self.station, self.today, self.added = station, today, 0
        self.inventor = Inventor(f"栏目{station.code}", series=_SERIES[station.code])
        self.rng = self.inventor.rng
        people = PersonFile.objects.filter(managing_station=station, status=FileStatus.ACTIVE)
        self.people = list(
            people.annotate(**_KNOWN).select_related("managing_station").order_by("archive_no")
        )

    def add(self, row):
        row.full_clean()
        row.save()
        if hasattr(row, "person"):
            record_note(actor=None, record=row)
        else:
            self.note(row)
        self.added += 1
        return row

    def note(self, row):
        audit.record(
            audit.Action.CREATE, actor=None, station=self.station, target=row, after=audit.snapshot(row)
        )

    def fill_people(self):
        batch = self.add(
            CardBatch(
                station=self.station,
                name=f"{self.today.year}年第一批",
                opened_on=months_before(self.today, 2),
            )
        )
        for number, person in enumerate(self.people):
            parts = list(self.certain(person, number))
            if self.rng.random() < _SHARE:
                parts += self.likely(person, batch)
            for part in parts:
                self.add(part)

    def certain(self, person, number):
        """What everybody has whom it concerns."""
        if person.work == EmploymentStatus.ENTREPRENEUR:
            yield from tab_lives.business(person, number, self.rng)
        if person.committee_post:
            yield from tab_lives.committee(person, self.today)
            yield from tab_lives.honours_of_the_public(person)
        if PersonTag.HARDSHIP in person.tags:
            yield from tab_lives.hardship(person, self.today)
        yield from tab_lives.survivorship(person, self.inventor)
        yield from tab_lives.party_transfer(person, self.today)

    def likely(self, person, batch):
        yield from tab_lives.family(person, self.inventor)
        yield from tab_lives.security(person, self.rng, rural=self.station.code == ZHICHONG)
        yield from tab_lives.learning(person, self.rng, self.today)
        yield from tab_lives.card(person, self.rng, self.today, batch)

    def follow_up(self):
        """Two thirds are followed by somebody of the station; some can help, some look for help."""
        staff = list(
            StaffMember.objects.filter(station=self.station).order_by("pk").values_list("pk", flat=True)
        )
        changes = {}
        for number, person in enumerate(self.people):
            values = changes.setdefault(person.pk, {})
            if number % 3:
                values["follow_up_staff_id"] = staff[number % len(staff)]
            if number % 4 == 0:
                values["skills"] = self.rng.sample(Skill.values[:-1], 2)
            if number % 7 == 0:
                values["help_wanted"] = self.rng.sample(Skill.values[:-1], 1)
        self.change({pk: values for pk, values in changes.items() if values})

    def share_a_phone(self):
        """A father and son on file with one telephone: two files that look like one person's."""
        home = next(h for h in self.households() if len([p for p in self.people if p.household_id == h]) > 1)
        father, son, *_others = [p for p in self.people if p.household_id == home and p.mobile] or [
            None,
            None,
        ]
        if son is not None:
            self.change({son.pk: {"mobile": father.mobile, "mobile_digest": father.mobile_digest}})

    def households(self):
        return dict.fromkeys(person.household_id for person in self.people if person.household_id)

    def change(self, changes):
        """Writes columns of files, with an entry for each in the log."""
        bulk.update(PersonFile, list(changes.items()))
        named = {person.pk: person.archive_no for person in self.people}
        audit.record_many(
            audit.Action.CHANGE,
            actor=None,
            rows=[
                {
                    "station": self.station,
                    "target_type": PersonFile._meta.label_lower,
                    "target_id": pk,
                    "target_label": named[pk],
                    "after": dict.fromkeys(values, ""),
                    "before": {},
                }
                for pk, values in changes.items()
            ],
        )

    def merit_news(self):
        """Good news came to one household of a serving soldier, and waits to be brought to another."""
        homes = Household.objects.filter(pk__in=self.households()).order_by("pk")[1:3]
        for home, brought in zip(homes, (True, False), strict=True):
            home.has_serving_member, home.serving_relation = True, FamilyRelation.SON
            before = audit.snapshot(Household.objects.get(pk=home.pk))
            home.full_clean()
            home.save()
            audit.record(
                audit.Action.CHANGE,
                actor=None,
                station=self.station,
                target=home,
                before=before,
                after=audit.snapshot(home),
            )
            received = months_before(self.today, 4 if brought else 0) - datetime.timedelta(days=3)
            self.add(
                MeritNews(
                    household=home,
                    merit=HonourKind.MERIT_THIRD if brought else HonourKind.CITATION,
                    relation=FamilyRelation.SON,
                    received_on=received,
                    delivered_on=received + datetime.timedelta(days=5) if brought else None,
                    ceremony="敲锣打鼓上门" if brought else "",
                )
            )

    def open_round(self):
        """This year's check runs; the first third of the people has been asked."""
        one = self.add(
            CollectionRound(
                station=self.station,
                name=f"{self.today.year}年度核查",
                kind=RoundKind.ANNUAL_CHECK,
                record_date=self.today.replace(month=1, day=1),
                due_on=self.today + datetime.timedelta(days=45),
            )
        )
        asked, now = len(self.people) // 3, timezone.now()
        entries = [RoundEntry(round=one, person=person, station=self.station) for person in self.people]
        for entry in entries[:asked]:
            entry.state, entry.signed, entry.submitted_at = RoundEntry.State.SUBMITTED, True, now
            entry.collected_on = self.today - datetime.timedelta(days=4)
        RoundEntry.objects.bulk_create(entries)
        self.added += len(entries)


_KNOWN = {
    "work": F("employment__status"),
    "committee_post": F("employment__committee_post"),
    "relation_status": F("party_membership__relation_status"),
    "has_employer": Q(employment__status__in=[EmploymentStatus.EMPLOYED, EmploymentStatus.PUBLIC_WELFARE]),
}
