"""Figures of composition: how many veterans 在册 have each answer of a theme of `veterans.composition`.

They are counted from the files themselves: an age changes with the calendar.
"""

from django.db.models import Count

from veterans import tallies
from veterans.composition import THEMES, TOGETHER
from veterans.models import PersonFile


def counted(subtree, as_of):
    """`{"branch", "n_<figure>"}` of each branch and answer; one statement for each of TOGETHER."""
    veterans = PersonFile.objects.filter(tallies.VETERAN)
    for themes in TOGETHER:
        read = {f"read_{theme.prefix}": theme.read(as_of) for theme in themes}
        for row in subtree.group(veterans.annotate(**read), "managing_station__path", by=read, n=Count("pk")):
            for theme in themes:
                key = theme.figure_of(theme.answer(row[f"read_{theme.prefix}"]))
                yield {"branch": row["branch"], f"n_{key}": row["n"]}


def asked():
    """`(theme, key of the figure, value, label)` of every answer."""
    for theme in THEMES:
        for value, label in theme.choices:
            yield theme, theme.figure_of(value), value, label
