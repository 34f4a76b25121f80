"""How long finding people takes: `python -m tests.benchmarks.search --people 100000 --json`.

Server time in process (middleware, view, SQL, template) of each kind of search and of the list with its
filters and orders, as somebody of the largest village and as somebody of the city, beside the stock
admin's way (`icontains` over the same columns, a count and a page) in the same run. Prints; asserts nothing.
"""

import argparse
import json
import os
import time

from . import scratch

TIERS = ("village", "city")
STOCK_SHARE = 10  # the stock way takes seconds: it is asked a tenth as often


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="how many made-up files")
    parser.add_argument("--requests", type=int, default=40, help="how often each question is asked")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    with scratch.database() as engine:
        from .files import fill

        began = time.perf_counter()
        fill(options.people)
        scratch.analyse()
        found = {
            "engine": engine,
            "people": options.people,
            "filled_in_s": round(time.perf_counter() - began),
            "requests": options.requests,
            "questions": list(measured(options.requests)),
            "load": os.getloadavg(),  # of the machine at the end: above its cores, times say little
        }
    print(json.dumps(found, ensure_ascii=False, indent=1) if options.json else table(found))


def measured(requests):
    """One line a question and tier: question, tier, p50_ms, p95_ms, statements."""
    from .search_calls import calls_of

    for tier in TIERS:
        for question, call in calls_of(tier):
            often = requests // STOCK_SHARE + 2 if question.startswith("stock") else requests
            times, sent = scratch.timed(call, often), scratch.statements(call)
            yield {"question": question, "tier": tier, **times, "statements": sent}


def table(found) -> str:
    lines = [f"{found['engine']}, {found['people']:,} people, filled in {found['filled_in_s']} s", ""]
    lines.append(f"{'question':36}" + "".join(f"{tier:>24}" for tier in TIERS))
    cells = {(line["question"], line["tier"]): line for line in found["questions"]}
    for question in dict.fromkeys(line["question"] for line in found["questions"]):
        row = [cells.get((question, tier)) for tier in TIERS]
        lines.append(f"{question:36}" + "".join(map(_cell, row)))
    return "\n".join([*lines, "", f"load {found['load']}"])


def _cell(line):
    return f"{line['p50_ms']:10.1f}/{line['p95_ms']:7.1f} {line['statements']:4}q" if line else " " * 24


if __name__ == "__main__":
    main()
