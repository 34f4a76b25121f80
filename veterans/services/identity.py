"""Numbers that point to a person: showing one whole, and logging who opened or printed what."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from stations import audit
from stations.roles import Verb

from ..derive import plain
from ..vocabulary import RevealReason
from .rights import require

PHONES = ("mobile", "phone_alt", "emergency_phone")
REVEALABLE = ("id_number", *PHONES)
REVEALABLE_OF_FAMILY = ("document_no", "phone")


@transaction.atomic
def identity_reveal(*, actor, person, field, reason, member=None) -> str:
    """The whole number in `field` of `person` ("" where there is none), written to the audit log.

    With `member`, a FamilyMember in that file, it is the relative's number. `field` is one of REVEALABLE
    (of a relative REVEALABLE_OF_FAMILY), `reason` a RevealReason; ValueError for others. Raises
    PermissionDenied unless the actor may reveal numbers of that file.
    """
    if field not in (REVEALABLE_OF_FAMILY if member else REVEALABLE):
        raise ValueError(f"{field} holds no number to reveal.")
    if member and member.person_id != person.pk:
        raise ValueError("The relative belongs to another file.")
    require(actor, Verb.REVEAL, person)
    _note(audit.Action.REVEAL, actor, person, [field], reason_text(reason))
    return plain(getattr(member or person, field))


@transaction.atomic
def file_open_noted(*, actor, person, fields=()) -> None:
    """Logs that `actor` opened the file, and which phones (`fields`) stood there in clear."""
    _note(audit.Action.VIEW, actor, person, fields)


@transaction.atomic
def file_print(*, actor, person, fields, reason) -> None:
    """Logs that the sheet of the file is printed with the numbers in `fields` whole.

    Raises PermissionDenied unless the actor may reveal numbers of that file.
    """
    require(actor, Verb.REVEAL, person)
    _note(audit.Action.PRINT, actor, person, fields, reason_text(reason))


@transaction.atomic
def list_noted(*, actor, station, label, fields=()) -> None:
    """Logs that a list (`label`: which, and how many people) was opened, with the phones that stood in clear."""
    audit.record(audit.Action.VIEW, actor=actor, station=station, label=label, fields=fields)


def reason_text(reason) -> str:
    """A RevealReason as the log keeps it, in Chinese; ValueError for an unknown one."""
    with override(settings.LANGUAGE_CODE):
        return str(RevealReason(reason).label)


def _note(action, actor, person, fields, reason=""):
    audit.record(
        action, actor=actor, station=person.managing_station, target=person, fields=fields, reason=reason
    )
