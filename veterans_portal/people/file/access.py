"""What a user may do with one file, and the numbers that stand there in clear."""

from dataclasses import dataclass

from stations.roles import Verb
from veterans.derive import plain
from veterans.services.identity import PHONES

from ...reach import reaches, works_at


@dataclass(frozen=True)
class Access:
    """`whole` is false for the residence station (常住地服务站), which sees a part of the file."""

    whole: bool
    reveal: bool
    change: bool
    grant: bool

    @classmethod
    def of(cls, user, person):
        station = person.managing_station
        verbs = (Verb.VIEW, Verb.REVEAL, Verb.CHANGE, Verb.GRANT)
        return cls(*(reaches(user, verb, station) for verb in verbs))


def phones_in_clear(user, person) -> bool:
    """Whether `user` works at the station that keeps the file of `person`, or where the person lives.

    Managers above them meet masks, and show a number for a reason.
    """
    return works_at(user, person.managing_station) or works_at(user, person.residence_station)


def clear_numbers(user, person) -> dict[tuple[int, str], str]:
    """`{(0 or the relative's id, field): number}` of the phones in the file that `user` sees in clear.

    {} for a manager above. Relatives are known to who sees the whole file.
    """
    if not phones_in_clear(user, person):
        return {}
    found = {(0, name): plain(getattr(person, name)) for name in PHONES if getattr(person, name)}
    if reaches(user, Verb.VIEW, person.managing_station):
        relatives = person.family_members.all()
        found |= {(relative.pk, "phone"): plain(relative.phone) for relative in relatives if relative.phone}
    return found
