"""A person in a list, as far as the user may see the file."""

from dataclasses import dataclass

from stations.roles import Verb

from ..reach import reaches


@dataclass(frozen=True)
class Row:
    """One line of the list. Of a file kept elsewhere (人户分离) only name and phone are shown."""

    person: object
    kept_here: bool

    @property
    def phone(self):
        """Masked; "" where none is known."""
        return str(self.person.mobile or "")

    @property
    def place(self):
        """The village group and household number, as far as known."""
        household = self.person.household
        if household is None or not self.kept_here:
            return ""
        group = household.village_group.name if household.village_group else ""
        return f"{group} {household.number}".strip()


def rows_for(user, people):
    return [Row(person, reaches(user, Verb.VIEW, person.managing_station)) for person in people]


def with_what_rows_show(people):
    """The queryset with the relations that Row and the template read."""
    return people.select_related("managing_station", "residence_station", "household__village_group")
