"""How long the pages take for a city of many people: `python -m tests.benchmarks.pages --people 100000 --json`.

Server time in process (middleware, view, SQL, template) of users who may see one city, district, street
or village, beside two yardsticks measured in the same run: a page that does nothing (the floor) and the
stock way (counting live, `icontains`). Prints; asserts nothing.
"""

import argparse
import json
import os
import time

from . import scratch

TIERS = ("city", "district", "town", "village")
STOCK_SHARE = 10  # the stock way takes seconds: it is asked a tenth as often


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="how many made-up people")
    parser.add_argument("--requests", type=int, default=50, help="how often each page is asked for")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    with scratch.database() as engine:
        from . import themes
        from .population import VISIT_YEARS, populate

        began = time.perf_counter()
        populate(options.people)
        scratch.analyse()
        acts = [acted(name, act) for name, act in themes.ACTS.items()]
        scratch.analyse()
        found = {
            "engine": engine,
            "people": options.people,
            "visits": options.people * VISIT_YEARS,
            "filled_in_s": round(time.perf_counter() - began),
            "acts": acts,
            "requests": options.requests,
            "pages": list(measured(options.requests)),
            "load": os.getloadavg(),  # of the machine at the end: above its cores, times say little
        }
    print(json.dumps(found, ensure_ascii=False, indent=1) if options.json else table(found))


def acted(name, act):
    """One line of an act that is done once for the whole city: act, rows, seconds, statements."""
    began, met = time.perf_counter(), []
    sent = scratch.statements(lambda: met.append(act()))
    return {"act": name, "rows": met[0], "s": round(time.perf_counter() - began, 2), "statements": sent}


def measured(requests):
    """One line a page and tier: page, tier, p50_ms, p95_ms, statements."""
    from .page_calls import calls_of

    for tier in TIERS:
        for page, call in calls_of(tier):
            often = requests // STOCK_SHARE + 2 if page.startswith("stock") else requests
            times, sent = scratch.timed(call, often), scratch.statements(call)
            yield {"page": page, "tier": tier, **times, "statements": sent}


def table(found) -> str:
    lines = [f"{found['engine']}, {found['people']:,} people, {found['visits']:,} visits", ""]
    lines += [
        f"{a['act']}: {a['rows']:,} rows, {a['s']} s, {a['statements']} statements" for a in found["acts"]
    ]
    lines.append(f"{'page':34}" + "".join(f"{tier:>22}" for tier in TIERS))
    cells = {(line["page"], line["tier"]): line for line in found["pages"]}
    for page in dict.fromkeys(line["page"] for line in found["pages"]):
        row = [cells[page, tier] for tier in TIERS]
        lines.append(
            f"{page:34}" + "".join(f"{c['p50_ms']:9.1f}/{c['p95_ms']:6.1f} {c['statements']:4}q" for c in row)
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
