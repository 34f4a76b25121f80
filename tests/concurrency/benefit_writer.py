"""A process of its own that adds one benefit to a file, and keeps its transaction open for a moment.

Usage: python -m tests.concurrency.benefit_writer PERSON_ID USERNAME GO_FILE with-lock|without-lock
Waits until GO_FILE exists, so that two of them start together.
"""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")
django.setup()

from django.db import transaction  # noqa: E402

from stations import tallies as floor_tallies  # noqa: E402
from stations.models import User  # noqa: E402
from veterans.models import Benefit, PersonFile  # noqa: E402
from veterans.services.records import record_save  # noqa: E402

OPEN_SECONDS = 1.0


def main(person_id, username, go_file, locking):
    if locking == "without-lock":
        floor_tallies.lock = lambda station_ids: []
    actor = User.objects.get(username=username)
    print("ready", flush=True)
    while not Path(go_file).exists():
        time.sleep(0.01)
    with transaction.atomic():
        person = PersonFile.objects.get(pk=person_id)
        record_save(actor=actor, record=Benefit(person=person, type="51", treatment="3", status="1"))
        time.sleep(OPEN_SECONDS)


if __name__ == "__main__":
    main(*sys.argv[1:])
