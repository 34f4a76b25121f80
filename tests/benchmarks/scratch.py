"""A database that lives as long as a measurement does, and how times are told."""

import os
import signal
import statistics
import sys
import tempfile
import time
import urllib.parse
from contextlib import closing, contextmanager

WARM_UP = 3


@contextmanager
def database():
    """Sets Django up on an empty database of its own, with all tables, and drops that afterwards.

    A SQLite file in a temporary directory, or where DATABASE_URL names PostgreSQL a database beside that
    one. Yields the engine's name and version. Import models inside: settings are read here.
    """
    url = os.environ.get("DATABASE_URL", "")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # a stopped run cleans up, too
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as folder:
        os.environ["PORTAL_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")
        on_engine = _postgresql(url) if url.startswith("postgres") else _sqlite(folder)
        with on_engine as os.environ["DATABASE_URL"]:
            import django
            from django.db import connections

            django.setup()
            try:
                make_tables()
                yield _engine()
            finally:
                connections.close_all()


def make_tables():
    """All tables in an empty database, as the models say: a tenth of the time that migrations take."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)


@contextmanager
def _sqlite(folder):
    yield f"sqlite:///{folder}/benchmark.sqlite3"


@contextmanager
def _postgresql(url):
    name = f"portal_benchmark_{os.getpid()}"
    _run(url, f"CREATE DATABASE {name}")
    try:
        yield urllib.parse.urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        _run(url, f"DROP DATABASE {name} WITH (FORCE)")


def _run(url, statement):
    import psycopg2

    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


def _engine():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT version()" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        version = cursor.fetchone()[0].removeprefix("PostgreSQL ").split()[0]
    return f"{connection.vendor} {version}"


def analyse():
    """What a bulk import ends with: without fresh statistics a join may take minutes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def timed(call, times, *, before=None, warm_up=WARM_UP) -> dict[str, float]:
    """`{"p50_ms", "p95_ms"}` of `times` calls one after the other, after a few to warm up.

    `before()` comes before each call and is not timed.
    """
    for _ in range(warm_up):
        call()
    spans = []
    for _ in range(times):
        if before is not None:
            before()
        began = time.perf_counter()
        call()
        spans.append((time.perf_counter() - began) * 1000)
    return {
        "p50_ms": round(statistics.median(spans), 1),
        "p95_ms": round(statistics.quantiles(spans, n=20, method="inclusive")[-1], 1),
    }


def statements(call) -> int:
    """How many SQL statements one call sends."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)
