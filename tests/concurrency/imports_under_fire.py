"""Imports that are killed, and imports of one file at once, told as JSON.

    python -m tests.concurrency.imports_under_fire kill --times 100
    python -m tests.concurrency.imports_under_fire pairs --times 20

Runs in a database of its own, beside the one DATABASE_URL names. A killed import is taken up again, compared
with an undisturbed one, and taken back; so is each pair of simultaneous ones. Kills meet checking and applying
in turn, at a random moment of each; `ended` counts the state in which each import was found afterwards, or the
states of each pair. `problems` is empty when all went well.
"""

import argparse
import json
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.benchmarks import scratch

CITY, DISTRICT = "440700000000", "440704000000"
CHUNKS = 8  # small ones: many moments between them, in little time
STEPS = ("checking", "applying")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("way", choices=["kill", "pairs"])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--rows", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, found = random.Random(options.seed), Counter()
    with scratch.database() as engine:
        world = World(options.rows)
        usual, began = world.undisturbed(), time.monotonic()
        try:
            for number in range(options.times):
                step = STEPS[number % 2]
                met = (
                    world.kill(step, chance.uniform(0, usual[step]))
                    if options.way == "kill"
                    else world.pair()
                )
                found[met] += 1
        finally:  # also what was seen until somebody stopped it
            told = {"engine": engine, "rows": options.rows, "seconds": round(time.monotonic() - began)}
            print(json.dumps(told | {"ended": found, "problems": world.problems}, ensure_ascii=False))


class World:
    """The divisions, two managers, one file of people of one district."""

    def __init__(self, rows):
        from stations.divisions import load_divisions
        from stations.models import Membership, Station, User
        from stations.roles import Role
        from veterans_portal.imports import applying, staging

        load_divisions()
        self.users = []
        for name, code in (("city", CITY), ("district", DISTRICT)):
            user = User.objects.create_user(name)
            Membership.objects.create(user=user, role=Role.MANAGER, station=Station.objects.get(code=code))
            self.users.append(user)
        self.rows, self.content = rows, _people_of(DISTRICT, rows)
        self.problems, self.expected = [], None
        applying.CHUNK = applying.SMALLEST_CHUNK = staging.CHUNK = -(-rows // CHUNKS)

    def undisturbed(self) -> dict[str, float]:
        """Imports once and takes it back; returns the seconds of each step."""
        worker = Worker(self._opened(self.users[0]))
        moments = [worker.enters(step) for step in (*STEPS, "end")]
        worker.join()
        self.expected = _people()
        self._prove_whole(worker.batch)
        self._take_back(worker.batch)
        return {step: end - start for step, start, end in zip(STEPS, moments, moments[1:], strict=False)}

    def kill(self, step, after) -> str:
        """Kills an import `after` seconds in `step`, has it taken up; returns the state that the kill left."""
        from veterans_portal.imports import pipeline

        worker = Worker(self._opened(self.users[0]))
        worker.enters(step)
        time.sleep(after)
        worker.kill()
        batch = worker.batch
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

    def pair(self) -> str:
        """Has two users import the file at the same moment; returns how the two ended."""
        batches = [self._opened(user) for user in self.users]
        workers = [Worker(batch) for batch in batches]
        for worker in workers:
            worker.enters("checking")
        for worker in workers:
            worker.join()
        self._prove_whole(*batches)
        ended = " ".join(batch.state for batch in batches)
        self._take_back(*batches)
        return ended

    def _opened(self, user):
        from stations.models import AuditEntry
        from veterans_portal.imports import pipeline

        self.last_entry = AuditEntry.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        return pipeline.open_batch(user=user, kind="people", files=[("people.xlsx", self.content)])

    def _prove_consistent(self, *batches):
        """No half chunk, nobody twice: people, parts, log, marks, what undoing needs, and the figures agree."""
        from stations.models import AuditEntry
        from veterans import tallies
        from veterans.models import PersonFile, ServiceRecord
        from veterans_portal.imports.models import ImportRow

        entries = AuditEntry.objects.filter(
            pk__gt=self.last_entry, action="create", target_type="veterans.personfile"
        )
        applied = ImportRow.objects.filter(batch__in=batches, applied=True)
        kept = [row for batch in batches for chunk in batch.chunks.all() for row, _undo in chunk.open()]
        people = _sorted(PersonFile.objects, "pk")
        for name, ids in (
            ("services", _sorted(ServiceRecord.objects, "person_id")),
            ("log", _sorted(entries, "target_id")),
            ("marks", _sorted(applied, "target_id")),
        ):
            if ids != people:
                self.problems.append({name: len(ids), "people": len(people)})
        if sorted(kept) != _sorted(applied, "pk"):
            self.problems.append({"kept for undo": len(kept), "marks": applied.count()})
        self.problems += tallies.verify()

    def _prove_whole(self, *batches):
        self._prove_consistent(*batches)
        for batch in batches:
            batch.refresh_from_db()
        states = [batch.state for batch in batches]
        staged = [batch.rows.count() for batch in batches]
        if {*states} != {"applied"} or {*staged} != {self.rows} or _people() != self.expected:
            self.problems.append({"states": states, "staged": staged, "people": len(_people())})

    def _take_back(self, *batches):
        from veterans import tallies
        from veterans.models import Household, PersonFile
        from veterans_portal.imports import pipeline

        for batch in batches:
            if batch.rows.filter(applied=True).exists():
                pipeline.undo(batch, user=batch.user)
            batch.delete()
        left = PersonFile.objects.count(), Household.objects.count()
        if any(left):
            self.problems.append({"left after undo": left})
        self.problems += tallies.verify()


class Worker:
    """A process that checks and applies `batch`. It is forked, which takes no second to start."""

    def __init__(self, batch):
        from django.db import connections

        connections.close_all()  # none of ours must live in two processes
        self.batch = batch
        self._ear, mouth = multiprocessing.Pipe(duplex=False)
        self._process = multiprocessing.get_context("fork").Process(target=_work, args=(batch.pk, mouth))
        self._process.start()
        mouth.close()

    def enters(self, step) -> float:
        """Waits until the process begins `step`; returns when that was."""
        while True:
            said, moment = self._ear.recv()
            if said == step:
                return moment

    def kill(self):
        self._process.kill()
        self.join()
        _until_alone()

    def join(self):
        self._process.join()
        self._ear.close()


def _work(pk, mouth):
    from veterans_portal.imports import pipeline
    from veterans_portal.imports.models import ImportBatch

    def say(step):
        mouth.send((step, time.monotonic()))

    batch = ImportBatch.objects.get(pk=pk)
    say("checking")
    pipeline.check(batch)
    say("applying")
    pipeline.apply(batch, user=batch.user)
    say("end")


def _until_alone():
    """Waits for the server of a killed client: PostgreSQL still ends a commit that it had been asked for."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with connection.cursor() as cursor:
        cursor.execute(others)
        while cursor.fetchone()[0]:
            time.sleep(0.01)
            cursor.execute(others)


def _fall_silent(batch):
    from django.utils import timezone

    from veterans_portal.imports import claims

    long_ago = timezone.now() - 2 * claims.STALE
    type(batch).objects.filter(pk=batch.pk, heartbeat__isnull=False).update(heartbeat=long_ago)


def _sorted(rows, name) -> list:
    return sorted(rows.order_by().values_list(name, flat=True))


def _people() -> list:
    """Everybody on file, to be compared with another import of the same file."""
    from veterans.models import PersonFile

    told = ("name", "id_digest", "mobile_digest", "managing_station__code", "bucket", "version")
    return sorted(PersonFile.objects.order_by().values_list(*told), key=str)


def _people_of(district, rows):
    from veterans_portal.demo.people_maker import make_people
    from veterans_portal.management.commands.make_people import write_people

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "people.xlsx")
        write_people(file, make_people(rows, seed=5, station_code=district))
        return file.read_bytes()


if __name__ == "__main__":
    main()
