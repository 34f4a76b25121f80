"""Figures of composition: how many veterans 在册 have each answer of a theme of `veterans.composition`."""

from collections import Counter

from django.db.models import Count

from veterans import tallies
from veterans.composition import AGE, THEMES, answers_of, read
from veterans.models import PeopleTally, PersonFile


def lasting(subtree, _as_of):
    """What time does not change, from the tallies: one row a station."""
    for row in subtree.group(PeopleTally.objects, by=["composition"]):
        yield {"branch": row["branch"], **{f"n_{key}": n for key, n in row["composition"].items()}}


def ages(subtree, as_of):
    """Ages change with the calendar: they are counted from the files."""
    veterans = PersonFile.objects.filter(tallies.VETERAN_BY_BUCKET).annotate(age=AGE.read(as_of))
    for row in subtree.group(veterans, "managing_station__path", by=["age"], n=Count("pk")):
        yield {"branch": row["branch"], f"n_{AGE.figure_of(row['age'])}": row["n"]}


def of_bucket(station, bucket, as_of) -> Counter:
    """`{key of a figure: 人}` of the veterans of one class at and below `station`, from the files: two statements."""
    below = {"bucket": bucket, "managing_station__path__prefix": station.path}
    veterans = PersonFile.objects.filter(tallies.ACTIVE, **below)
    found = sum(answers_of(read(veterans)).values(), Counter())
    by_age = veterans.order_by().annotate(age=AGE.read(as_of)).values_list("age").annotate(n=Count("pk"))
    found.update({AGE.figure_of(age): number for age, number in by_age})
    return found


def asked():
    """`(theme, key of the figure, value, label)` of every answer."""
    for theme in THEMES:
        for value, label in theme.choices:
            yield theme, theme.figure_of(value), value, label
