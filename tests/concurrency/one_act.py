"""A process of its own in which one user does one thing, and keeps the transaction open for a moment.

Usage: python -m tests.concurrency.one_act ACT ID USERNAME GO_FILE
Waits until GO_FILE exists, so that two of them start together; prints "done" or the sentence of the refusal.
"""

import os
import sys
import time
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")
django.setup()

from django.core.exceptions import ValidationError  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from care_activities.models import AidApplication, Plaque, VisitRoundLine  # noqa: E402
from care_activities.services.aid_applications import application_decide  # noqa: E402
from care_activities.services.plaques import plaque_hang  # noqa: E402
from care_activities.services.visit_rounds import Answer, Defaults, lines_register  # noqa: E402
from stations.models import Conflict, User  # noqa: E402
from stations.services import ServiceError  # noqa: E402

OPEN_SECONDS = 1.0


def hang(actor, pk):
    plaque = Plaque.objects.get(pk=pk)
    yield
    plaque_hang(actor=actor, plaque=plaque, hung_on=timezone.localdate())
    yield "done"


def approve(actor, pk):
    application = AidApplication.objects.select_related("case__person", "case__station").get(pk=pk)
    yield
    application_decide(actor=actor, application=application, agree=True)
    yield "done"


def visit(actor, pk):
    line = VisitRoundLine.objects.select_related("round", "station").get(pk=pk)
    yield
    done = lines_register(
        actor=actor,
        visit_round=line.round,
        station=line.station,
        defaults=Defaults(date=timezone.localdate(), method="home", cash=Decimal(300)),
        answers=[Answer(line.pk, visited=True)],
    )
    yield "done" if done.visited else "already"


ACTS = {"hang": hang, "approve": approve, "visit": visit}


def main(act, pk, username, go_file):
    steps = ACTS[act](User.objects.get(username=username), int(pk))
    next(steps)  # both have read the row before either of them writes
    print("ready", flush=True)
    while not Path(go_file).exists():
        time.sleep(0.01)
    try:
        with transaction.atomic():
            told = next(steps)
            time.sleep(OPEN_SECONDS)
    except Conflict:
        told = "conflict"
    except (ServiceError, ValidationError) as refusal:
        told = f"refused: {refusal}"
    print(told)


if __name__ == "__main__":
    main(*sys.argv[1:])
