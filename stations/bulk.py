"""Writes many rows of one model at once: COPY on PostgreSQL, executemany on SQLite.

For imports, whose rows are checked beforehand: nothing of save(), signals or full_clean happens here.
A row is a dict from column (attname) to clean Python value: codes as a list, dates also as ISO text.
Django's bulk_create and bulk_update take three to ten times as long. Call it inside a transaction.
"""

import io
import json
from collections import defaultdict
from contextlib import contextmanager
from datetime import date

from django.db import DatabaseError, connection, models
from django.utils import timezone

from .crypto import Secret, encrypt
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
_COPY_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_PAGE = 1_000
_BUFFER = 1 << 20


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


def insert(model, rows) -> None:
    """Adds the given rows, each with its primary key; columns a row lacks get the field's default."""
    if not rows:
        return
    fields = model._meta.concrete_fields
    copying = connection.vendor == "postgresql"
    defaults, places = [], {}
    for index, field in enumerate(fields):
        convert = _for_copy(_converter(field)) if copying else _converter(field)
        default = _default(field)
        defaults.append(convert(default) if convert else default)
        places[field.attname] = index, convert
    lines = (_line(row, defaults, places) for row in rows)
    columns = [field.column for field in fields]
    with _discreet(model):
        if copying:
            _copy(model._meta.db_table, columns, lines)
        else:
            _insert_each(model._meta.db_table, columns, lines)


def _line(row, defaults, places):
    """The values of one row in the order of the columns; only those given need converting."""
    line = defaults.copy()
    for name, value in row.items():
        index, convert = places[name]
        line[index] = convert(value) if convert else value
    return line


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


def _for_copy(convert):
    """The converter of a column whose value goes into the text of COPY."""
    return (lambda value: _copy_text(convert(value))) if convert else _copy_text


def _copy_text(value):
    if type(value) is str:
        return value.translate(_COPY_ESCAPES)
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
        context = field.context
        return lambda value: (
            encrypt(value.open() if isinstance(value, Secret) else value, context) if value else None
        )
    if isinstance(field, CodesField):
        return lambda codes: f",{','.join(codes)}," if codes else ""
    prepare = field.get_db_prep_save
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return lambda value: value if value is None or type(value) is str else prepare(value, connection)
    return lambda value: value if value is None else prepare(value, connection)


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
