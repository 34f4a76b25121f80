"""Modules that need processes of their own: how a test runs one, and how such a module kills its worker."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def own_database_url():
    """The address of the running test's own database, for processes beside it (PostgreSQL)."""
    held = connection.settings_dict
    return f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


def told_by(module, *arguments) -> dict:
    """What `python -m module` prints as JSON, run on the engine of the test, in a database that it makes itself."""
    environment = dict(os.environ)
    if connection.vendor == "postgresql":
        environment["DATABASE_URL"] = own_database_url()
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def kill_once(seen, code) -> bool:
    """Runs `code` in another process and kills it as soon as `seen()`; whether it had ended by itself before."""
    process = subprocess.Popen([sys.executable, "-c", code])
    while not seen() and process.poll() is None:
        time.sleep(0.005)
    ended = process.poll() is not None
    process.kill()
    process.wait()
    return ended
