"""How long the reader takes for each file of the corpus, and how much memory its process needs.

    python -m tests.sheets.measure [--all] [--seconds 10] [--megabytes 512]

Prints JSON with the slowest and the biggest; exits 1 when a file passes a mark. Without --all only the hostile
files are read.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time

_SLOWEST = 5


def measured(content: bytes) -> dict:
    """Seconds and megabytes of one file: read from a process so small that the reader's own peak shows."""
    file = os.memfd_create("file")
    with open(file, "wb", closefd=False) as memory:
        memory.write(content)
    command = [sys.executable, "-m", "tests.sheets.measure", "--one", f"/proc/self/fd/{file}"]
    try:
        found = subprocess.run(command, pass_fds=[file], stdout=subprocess.PIPE, check=True)
    finally:
        os.close(file)
    return json.loads(found.stdout)


def read_one(path: str) -> dict:
    """What the reading process of one file takes; the last line it says."""
    from dataclasses import asdict

    from veterans_portal.imports.prescan import Limits

    limits = Limits()
    child = os.path.join(os.path.dirname(sys.modules[Limits.__module__].__file__), "reader_child.py")
    seconds = limits.seconds_for(os.stat(path).st_size)
    file = os.open(path, os.O_RDONLY)
    started = time.monotonic()
    command = [sys.executable, "-I", "-X", "utf8", child, f"/proc/self/fd/{file}", json.dumps(asdict(limits))]
    process = subprocess.Popen(command, env={}, cwd="/tmp", pass_fds=[file], stdout=subprocess.PIPE)
    last = b""
    for line in process.stdout:
        last = line
        if time.monotonic() - started > 3 * seconds:
            process.kill()
    process.wait()
    return {
        "seconds": round(time.monotonic() - started, 2),
        "megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "verdict": json.loads(last).get("rejected", "read") if last[:2] == b'{"' else "killed",
    }


def measure(all_files: bool) -> dict[str, dict]:
    from . import cells, headers, hostile, texts, workbooks

    modules = (hostile, texts, headers, workbooks, cells) if all_files else (hostile,)
    return {case.name: measured(case.build()) for module in modules for case in module.CASES}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="the whole corpus")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--megabytes", type=int, default=512)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(read_one(options.one)))
        return 0
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")
    django.setup()
    found = measure(options.all)
    over = {
        name: one
        for name, one in found.items()
        if one["seconds"] > options.seconds or one["megabytes"] > options.megabytes
    }
    told = {"files": len(found), "over the marks": over}
    for word, mark in (("slowest", "seconds"), ("biggest", "megabytes")):
        names = sorted(found, key=lambda name: -found[name][mark])[:_SLOWEST]
        told[word] = {name: found[name] for name in names}
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
