"""How long a save takes and the form before it: `python -m tests.benchmarks.saves --people 300 --json`.

In process, for staff of a village with so many people: opening a file and saving a part of it with all that follows
(checks, bucket, completeness, figures, log) beside writing the bare row, and the two forms. Prints; asserts nothing.
"""

import argparse
import itertools
import json
import os

from . import scratch


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300, help="people of the village")
    parser.add_argument("--times", type=int, default=50, help="how often each is done")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    with scratch.database() as engine:
        lines = [
            {"what": what, **scratch.timed(call, options.times), "statements": scratch.statements(call)}
            for what, call in calls(options.people)
        ]
        found = {"engine": engine, "people": options.people, "saves": lines, "load": os.getloadavg()}
    print(json.dumps(found, ensure_ascii=False, indent=1) if options.json else table(found))


def calls(people):
    """`(what, call)` of each line."""
    from django.urls import reverse

    from stations.roles import Role
    from tests.conftest import grow_tree
    from tests.veterans.people import register, register_many
    from veterans.models import Honour
    from veterans.services.records import record_save

    from .page_calls import Visitor

    village = grow_tree()["440704004212"]
    register_many(village, [f"陈{number}" for number in range(people)])
    person, other, numbers = register(village), register(village), itertools.count()
    staff = Visitor.at(village, Role.STAFF)

    def honour():
        return Honour(person=person, title=f"先进{next(numbers)}", kind="21", year=2020)

    return [
        ("a file, the bare row", lambda: register_many(village, ["陈志强"])),
        ("a file, all that follows", lambda: register(village)),
        ("a part, the bare row", lambda: honour().save()),
        ("a part, all that follows", lambda: record_save(actor=None, record=honour())),
        ("form of a new file", staff.opens(reverse("admin:veterans_personfile_add"))),
        ("form of a file", staff.opens(reverse("admin:veterans_personfile_change", args=[other.pk]))),
    ]


def table(found) -> str:
    lines = [f"{found['engine']}, a village of {found['people']:,} people", ""]
    lines += [
        f"{s['what']:28}{s['p50_ms']:9.1f} /{s['p95_ms']:9.1f} ms {s['statements']:4} statements"
        for s in found["saves"]
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
