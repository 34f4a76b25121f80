"""A process of its own that registers all lines of a round of visits, and keeps its transaction open for a moment.

Usage: python -m tests.concurrency.visit_registrar ROUND_ID USERNAME GO_FILE
Waits until GO_FILE exists, so that two of them start together; prints how many it registered and found done.
"""

import os
import sys
import time
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from care_activities.models import VisitRound  # noqa: E402
from care_activities.services.visit_rounds import Answer, Defaults, lines_register  # noqa: E402
from stations.models import User  # noqa: E402

OPEN_SECONDS = 1.0


def main(round_id, username, go_file):
    actor = User.objects.get(username=username)
    visit_round = VisitRound.objects.get(pk=round_id)
    lines = list(visit_round.lines.select_related("station"))
    print("ready", flush=True)
    while not Path(go_file).exists():
        time.sleep(0.01)
    with transaction.atomic():
        done = lines_register(
            actor=actor,
            visit_round=visit_round,
            station=lines[0].station,
            defaults=Defaults(date=timezone.localdate(), method="home", cash=Decimal(300)),
            answers=[Answer(line.pk, visited=True) for line in lines],
        )
        time.sleep(OPEN_SECONDS)
    print(len(done.visited), len(done.already), len(done.refused))


if __name__ == "__main__":
    main(*sys.argv[1:])
