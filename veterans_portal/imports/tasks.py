"""Imports as background work. Arguments are ids only: the queue stores them in clear.

A task that meets a batch in other hands, or past its step, has nothing to do and ends quietly.
"""

from contextlib import suppress

from django.utils import translation
from django_tasks import task

from stations.models import User
from stations.services import ServiceError

from . import pipeline
from .models import ImportBatch


@task()
def check_batch(batch_id):
    """Checks an uploaded batch in the name of who uploaded it."""
    batch = ImportBatch.objects.get(pk=batch_id)
    _run(batch.user, lambda: pipeline.check(batch))


@task()
def apply_batch(batch_id, user_id):
    _run_step(pipeline.apply, batch_id, user_id)


@task()
def undo_batch(batch_id, user_id):
    _run_step(pipeline.undo, batch_id, user_id)


@task()
def look_after_imports():
    """Takes up imports whose process has died, and removes personal data whose time has come."""
    pipeline.resume_stale()
    pipeline.purge()


def _run_step(step, batch_id, user_id):
    user = User.objects.get(pk=user_id)
    batch = ImportBatch.objects.get(pk=batch_id)
    _run(user, lambda: step(batch, user=user))


def _run(user, step):
    """Sentences staged for the user are in her language."""
    with translation.override(user.language), suppress(ServiceError):  # the page shows the batch's state
        step()
