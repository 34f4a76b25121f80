"""A process of its own that answers a transfer request, and keeps its transaction open for a moment.

Usage: python -m tests.concurrency.transfer_answerer REQUEST_ID USERNAME agree|refuse|withdraw GO_FILE
Waits until GO_FILE exists, so that two of them start together. Exit 3 when somebody else was faster.
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
from stations.services import ServiceError  # noqa: E402
from veterans.models import TransferRequest  # noqa: E402
from veterans.services.transfers import transfer_answer, transfer_withdraw  # noqa: E402

OPEN_SECONDS = 1.0


def main(request_id, username, decision, go_file):
    actor = User.objects.get(username=username)
    request = TransferRequest.objects.select_related("person").get(pk=request_id)
    print("ready", flush=True)
    while not Path(go_file).exists():
        time.sleep(0.01)
    try:
        with transaction.atomic():
            if decision == "withdraw":
                transfer_withdraw(actor=actor, request=request)
            else:
                agree = decision == "agree"
                transfer_answer(actor=actor, request=request, agree=agree, answer="户口未迁")
            time.sleep(OPEN_SECONDS)
    except ServiceError:
        sys.exit(3)


if __name__ == "__main__":
    main(*sys.argv[1:])
