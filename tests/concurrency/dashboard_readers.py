"""Two processes that open files while a third reads dashboards, told as JSON.

`python -m tests.concurrency.dashboard_readers` runs in a database of its own, beside the one DATABASE_URL
names. The reader remembers what it counted, in its own memory: a page must never show fewer files than were
committed before it was asked for.
"""

import json
import multiprocessing
import re
import time

from tests.benchmarks import scratch

WRITES = 12  # of each writer
OPEN_SECONDS = 0.05
VILLAGES = ("440704004212", "440704004201")
READ = ("440700000000", "440704000000", "440704004000")


def main():
    with scratch.database():
        from django.db import connections

        from tests.conftest import gather_cast, grow_tree

        gather_cast(grow_tree())
        connections.close_all()  # none of ours must live in two processes
        context = multiprocessing.get_context("fork")
        begun, committed, answers = context.Value("i", 0), context.Value("i", 0), context.Queue()
        start = context.Barrier(1 + len(VILLAGES))
        reader = context.Process(target=_read, args=(start, begun, committed, answers))
        writers = [context.Process(target=_write, args=(start, code, begun, committed)) for code in VILLAGES]
        for process in (reader, *writers):
            process.start()
        told = answers.get(timeout=120)
        for process in (reader, *writers):
            process.join()
        print(json.dumps({"written": committed.value, **told}))


def _write(start, code, begun, committed):
    from django.db import transaction

    from stations.models import Station
    from tests.veterans.people import register

    station = Station.objects.get(code=code)
    start.wait()
    for _ in range(WRITES):
        with begun.get_lock():
            begun.value += 1
        with transaction.atomic():
            register(station, id_number=None, no_id_reason="补办中")
            time.sleep(OPEN_SECONDS)
        with committed.get_lock():
            committed.value += 1
        time.sleep(OPEN_SECONDS)


def _read(start, begun, committed, answers):
    from django.test import Client

    from stations.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="city_manager"))
    shown = {code: _people(client, code) for code in READ}  # remembered before anything is written
    start.wait()
    stale = invented = between = 0
    everything, until = WRITES * len(VILLAGES), time.monotonic() + 90
    while set(shown.values()) != {everything} and time.monotonic() < until:
        for code in READ:
            before = committed.value
            shown[code] = _people(client, code)
            stale += shown[code] < before
            invented += shown[code] > begun.value
            between += 0 < shown[code] < everything
    answers.put({"between": between, "stale": stale, "invented": invented, "shown": shown})


def _people(client, code):
    html = client.get(f"/stations/{code}/").content.decode()
    return int(re.search(r'data-figure="people">.*?<dd><a[^>]*>(\d+)</a>', html, re.S)[1])


if __name__ == "__main__":
    main()
