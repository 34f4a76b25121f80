"""What the pages of the themes need beside `population`, and the two acts that open a list for a whole city."""

import datetime
import random

from django.db import transaction
from django.utils import timezone

from care_activities.models import Policy
from stations import bulk
from stations.models import Station
from veterans.models import (
    Benefit,
    BenefitConfirmation,
    Certificate,
    Disability,
    PersonFile,
    PreferentialCard,
    SocialSecurity,
    Training,
    Venture,
)
from veterans.services.benefits import confirmation_open
from veterans.services.rounds import round_open
from veterans.vocabulary import CardStage, DisabilityGrade, DisabilityNature, Skill

_AT_ONCE = 10_000
_SEED = 2


def add_themes() -> None:
    """Papers, amounts, cards, skills and Party life of the people in the tables; call it before the figures."""
    chance, today = random.Random(_SEED), timezone.localdate()
    with transaction.atomic():
        ids = list(PersonFile.objects.order_by("pk").values_list("pk", flat=True))
        for model, (share, part) in _PARTS.items():
            chosen = [pk for pk in ids if chance.random() < share]
            keys = bulk.reserve_ids(model, len(chosen))
            rows = [
                {"id": key, "person_id": pk} | part(chance, today)
                for key, pk in zip(keys, chosen, strict=True)
            ]
            for start in range(0, len(rows), _AT_ONCE):
                bulk.insert(model, rows[start : start + _AT_ONCE])
        for route, (share, answers) in _ANSWERS.items():
            rows = PersonFile if route == "person" else PersonFile._meta.get_field(route).related_model
            chosen = [
                pk
                for pk in rows.objects.order_by("pk").values_list("pk", flat=True)
                if chance.random() < share
            ]
            bulk.update(rows, [(pk, answers(chance, today)) for pk in chosen], versioned=False)
        _confirm(chance, today)
        _policies(today)


def _confirm(chance, today):
    """Two in five benefits were confirmed before the year was opened for the rest."""
    done = [pk for pk in Benefit.objects.order_by("pk").values_list("pk", flat=True) if chance.random() < 0.4]
    keys = bulk.reserve_ids(BenefitConfirmation, len(done))
    common = {"year": today.year, "confirmed_on": today, "method": "1"}
    bulk.insert(
        BenefitConfirmation,
        [{"id": key, "benefit_id": pk, **common} for key, pk in zip(keys, done, strict=True)],
    )


def _policies(today):
    """One that concerns many, one few and one by their benefit."""
    for audience in ({"figure": "preferential"}, {"tag": "6"}, {"benefit": "81"}):
        Policy.objects.create(
            station=_city(),
            title=str(audience),
            level="city",
            category="benefits",
            published_on=today,
            audience=audience,
        )


def open_year() -> int:
    """开始本年度确认 for the city; how many benefits it met."""
    return confirmation_open(actor=None, station=_city())


def open_round() -> int:
    """A round of the whole city; how many people stand on its list."""
    today = timezone.localdate()
    days = {"record_date": today, "due_on": today + datetime.timedelta(days=30)}
    opened = round_open(
        actor=None, station=_city(), name=f"{today.year}年度核查", kind="annual_check", **days
    )
    return opened.entries.count()


ACTS = {"opening the year's confirmation": open_year, "opening a round": open_round}


def _city():
    return Station.objects.get(tier=Station.Tier.CITY)


def _until(chance, today):
    """A year and more ahead for most, run out or running out for few."""
    return (today + datetime.timedelta(days=chance.randint(-100, 5_000))).isoformat()


def _card(chance, today):
    stage = chance.choice([code for code in CardStage.values if code != CardStage.REFUSED])
    issued = {"issued_on": today, "valid_until": _until(chance, today)} if stage == CardStage.ISSUED else {}
    return {"kind": "1", "stage": stage, "applied_on": today, "stage_on": today, **issued}


_PARTS = {
    Disability: (
        0.03,
        lambda chance, today: {
            "nature": chance.choice(DisabilityNature.values),
            "grade": chance.choice(DisabilityGrade.values),
            "certificate_valid_until": _until(chance, today),
        },
    ),
    PreferentialCard: (0.7, _card),
    SocialSecurity: (0.5, lambda chance, _today: {"pension_insurance": chance.choice("12")}),
    Certificate: (
        0.1,
        lambda chance, today: {"kind": "1", "name": "电工作业证", "valid_until": _until(chance, today)},
    ),
    Venture: (
        0.02,
        lambda chance, _today: {"kind": chance.choice("12"), "staff": 9, "veteran_staff": 2},
    ),
    Training: (
        0.05,
        lambda chance, today: {"kind": "1", "started_on": f"{today.year - chance.choice((0, 1, 2))}"},
    ),
}
_ANSWERS = {
    "person": (
        0.5,
        lambda chance, today: {
            "id_valid_until": _until(chance, today),
            "skills": [chance.choice(Skill.values)] if chance.random() < 0.2 else [],
            "help_wanted": [chance.choice(Skill.values)] if chance.random() < 0.1 else [],
        },
    ),
    "benefits": (
        0.9,
        lambda chance, today: {
            "monthly_amount": chance.randint(100, 3_000),
            "started_on": f"{today.year - chance.randint(0, 20)}-01",
            "certificate_valid_until": _until(chance, today),
        },
    ),
    "service_records": (0.6, lambda chance, _today: {"hukou_at_enlistment": chance.choice("122")}),
    "employment": (
        0.2,
        lambda chance, _today: {
            "wanted_place": chance.choice(("", "江门")),
            "is_backbone": chance.choice((True, False)),
        },
    ),
    "party_membership": (
        0.7,
        lambda chance, today: {
            "last_contact_on": today - datetime.timedelta(days=chance.randint(0, 400)),
            "dues_paid_to": f"{today.year}-{chance.randint(1, 12):02d}",
        },
    ),
}
