"""Writes many rows of one model at once: COPY on PostgreSQL, executemany on SQLite.

For imports, whose rows are checked beforehand: nothing of save(), signals or full_clean happens here.
A row is a dict from column (attname) to clean Python value: codes as a list, dates also as ISO text.
Django's bulk_create and bulk_update take three to ten times as long. Call it inside a transaction.
"""

import gc
import io
import json
from collections import defaultdict
from contextlib import contextmanager
from datetime import date
from itertools import repeat

from django.db import DatabaseError, connection, models
from django.utils import timezone

from .crypto import Secret, encrypter
from .fields import CodesField, EncryptedTextField, PartialDateField

_PLAIN = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.BigIntegerField,
    models.IntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.ForeignKey,
    models.OneToOneField,
    models.BigAutoField,
    PartialDateField,
)
_COPY_MARKS = "\\\t\n\r"
_COPY_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_PAGE = 1_000
_BUFFER = 1 << 20
_ROOM = 64 * 1024  # kilobytes
_RELAXED = (200_000, 20, 50)  # thresholds of gc


def reserve_ids(model, count) -> range | list[int]:
    """`count` primary keys that nobody else will get, in ascending order."""
    if not count:
        return []
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', column, count],
            )
            return [pk for (pk,) in cursor.fetchall()]
        # The transaction holds SQLite's only write lock; AUTOINCREMENT keeps the highest key ever given.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = row[0] if row else 0
    return range(last + 1, last + count + 1)


def insert(model, rows, common=None) -> None:
    """Adds the given rows, each with its primary key; columns a row lacks get the field's default.

    `common` holds columns that are the same for all rows. The lines are built a column at a time: most
    columns are one value for all.
    """
    if not rows:
        return
    fields = model._meta.concrete_fields
    given, common = set().union(*rows), common or {}
    if unknown := given - {field.attname for field in fields}:
        raise KeyError(f"{model._meta.label} has no columns {sorted(unknown)}.")
    copying = connection.vendor == "postgresql"
    columns = []
    for field in fields:
        convert, name = _converter(field), field.attname
        rest = common[name] if name in common else _default(field)
        values = [row.get(name, rest) for row in rows] if name in given else [rest]
        if convert:
            values = [convert(value) for value in values]
        if copying:
            values = _copy_texts(values)
        columns.append(values if name in given else repeat(values[0]))
    lines = zip(*columns, strict=False)  # what is the same for all repeats without end
    names = [field.column for field in fields]
    with _discreet(model):
        if copying:
            _copy(model._meta.db_table, names, lines)
        else:
            _insert_each(model._meta.db_table, names, lines)


class Sealed(str):
    """Text of an encrypted column that is encrypted already: prepared before a lock is taken."""

    __slots__ = ()


def seal(model, rows) -> None:
    """Encrypts in `rows` what columns of `model` keep encrypted, so that inserting them does not have to."""
    for field in model._meta.concrete_fields:
        if isinstance(field, EncryptedTextField):
            name, convert = field.attname, _converter(field)
            for row in rows:
                if row.get(name):
                    row[name] = Sealed(convert(row[name]))


def update(model, changes, *, versioned=True) -> int:
    """Writes `changes`, pairs of a primary key and the columns to set there; returns how many rows it met.

    Of Tracked models the version rises by one, unless not `versioned`: columns that nobody edits. Rows are
    grouped by the columns they change.
    """
    groups = defaultdict(list)
    for pk, values in changes:
        groups[tuple(values)].append((*values.values(), pk))
    with _discreet(model):
        return sum(_update_group(model, names, rows, versioned) for names, rows in groups.items())


def _update_group(model, names, rows, versioned):
    fields = [_field(model, name) for name in names]
    converters = [_converter(field) for field in [*fields, model._meta.pk]]
    lines = [
        [convert(value) if convert else value for convert, value in zip(converters, row, strict=True)]
        for row in rows
    ]
    table = _quote(model._meta.db_table)
    if connection.vendor == "postgresql":
        return _update_joined(
            table, fields, model._meta.pk, lines, _bump(model, f"{table}.") if versioned else []
        )
    sets = [f"{_quote(field.column)} = %s" for field in fields] + (_bump(model) if versioned else [])
    statement = f"UPDATE {table} SET {', '.join(sets)} WHERE {_quote(model._meta.pk.column)} = %s"
    with connection.cursor() as cursor:
        cursor.executemany(statement, lines)
        return cursor.rowcount


def _update_joined(table, fields, pk, lines, bump):
    from psycopg2.extras import execute_values

    columns = [_quote(field.column) for field in fields]
    sets = [f"{column} = given.{column}" for column in columns] + bump
    types = [_cast(field) for field in [*fields, pk]]
    statement = (
        f"UPDATE {table} SET {', '.join(sets)} FROM (VALUES %s) AS given ({', '.join([*columns, 'given_pk'])}) "
        f"WHERE {table}.{_quote(pk.column)} = given.given_pk"
    )
    met = 0
    with connection.cursor() as cursor:
        for start in range(0, len(lines), _PAGE):
            page = lines[start : start + _PAGE]
            template = f"({', '.join(f'%s::{kind}' for kind in types)})"
            execute_values(cursor.cursor, statement, page, template=template, page_size=_PAGE)
            met += cursor.rowcount
    return met


def _bump(model, table=""):
    names = {field.name for field in model._meta.concrete_fields}
    if not {"version", "changed_at"} <= names:
        return []
    return [f"version = {table}version + 1", "changed_at = CURRENT_TIMESTAMP"]


def _cast(field):
    kind = field.db_type(connection)
    return "text" if kind.startswith("varchar") else kind


def _insert_each(table, columns, lines):
    marks = ", ".join(["%s"] * len(columns))
    names = ", ".join(map(_quote, columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {_quote(table)} ({names}) VALUES ({marks})", lines)


def _copy(table, columns, lines):
    text = io.StringIO("".join(["\t".join(line) + "\n" for line in lines]))
    with connection.cursor() as cursor:
        statement = f"COPY {_quote(table)} ({', '.join(map(_quote, columns))}) FROM STDIN"
        # The size by place: Django's cursor that logs statements knows no name for it.
        cursor.copy_expert(statement, text, _BUFFER)


def _copy_texts(values):
    """The values of one column as the text of COPY. Hardly a column holds what has to be escaped."""
    texts = "\0".join([value for value in values if isinstance(value, str)])
    if any(mark in texts for mark in _COPY_MARKS):
        values = [value.translate(_COPY_ESCAPES) if isinstance(value, str) else value for value in values]
    return [value if isinstance(value, str) else _copy_text(value) for value in values]


def _copy_text(value):
    if value is None:
        return "\\N"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _field(model, attname):
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _converter(field):
    """What turns a clean Python value into the column's; None where nothing needs turning."""
    if type(field) in _PLAIN:
        return None
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, EncryptedTextField):
        return _sealer(encrypter(field.context))
    if isinstance(field, CodesField):
        return lambda codes: f",{','.join(codes)}," if codes else ""
    prepare = field.get_db_prep_save
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return lambda value: value if value is None or type(value) is str else prepare(value, connection)
    return lambda value: value if value is None else prepare(value, connection)


def _sealer(encrypt):
    def sealed(value):
        if not value:
            return None
        if type(value) is Sealed:
            return str(value)
        return encrypt(value.open() if isinstance(value, Secret) else value)

    return sealed


def _default(field):
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    return field.get_default()


def _quote(name):
    return connection.ops.quote_name(name)


@contextmanager
def _discreet(model):
    """Database errors without their detail: PostgreSQL quotes the row, which would end in a log."""
    try:
        with connection.wrap_database_errors:  # COPY goes past Django's own wrapper
            yield
    except DatabaseError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        cause = (diagnosis.constraint_name or diagnosis.sqlstate) if diagnosis else str(error)
        raise type(error)(f"{model._meta.db_table}: {cause}") from None


@contextmanager
def roomy():
    """Room for the pages a bulk write changes. With SQLite's two megabytes they would spill to the file in the
    middle of a transaction, which shuts readers out until its end, and be read again row by row.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        [usual] = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size = -{_ROOM}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {usual}")


@contextmanager
def few_collections():
    """Python looks for garbage cycles less often meanwhile.

    Work on many rows makes many objects and hardly a cycle, and a tenth of its time went into looking.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*_RELAXED)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
