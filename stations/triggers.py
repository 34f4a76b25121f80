"""Database triggers that keep the audit log append-only, on both engines.

They are put in place after every `migrate` (stations/apps.py), so that no squashed migration can lose them.
"""

from contextlib import contextmanager

from django.db import connection, transaction

GUARDED = ("stations_auditentry", "stations_auditseal")
_MESSAGE = "the audit log is append-only"
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {table}_guard_{action} BEFORE {action} ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{message}'); END"
)
_POSTGRES_FUNCTION = (
    "CREATE OR REPLACE FUNCTION stations_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{message}'; END $$"
)
_POSTGRES = (
    "CREATE OR REPLACE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION stations_append_only()"
)


def install():
    """Refuse UPDATE and DELETE (and TRUNCATE) on the guarded tables; harmless when already there."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION.format(message=_MESSAGE))
        for table in GUARDED:
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRES.format(table=table))
            else:
                for action in ("UPDATE", "DELETE"):
                    cursor.execute(_SQLITE.format(table=table, action=action, message=_MESSAGE))


def remove():
    with connection.cursor() as cursor:
        for table in GUARDED:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_guard ON {table}")
            else:
                for action in ("UPDATE", "DELETE"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_guard_{action}")


def missing():
    """The guarded tables that have lost their guard."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
            wanted = {table: {f"{table}_guard"} for table in GUARDED}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = {table: {f"{table}_guard_UPDATE", f"{table}_guard_DELETE"} for table in GUARDED}
        found = {name for (name,) in cursor.fetchall()}
    return [table for table, names in wanted.items() if not names <= found]


@contextmanager
def lifted():
    """The guard taken off for retention (whole sealed blocks), then put back, in one transaction."""
    with transaction.atomic():
        remove()
        yield
        install()
