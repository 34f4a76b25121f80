"""A process of its own that accepts all submitted sheets of a round, and keeps its transaction open for a moment.

Usage: python -m tests.concurrency.round_reviewer ROUND_ID USERNAME GO_FILE
Waits until GO_FILE exists, so that two of them start together; prints how many sheets it accepted.
"""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")
django.setup()

from django.db import transaction  # noqa: E402

from stations.models import User  # noqa: E402
from veterans.models import CollectionRound  # noqa: E402
from veterans.services.rounds import entries_accept  # noqa: E402

OPEN_SECONDS = 1.0


def main(round_id, username, go_file):
    actor = User.objects.get(username=username)
    collection = CollectionRound.objects.get(pk=round_id)
    print("ready", flush=True)
    while not Path(go_file).exists():
        time.sleep(0.01)
    with transaction.atomic():
        done = entries_accept(actor=actor, collection=collection, entries=collection.entries.all())
        time.sleep(OPEN_SECONDS)
    print(done)


if __name__ == "__main__":
    main(*sys.argv[1:])
