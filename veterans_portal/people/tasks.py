"""What has to be done for files from time to time."""

from django.utils import timezone
from django_tasks import task

from veterans.services.attachments import PARTS, sweep

_TURN_SECONDS = 600


@task()
def sweep_attachments():
    """Removes what is stored of attachments that do not exist: one part a round, all of them in two days."""
    sweep(part=int(timezone.now().timestamp()) // _TURN_SECONDS % PARTS)
