"""An import whose process is killed between two chunks, told as JSON: `python -m tests.imports.killed_import`.

Runs in a database of its own, beside the one DATABASE_URL names; another process must reach it.
"""

import json
import tempfile
from pathlib import Path

from tests.benchmarks import scratch
from tests.concurrency.apart import kill_once

ROWS = 6_000
APPLY = """
import django; django.setup()
from veterans_portal.imports import pipeline
from veterans_portal.imports.models import ImportBatch
batch = ImportBatch.objects.get(pk={pk})
pipeline.apply(batch, user=batch.user)
"""


def main():
    with scratch.database():
        from django.utils import timezone

        from veterans_portal.imports import claims, pipeline
        from veterans_portal.imports.models import ImportBatch

        batch = _checked_batch()
        told = {"ended_early": _kill_between_chunks(batch), "after_kill": _state(batch)}
        told["resumed_while_fresh"] = pipeline.resume_stale()
        ImportBatch.objects.filter(pk=batch.pk).update(heartbeat=timezone.now() - 2 * claims.STALE)
        told["resumed"] = pipeline.resume_stale() == [batch.pk]
        told["after_resume"] = _state(batch)
        report = pipeline.undo(batch, user=batch.user)
        told |= {"removed": report["removed"], "kept": report["kept"], "after_undo": _state(batch)}
    print(json.dumps(told))


def _checked_batch():
    from stations.divisions import load_divisions
    from stations.models import Membership, Station, User
    from stations.roles import Role
    from veterans_portal.demo.people_maker import make_people
    from veterans_portal.imports import pipeline
    from veterans_portal.management.commands.make_people import write_people

    load_divisions()
    user = User.objects.create_user("city_manager")
    Membership.objects.create(user=user, role=Role.MANAGER, station=Station.objects.get(code="440700000000"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "people.xlsx")
        write_people(file, make_people(ROWS, seed=5))
        content = file.read_bytes()
    return pipeline.check(pipeline.open_batch(user=user, kind="people", files=[("people.xlsx", content)]))


def _kill_between_chunks(batch):
    """Applies the batch in another process and kills it as soon as one chunk is seen; whether it ended by itself."""
    from veterans.models import PersonFile

    return kill_once(PersonFile.objects.exists, APPLY.format(pk=batch.pk))


def _state(batch):
    from stations.models import AuditEntry
    from veterans import tallies
    from veterans.models import PersonFile, ServiceRecord

    batch.refresh_from_db()
    created = AuditEntry.objects.filter(action="create", target_type="veterans.personfile")
    return {
        "state": batch.state,
        "people": PersonFile.objects.count(),
        "services": ServiceRecord.objects.count(),
        "marked": batch.rows.filter(applied=True).count(),
        "audited": created.count(),
        "problems": tallies.verify(),
    }


if __name__ == "__main__":
    main()
