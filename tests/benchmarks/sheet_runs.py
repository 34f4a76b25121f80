"""What the benchmarks of import and export share: their options, a workbook of people, who runs it, the clock."""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

MEGABYTE = 1024  # in kilobytes, which is how the system tells memory
CITY = "440700000000"


def options(doc, *, stock_rows):
    """The options of the command line; `stock_rows` is how many rows the stock way has unless told otherwise."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--stock-rows", type=int, default=stock_rows, help="0 leaves the stock way out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser.parse_args()


def workbook(folder, count, seed) -> bytes:
    """Made-up people, written to people.xlsx in `folder` by another process, so that the peak memory is not theirs."""
    file = Path(folder, "people.xlsx")
    command = [
        sys.executable,
        "manage.py",
        "make_people",
        f"--rows={count}",
        f"--seed={seed}",
        f"--out={file}",
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return file.read_bytes()


def member(role):
    """A user with `role` for the whole city."""
    from stations.models import Membership, Station, User

    user = User.objects.create_user("benchmark")
    Membership.objects.create(user=user, role=role, station=Station.objects.get(code=CITY))
    return user


class Clock:
    """Seconds since the last lap, and those the processors worked for us: others may share the machine."""

    def __init__(self):
        self.lap()

    def lap(self):
        now = time.perf_counter(), _processor_seconds()
        seconds, worked = (
            (new - old for new, old in zip(now, self.last, strict=True)) if hasattr(self, "last") else (0, 0)
        )
        self.last = now
        return {"seconds": round(seconds, 2), "processor_seconds": round(worked, 2)}


def _processor_seconds():
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def table(found, ways) -> str:
    """The report to read: a line for each of `ways`, then the ratios."""
    lines = [f"{found['rows']} rows of {found['columns']} columns, {found['engine']}"]
    lines += [
        f"{way:18} " + ", ".join(f"{name} {value}" for name, value in found[way].items())
        for way in ways
        if way in found
    ]
    return "\n".join([*lines, f"ratios {found['ratios']}"])
