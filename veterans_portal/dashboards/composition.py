"""Figures of composition: how many veterans 在册 have each answer of a theme of `veterans.composition`."""

from django.db.models import Count

from veterans import tallies
from veterans.composition import AGE, THEMES
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


def asked():
    """`(theme, key of the figure, value, label)` of every answer."""
    for theme in THEMES:
        for value, label in theme.choices:
            yield theme, theme.figure_of(value), value, label
