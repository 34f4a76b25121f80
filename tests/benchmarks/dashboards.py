"""How long dashboards take: `python -m tests.benchmarks.dashboards --people 94000 --visits-a-year 3 --json`.

Server time in process of `/stations/<code>/` for the largest station of each tier: asked for again, asked for
after a writing transaction in one of its villages, and with nothing remembered; beside the same figures
grouped live from the rows. With `--serve` two web processes of gunicorn are asked by 20 users at once on
loopback: first for all stations, no page twice, then each user for five of them again and again.
Prints; asserts nothing.
"""

import argparse
import itertools
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
_LIVE = 3  # calls of what reads all rows: with a million people each takes a minute
_PAGES_OF_A_USER = 5
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
            "served": list(served(options.serve)) if options.serve else [],
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
        "again": (page, None, requests, scratch.WARM_UP),
        "after a write": (page, write, requests, scratch.WARM_UP),
        "nothing remembered": (page, cache.clear, requests // _RARELY + 2, 1),
        "live GROUP BY": (live(station), None, _LIVE, 1),
    }
    for way, (call, before, times, warm_up) in ways.items():
        line = scratch.timed(call, times, before=before, warm_up=warm_up)
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


def served(seconds) -> list[dict]:
    """Dashboard pages a second of 20 users while nothing is written, for pages never asked for and asked again."""
    from stations.models import Station
    from stations.roles import Role

    from .page_calls import Visitor, largest

    chance = random.Random(1)
    codes = list(Station.objects.active().values_list("code", flat=True))
    chance.shuffle(codes)
    upper = [largest(tier).code for tier in TIERS[:3]]
    visitor = Visitor.at(Station.objects.get(parent=None), Role.ADMINISTRATOR)
    cookie = visitor.client.cookies["sessionid"].value
    with _gunicorn() as address:
        shares = [itertools.cycle(codes[number::USERS]) for number in range(USERS)]
        yield {"pages": "each for the first time", **_asked(address, cookie, shares, seconds)}
        shares = [
            itertools.cycle([*upper, *codes[number :: len(codes) // 2]][:_PAGES_OF_A_USER])
            for number in range(USERS)
        ]
        _asked(address, cookie, shares, seconds)  # until both processes have met all of them
        yield {"pages": "again and again", **_asked(address, cookie, shares, seconds)}


def _asked(address, cookie, shares, seconds) -> dict:
    """What users get who ask for the stations of their shares one after the other, so many seconds."""
    from django.urls import reverse

    spans, stop = [], time.monotonic() + seconds

    def user(codes):
        for code in codes:
            asked = urllib.request.Request(address + reverse("dashboard", args=[code]))
            asked.add_header("Cookie", f"sessionid={cookie}")
            began = time.perf_counter()
            with urllib.request.urlopen(asked) as answer:
                answer.read()
            if time.monotonic() > stop:
                return
            spans.append((time.perf_counter() - began) * 1000)

    users = [threading.Thread(target=user, args=[codes]) for codes in shares]
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
    lines += [
        "{users} users, {pages}: {pages_a_second} pages/s, {p50_ms} / {p95_ms} ms".format(**line)
        for line in found["served"]
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
