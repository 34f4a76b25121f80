"""Made-up people for tests: valid numbers that no one has, each another."""

import itertools

from django.db import transaction

from stations.identity import id_check_digit
from stations.tallies import lock
from veterans.derive import derive
from veterans.models import PersonFile
from veterans.services.people import archive_numbers, person_register

_serial = itertools.count()


def id_number(birth="", sex="1", region="440799"):
    """A number nobody has: each call another, of the given birth (YYYYMMDD) and sex ("1" or "2").

    A day and sex have 500 numbers. Without a birth it is the second of some month of 1970: so that the
    numbers that a test file names as constants, born on other days, are never given again.
    """
    round_, serial = divmod(next(_serial), 500)
    birth = birth or f"1970{round_ % 12 + 1:02}02"
    first17 = f"{region}{birth}{serial // 5:02d}{serial % 5 * 2 + (1 if sex == '1' else 0)}"
    return first17 + id_check_digit(first17)


def register(station, name="陈志强", classes=("02",), **values):
    """A file opened by the portal itself."""
    if "no_id_reason" not in values:
        values.setdefault("id_number", id_number())
    return person_register(actor=None, station=station, name=name, classes=classes, **values)


def register_many(station, names, classes=("02",), households=(), numbers=()):
    """Files opened at once, as bulk writers do: what follows from them is brought up to date by the caller.

    The files of `names` go to `households` one by one, or all to the only one; `numbers`: their ID numbers.
    """
    homes = list(households) * (len(names) if len(households) == 1 else 1) or [None] * len(names)
    with transaction.atomic():
        lock([station.pk])
        serials = archive_numbers({station.pk: len(names)})[station.pk]
        people = [
            PersonFile(
                managing_station=station,
                archive_no=serial,
                name=name,
                classes=tuple(classes),
                id_number=number or id_number(),
                household=home,
            )
            for name, serial, home, number in zip(
                names, serials, homes, numbers or [""] * len(names), strict=True
            )
        ]
        for person in people:
            derive(person)
        return PersonFile.objects.bulk_create(people)
