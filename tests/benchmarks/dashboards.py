"""How long dashboards take: `python -m tests.benchmarks.dashboards --people 94000 --visits-a-year 3 --json`.

Server time in process of `/stations/<code>/` for the largest station of each tier: asked for again, asked for
after a writing transaction in one of its villages, and with nothing remembered; beside the same figures
grouped live from the rows. With `--serve` two web processes of gunicorn are asked by 20 users at once on
loopback. Prints; asserts nothing.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from . import scratch

TIERS = ("city", "district", "town", "village")
USERS, WEB_PROCESSES = 20, 2
_RARELY = 10  # what takes long is asked a tenth as often
_ROOT = Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=94_000, help="how many made-up people")
    parser.add_argument("--visits-a-year", type=int, default=3, help="of each of them, in three years")
    parser.add_argument("--requests", type=int, default=50, help="how often each page is asked for")
    parser.add_argument("--serve", type=int, default=0, metavar="SECONDS", help="also with gunicorn, so long")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    with scratch.database() as engine:
        from .population import VISIT_YEARS, populate

        populate(options.people, visits_a_year=options.visits_a_year)
        scratch.analyse()
        found = {
            "engine": engine,
            "people": options.people,
            "visits": options.people * options.visits_a_year * VISIT_YEARS,
            "pages": [line for tier in TIERS for line in measured(tier, options.requests)],
            "served": served(options.serve) if options.serve else None,
            "load": os.getloadavg(),  # of the machine at the end: above its cores, times say little
        }
    print(json.dumps(found, ensure_ascii=False, indent=1) if options.json else table(found))


def measured(tier, requests):
    """One line a way of asking: tier, page, p50_ms, p95_ms, statements."""
    from django.core.cache import cache
    from django.db import transaction
    from django.urls import reverse

    from stations.models import Station
    from stations.roles import Role
    from stations.tallies import lock

    from .page_calls import Visitor, largest

    station = largest(tier)
    keeper = Visitor.at(station, Role.STAFF if station.is_leaf else Role.MANAGER)
    page = keeper.opens(reverse("dashboard", args=[station.code]))
    village = Station.objects.subtree_of(station).order_by("-path").values_list("pk", flat=True)[:1]

    def write():
        with transaction.atomic():
            lock(village)

    ways = {
        "again": (page, None, requests),
        "after a write": (page, write, requests),
        "nothing remembered": (page, cache.clear, requests // _RARELY + 2),
        "live GROUP BY": (live(station), None, requests // _RARELY + 2),
    }
    for way, (call, before, times) in ways.items():
        line = scratch.timed(call, times, before=before)
        if before is not None:
            before()
        yield {"tier": tier, "page": way, **line, "statements": scratch.statements(call)}


def live(station):
    """The same figures about people and visits, grouped from the rows."""
    from django.db.models import Count
    from django.utils import timezone

    from care_activities.models import Visit
    from care_activities.querysets import VISIT_SUMS
    from veterans import composition, tallies
    from veterans.models import PersonFile
    from veterans_portal.dashboards.subtree import Subtree, in_window

    from .page_calls import PEOPLE_FIGURES

    subtree, today = Subtree(station), timezone.localdate()
    veterans = PersonFile.objects.filter(tallies.VETERAN)
    figures = {f"n_{key}": Count("pk", filter=f.condition) for key, f in PEOPLE_FIGURES.items()}
    sums = {f"n_{name}": total for name, total in VISIT_SUMS.items()}
    queries = [
        subtree.group(PersonFile.objects, "managing_station__path", **figures),
        subtree.group(Visit.objects.filter(in_window(today)), **sums),
        *(
            subtree.group(
                veterans.annotate(x=theme.read(today)), "managing_station__path", by=["x"], n=Count("pk")
            )
            for theme in composition.THEMES
        ),
    ]
    return lambda: [list(query.all()) for query in queries]


# --- many users at once ------------------------------------------------------------------------


def served(seconds) -> dict:
    """Dashboard pages a second of 20 users who open stations of all tiers, while nothing else is written."""
    from django.urls import reverse

    from stations.models import Station
    from stations.roles import Role

    from .page_calls import Visitor, largest

    codes = list(Station.objects.active().values_list("code", flat=True))
    upper = [largest(tier).code for tier in TIERS[:3]]
    visitor = Visitor.at(Station.objects.get(parent=None), Role.ADMINISTRATOR)
    cookie = visitor.client.cookies["sessionid"].value
    with _gunicorn() as address:
        spans, stop = [], time.monotonic() + seconds

        def user(number):
            chance = random.Random(number)
            while time.monotonic() < stop:
                code = chance.choice(upper if chance.random() < 0.5 else codes)
                asked = urllib.request.Request(address + reverse("dashboard", args=[code]))
                asked.add_header("Cookie", f"sessionid={cookie}")
                began = time.perf_counter()
                with urllib.request.urlopen(asked) as answer:
                    answer.read()
                spans.append((time.perf_counter() - began) * 1000)

        users = [threading.Thread(target=user, args=[number]) for number in range(USERS)]
        for one in users:
            one.start()
        for one in users:
            one.join()
    return {
        "users": USERS,
        "web_processes": WEB_PROCESSES,
        "pages_a_second": round(len(spans) / seconds, 1),
        "p50_ms": round(statistics.median(spans), 1),
        "p95_ms": round(statistics.quantiles(spans, n=20)[-1], 1),
    }


@contextmanager
def _gunicorn():
    """Web processes on the database of this run; yields their address."""
    port = random.randint(20_000, 40_000)
    command = [sys.executable, "-m", "gunicorn", "veterans_portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, "--workers", str(WEB_PROCESSES), "--log-level", "error"], cwd=_ROOT)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
                break
            except OSError:
                time.sleep(0.3)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def table(found) -> str:
    lines = [f"{found['engine']}, {found['people']:,} people, {found['visits']:,} visits", ""]
    lines += [
        f"{p['tier']:10}{p['page']:22}{p['p50_ms']:9.1f} /{p['p95_ms']:9.1f} ms {p['statements']:4} statements"
        for p in found["pages"]
    ]
    if found["served"]:
        lines.append(
            "{users} users, {pages_a_second} pages/s, {p50_ms} / {p95_ms} ms".format(**found["served"])
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
