"""Numbers that point to a person: showing one whole, and refusing one that is already on file."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from stations import audit
from stations.identity import clean_name
from stations.models import AuditEntry
from stations.roles import Verb

from ..derive import id_digest, plain
from ..models import PersonFile
from ..vocabulary import RevealReason
from .rights import require

REVEALABLE = ("id_number", "mobile", "phone_alt", "emergency_phone")
# Enough for a day of honest slips, too few to find out who is on file in the city.
REFUSALS_A_DAY = 20
_HELD_LABEL = "重复的身份证号"
# How many people a day a user is told of who are on file elsewhere: she had their number and name already.
TOLD_A_DAY = 5
TOLD_LABEL = "他站管理的人员"
TO_BE_CHECKED = gettext_lazy(
    "待上级核对：身份证号和姓名没有同时对上，或需要上级核对。请核对后再试；确认无误的，请交镇街管理员核对。"
)
_FILE = PersonFile._meta.label_lower


@transaction.atomic
def identity_reveal(*, actor, person, field, reason) -> str:
    """The whole number in `field` of `person` ("" where there is none), written to the audit log.

    `field` is one of REVEALABLE, `reason` a RevealReason; ValueError for others. Raises
    PermissionDenied unless the actor may reveal numbers of that file.
    """
    if field not in REVEALABLE:
        raise ValueError(f"{field} holds no number to reveal.")
    with override(settings.LANGUAGE_CODE):
        why = str(RevealReason(reason).label)
    require(actor, Verb.REVEAL, person)
    audit.record(
        audit.Action.REVEAL,
        actor=actor,
        station=person.managing_station,
        target=person,
        fields=[field],
        reason=why,
    )
    return plain(getattr(person, field))


def refuse_held_number(*, actor, person) -> None:
    """Raises ValidationError when the ID number of `person` stands in another file, whatever its status.

    The sentence names the file only to those who see it anyway. Each refusal is audited, and after
    REFUSALS_A_DAY of them the actor may register no number until tomorrow. Call it outside of the
    transaction that a refusal rolls back.
    """
    number = plain(person.id_number)
    if not number:
        return
    if actor is not None and _refused_today(actor) >= REFUSALS_A_DAY:
        raise ValidationError({"id_number": _("今天重复登记的次数过多，请明天再试，或交由上级服务站核对。")})
    held = PersonFile.objects.filter(id_digest=id_digest(number)).exclude(pk=person.pk)
    if not held.exists():
        return
    if actor is not None:
        audit.record(
            audit.Action.REFUSED,
            actor=actor,
            station=person.managing_station,
            label=_HELD_LABEL,
            fields=["id_number"],
        )
    raise ValidationError({"id_number": _held_sentence(actor, held)})


def held_elsewhere(*, actor, station, number, name) -> PersonFile | None:
    """The file of whoever has this ID number and this name; None unless both agree, or the day's share is used up.

    `number` is a valid one. A hit and a miss are both audited at `station`; somebody told of today already
    costs nothing more. Raises ValidationError after REFUSALS_A_DAY misses. Of the file nothing may be shown
    to the actor but what she typed (design §4).
    """
    found = PersonFile.objects.filter(id_digest=id_digest(number), name=clean_name(name)).first()
    if actor is None:
        return found
    if _refused_today(actor) >= REFUSALS_A_DAY:
        raise ValidationError(_("今天核对的次数过多，请明天再试，或交由上级服务站核对。"))
    if found is not None and told_today(actor).filter(target_type=_FILE, target_id=found.pk).exists():
        return found
    if told_today(actor).count() >= TOLD_A_DAY:
        found = None
    audit.record(
        audit.Action.REFUSED,
        actor=actor,
        station=station,
        target=found,
        label=TOLD_LABEL if found else _HELD_LABEL,
        fields=["id_number"],
    )
    return found


def told_today(actor):
    """The audit entries of today that say: the actor was told that another station keeps a person's file."""
    return _refusals_today(actor).filter(target_label=TOLD_LABEL)


def _held_sentence(actor, held):
    own = held.visible_to(actor).first() if actor is not None else held.first()
    if own is not None:
        return _("这个身份证号已经建档，档案号 %s，请打开原档案修改。") % own.archive_no
    return _("这个身份证号已经建档，请交由上级服务站核对，或申请转入。")


def _refused_today(actor):
    return _refusals_today(actor).filter(target_label=_HELD_LABEL).count()


def _refusals_today(actor):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return AuditEntry.objects.filter(actor_id=actor.pk, action=audit.Action.REFUSED, at__gte=midnight)
