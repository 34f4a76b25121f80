"""The people in the tables several times over, with everything of theirs, written by the database itself."""

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max

from veterans.models import Household, PersonFile

# What tells one from another, with the number of the copy in it: as SQL of the column and that number.
_TOLD_APART = {
    "archive_no": "{0} || '-{1}'",
    "number": "{0} || '-{1}'",
    "id_digest": "'x{1:03d}' || substr({0}, 5)",
}


def copy_people(times) -> None:
    """Adds `times` copies of all people and households, at the same stations and with records of their own."""
    ends = {model: end for model in _of_people() if (end := model.objects.aggregate(end=Max("pk"))["end"])}
    for number in range(1, times + 1):
        with transaction.atomic(), connection.cursor() as cursor:
            for model, end in ends.items():
                names, values = zip(*_columns(model, ends, number), strict=True)
                cursor.execute(
                    f'INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) '
                    f'SELECT {", ".join(values)} FROM "{model._meta.db_table}" WHERE id <= {end}'
                )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(ends)):
            cursor.execute(statement)


def _of_people():
    """Households, people, what hangs on these and what hangs on that."""
    found = [Household, PersonFile]
    for model in found:
        found += [
            relation.related_model
            for relation in model._meta.related_objects
            if relation.related_model not in found and not relation.related_model._meta.auto_created
        ]
    return found


def _columns(model, ends, number):
    """Column and SQL of its value in the copy: what points at a row that is copied points at that row's copy."""
    for field in model._meta.concrete_fields:
        name = f'"{field.column}"'
        target = model if field.primary_key else field.related_model
        if target in ends:
            yield name, f"{name} + {number * ends[target]}"
        elif field.name in _TOLD_APART:
            yield name, _TOLD_APART[field.name].format(name, number)
        else:
            yield name, name
