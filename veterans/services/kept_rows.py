"""Rows as JSON, with the numbers in clear, so that what is deleted can come back exactly as it was.

The result goes nowhere but into an encrypted column.
"""

import datetime
from decimal import Decimal

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import Collector

from stations.crypto import Secret

_PARSED = (models.DateField, models.DateTimeField, models.DecimalField)


def plain(value):
    """A column's value as JSON holds it."""
    if isinstance(value, Secret):
        return value.open()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def values_of(row) -> dict:
    """`{attname: plain value}` of all columns of a row."""
    return {
        field.attname: plain(getattr(row, field.attname, None)) for field in type(row)._meta.concrete_fields
    }


def dump(row) -> dict:
    return {"model": row._meta.label_lower, "values": values_of(row)}


def closure(rows) -> list:
    """What deleting `rows` would delete, they themselves among it; ProtectedError where something forbids it."""
    collector = Collector(using="default")
    collector.collect(rows)
    found = [row for held in collector.data.values() for row in held]
    return found + [row for waiting in collector.fast_deletes for row in waiting]


def restore(dumped: list[dict]) -> list[dict]:
    """Puts deleted rows back, keys and times as they were; returns those that could not be.

    A link to something deleted since is left blank; where the column must have one, or where another row has
    taken its place meanwhile, the row stays away.
    Rows may name each other: the database compares at the end of the transaction.
    """
    left_out = []
    while lost := [row for row in dumped if not _has_its_links(row, dumped)]:
        left_out += lost
        dumped = [row for row in dumped if row not in lost]
    for row in dumped:
        values = {field.attname: _column(field, row, dumped) for field in _fields(row)}
        try:
            with transaction.atomic():
                apps.get_model(row["model"])(**values).save_base(raw=True, force_insert=True)
        except IntegrityError:
            left_out.append(row)
    return left_out


def as_column(field, value):
    """The Python value that plain() was made of."""
    return field.to_python(value) if isinstance(field, _PARSED) else value


def _fields(row):
    return apps.get_model(row["model"])._meta.concrete_fields


def _has_its_links(row, coming):
    return all(field.null or not field.is_relation or _stands(field, row, coming) for field in _fields(row))


def _column(field, row, coming):
    if field.is_relation and not _stands(field, row, coming):
        return None
    return as_column(field, row["values"][field.attname])


def _stands(field, row, coming):
    """Whether what a link names is there, or about to be."""
    key, model = row["values"][field.attname], field.related_model
    if any(
        other["model"] == model._meta.label_lower and other["values"].get("id") == key for other in coming
    ):
        return True
    return model._base_manager.filter(pk=key).exists()
