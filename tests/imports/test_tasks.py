"""Imports as background work: ids only in the queue, the same result."""

import datetime

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.imports.sheets import people, person
from veterans.models import PersonFile
from veterans_portal.imports import claims, pipeline, tasks
from veterans_portal.imports.models import ImportBatch

pytestmark = pytest.mark.django_db
State = ImportBatch.State


@pytest.fixture
def batch(cast):
    content = people(person("陈志强"))
    return pipeline.open_batch(user=cast["city_manager"], kind="people", files=[("名单.xlsx", content)])


def _state(batch):
    batch.refresh_from_db()
    return batch.state


def test_check_apply_undo(batch):
    tasks.check_batch.call(batch.pk)
    assert _state(batch) == State.CHECKED
    tasks.apply_batch.call(batch.pk, batch.user_id)
    assert _state(batch) == State.APPLIED
    assert PersonFile.objects.count() == 1
    tasks.undo_batch.call(batch.pk, batch.user_id)
    assert _state(batch) == State.UNDONE
    assert not PersonFile.objects.exists()


def test_a_task_out_of_turn_ends_quietly(batch, cast):
    tasks.apply_batch.call(batch.pk, batch.user_id)
    tasks.undo_batch.call(batch.pk, batch.user_id)
    assert _state(batch) == State.UPLOADED
    tasks.check_batch.call(batch.pk)
    tasks.apply_batch.call(batch.pk, cast["street_manager"].pk)
    assert _state(batch) == State.CHECKED


def test_the_queue_holds_ids_only(batch):
    tasks.apply_batch.enqueue(batch.pk, batch.user_id)
    assert DBTaskResult.objects.get().args_kwargs == {"args": [batch.pk, batch.user_id], "kwargs": {}}


def test_sentences_are_in_the_language_of_the_user(batch):
    batch.user.language = "en"
    batch.user.save()
    tasks.check_batch.call(batch.pk)
    assert _state(batch) == State.CHECKED


def test_dead_work_is_taken_up_and_old_data_removed(batch):
    pipeline.check(batch)
    claims.claim(batch, phase=State.APPLYING, allowed=[State.CHECKED], actor=batch.user)
    ImportBatch.objects.filter(pk=batch.pk).update(heartbeat=timezone.now() - 2 * claims.STALE)
    tasks.look_after_imports.call()
    assert _state(batch) == State.APPLIED
    ImportBatch.objects.filter(pk=batch.pk).update(purge_on=timezone.localdate() - datetime.timedelta(days=1))
    tasks.look_after_imports.call()
    batch.refresh_from_db()
    assert batch.purged and batch.rows.get().payload is None
