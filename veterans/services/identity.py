"""Numbers that point to a person: showing one whole, and refusing one that is already on file."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from stations import audit
from stations.models import AuditEntry
from stations.roles import Verb

from ..derive import id_digest, plain
from ..models import PersonFile
from ..vocabulary import RevealReason
from .rights import require

PHONES = ("mobile", "phone_alt", "emergency_phone")
REVEALABLE = ("id_number", *PHONES)
REVEALABLE_OF_FAMILY = ("document_no", "phone")
# Enough for a day of honest slips, too few to find out who is on file in the city.
REFUSALS_A_DAY = 20
# How often a day a user is told that another station keeps a person whose number and name she has.
TOLD_A_DAY = 5
HELD_LABEL = "重复的身份证号"
TOLD_LABEL = "他站管理的人员"


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


def refuse_held_number(*, actor, person) -> None:
    """Raises ValidationError when the ID number of `person` stands in another file, whatever its status.

    The sentence names the file only to those who see it anyway. Each refusal is audited, and after
    REFUSALS_A_DAY of them the actor may register no number until tomorrow. Call it outside of the
    transaction that a refusal rolls back.
    """
    number = plain(person.id_number)
    if not number:
        return
    if actor is not None and refused_today(actor, HELD_LABEL) >= REFUSALS_A_DAY:
        raise ValidationError({"id_number": _("今天重复登记的次数过多，请明天再试，或交由上级服务站核对。")})
    held = PersonFile.objects.filter(id_digest=id_digest(number)).exclude(pk=person.pk)
    if not held.exists():
        return
    if actor is not None:
        audit.record(
            audit.Action.REFUSED,
            actor=actor,
            station=person.managing_station,
            label=HELD_LABEL,
            fields=["id_number"],
        )
    raise ValidationError({"id_number": _held_sentence(actor, held)})


def _held_sentence(actor, held):
    own = held.visible_to(actor).first() if actor is not None else held.first()
    if own is not None:
        return _("这个身份证号已经建档，档案号 %s，请打开原档案修改。") % own.archive_no
    return _("这个身份证号已经建档，请交由上级服务站核对，或申请转入。")


def refused_today(actor, *labels) -> int:
    """How often `actor` met files of other stations today, counting refusals under `labels`."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    refusals = AuditEntry.objects.filter(actor_id=actor.pk, action=audit.Action.REFUSED, at__gte=midnight)
    return refusals.filter(target_label__in=labels).count()
