"""Imports that are killed, and imports of one file at once, told as JSON.

    python -m tests.concurrency.imports_under_fire kill --times 100
    python -m tests.concurrency.imports_under_fire together --times 20

Runs in a database of its own, beside the one DATABASE_URL names. A killed import is taken up again, compared
with the file, and taken back; so is each pair of simultaneous ones. `problems` is empty when all went well.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.benchmarks import scratch

ROWS = 600
CITY, DISTRICT = "440700000000", "440704000000"
# Small chunks: many moments between them, in little time.
WORK = """
import django; django.setup()
from veterans_portal.imports import applying, pipeline, staging
from veterans_portal.imports.models import ImportBatch
applying.CHUNK = applying.SMALLEST_CHUNK = staging.CHUNK = 75
batch = ImportBatch.objects.get(pk={pk})
print("ready", flush=True)
input()
pipeline.apply(pipeline.check(batch), user=batch.user)
"""


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("way", choices=["kill", "together"])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with scratch.database() as engine:
        world = World()
        seconds = world.undisturbed()
        found = Counter()
        try:
            for _number in range(options.times):
                met = world.kill(chance.uniform(0, seconds)) if options.way == "kill" else world.together()
                found[met] += 1
        finally:  # also what was seen until somebody stopped it
            told = {"engine": engine, "ended": found, "problems": world.problems}
            print(json.dumps(told, ensure_ascii=False))


class World:
    """The divisions, two managers, one file of people of one district."""

    def __init__(self):
        from stations.divisions import load_divisions
        from stations.models import Membership, Station, User
        from stations.roles import Role

        load_divisions()
        self.users = []
        for name, code in (("city", CITY), ("district", DISTRICT)):
            user = User.objects.create_user(name)
            Membership.objects.create(user=user, role=Role.MANAGER, station=Station.objects.get(code=code))
            self.users.append(user)
        self.content = _people_of(DISTRICT)
        self.problems = []

    def undisturbed(self) -> float:
        """Imports once and takes it back; returns how long check and apply take."""
        batch, process = self._start(self.users[0])
        began = time.monotonic()
        process.communicate("go\n")
        seconds = time.monotonic() - began
        self._prove_whole(batch)
        self._take_back(batch)
        return seconds

    def kill(self, after) -> str:
        """Kills an import `after` seconds, has it taken up; returns the step that the kill met."""
        from veterans_portal.imports import pipeline

        batch, process = self._start(self.users[0])
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        batch.refresh_from_db()
        met = batch.state
        self._prove_consistent(batch)
        _fall_silent(batch)
        pipeline.resume_stale()
        batch.refresh_from_db()
        if batch.state == batch.State.UPLOADED:
            pipeline.check(batch)
        pipeline.apply(batch, user=batch.user)
        self._prove_whole(batch)
        self._take_back(batch)
        return met

    def together(self) -> str:
        """Has two users import the file at the same moment; returns how the two ended."""
        pairs = [self._start(user) for user in self.users]
        for _batch, process in pairs:
            process.stdin.write("go\n")
            process.stdin.flush()
        for _batch, process in pairs:
            process.communicate()
        batches = [batch for batch, _process in pairs]
        self._prove_whole(*batches)
        ended = " ".join(batch.state for batch in batches)
        self._take_back(*batches)
        return ended

    def _start(self, user):
        """A batch of the file, and a process that waits for a line before it checks and applies it."""
        from veterans_portal.imports import pipeline

        self.audited = _audited()
        batch = pipeline.open_batch(user=user, kind="people", files=[("people.xlsx", self.content)])
        process = subprocess.Popen(
            [sys.executable, "-c", WORK.format(pk=batch.pk)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "ready\n"
        return batch, process

    def _prove_consistent(self, *batches) -> int:
        """No half chunk: people, their parts, their log entries, the marks and the figures agree."""
        from veterans import tallies
        from veterans.models import PersonFile, ServiceRecord
        from veterans_portal.imports.models import ImportRow

        marked = ImportRow.objects.filter(batch__in=batches, applied=True).count()
        kept = sum(len(chunk.open()) for batch in batches for chunk in batch.chunks.all())
        counts = {
            "people": PersonFile.objects.count(),
            "services": ServiceRecord.objects.count(),
            "audited": _audited() - self.audited,
            "marked": marked,
            "kept": kept,
        }
        if len(set(counts.values())) > 1:
            self.problems.append(counts)
        self.problems += tallies.verify()
        return counts["people"]

    def _prove_whole(self, *batches):
        people = self._prove_consistent(*batches)
        for batch in batches:
            batch.refresh_from_db()
        if people != ROWS or any(batch.state != batch.State.APPLIED for batch in batches):
            self.problems.append({"people": people, "states": [batch.state for batch in batches]})

    def _take_back(self, *batches):
        from veterans import tallies
        from veterans.models import Household, PersonFile
        from veterans_portal.imports import pipeline

        for batch in batches:
            if batch.rows.filter(applied=True).exists():
                pipeline.undo(batch, user=batch.user)
        left = PersonFile.objects.count(), Household.objects.count()
        if any(left):
            self.problems.append({"left after undo": left})
        self.problems += tallies.verify()


def _fall_silent(batch):
    from django.utils import timezone

    from veterans_portal.imports import claims

    long_ago = timezone.now() - 2 * claims.STALE
    type(batch).objects.filter(pk=batch.pk, heartbeat__isnull=False).update(heartbeat=long_ago)


def _audited():
    from stations.models import AuditEntry

    return AuditEntry.objects.filter(action="create", target_type="veterans.personfile").count()


def _people_of(district):
    from veterans_portal.demo.people_maker import HEADERS, make_people
    from veterans_portal.management.commands.make_people import write_people

    place = HEADERS.index("所属站")
    of_district = [row for row in make_people(40 * ROWS, seed=5) if row[place].startswith(district[:6])]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "people.xlsx")
        write_people(file, of_district[:ROWS])
        return file.read_bytes()


if __name__ == "__main__":
    main()
