"""A process of its own that ticks lines of an activity, and keeps its transaction open for a moment.

Usage: python -m tests.concurrency.attendance_ticker ACTIVITY_ID USERNAME GO_FILE LINE=STATE …
Waits until GO_FILE exists, so that two of them start together; prints how many lines it wrote and how many
it left to somebody else.
"""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")
django.setup()

from django.db import transaction  # noqa: E402

from care_activities.models import Activity  # noqa: E402
from care_activities.services.attendance import Tick, attendance_tick  # noqa: E402
from stations.models import User  # noqa: E402

OPEN_SECONDS = 1.0


def main(activity_id, username, go_file, *said):
    actor = User.objects.get(username=username)
    activity = Activity.objects.get(pk=activity_id)
    answers = [answer.split("=") for answer in said]
    ticks = [Tick(int(line), state, None, "", None) for line, state in answers]
    print("ready", flush=True)
    while not Path(go_file).exists():
        time.sleep(0.01)
    with transaction.atomic():
        done = attendance_tick(actor=actor, activity=activity, ticks=ticks)
        time.sleep(OPEN_SECONDS)
    print(len(done.written), len(done.kept))


if __name__ == "__main__":
    main(*sys.argv[1:])
