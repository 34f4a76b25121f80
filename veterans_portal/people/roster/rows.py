"""A person in a list, as far as the user may see the file."""

from dataclasses import dataclass

from stations.roles import Verb

from ...reach import reaches
from .columns import USUAL, Column


@dataclass(frozen=True)
class Cell:
    """`css`: the class of the cell. `tag`: the text stands out."""

    text: str
    css: str
    tag: bool


@dataclass(frozen=True)
class Row:
    """One line of the list. Of a file kept elsewhere (人户分离) only name, contact and needs are shown."""

    person: object
    kept_here: bool
    columns: tuple[Column, ...]

    @property
    def cells(self):
        return [
            Cell(
                column.text(self.person, self.kept_here),
                column.css,
                column.is_tag(self.person, self.kept_here),
            )
            for column in self.columns
        ]


def rows_for(user, people, columns=USUAL):
    return [Row(person, reaches(user, Verb.VIEW, person.managing_station), columns) for person in people]


def with_what_rows_show(people, columns=USUAL):
    """The queryset with the relations that the columns and the template read."""
    select = {relation for column in columns for relation in column.select}
    prefetch = {relation for column in columns for relation in column.prefetch}
    people = people.select_related("managing_station", "residence_station", *sorted(select))
    return people.prefetch_related(*sorted(prefetch)) if prefetch else people
