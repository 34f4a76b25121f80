"""Whose file an ID number leads to, and how much of that a user may know (design §4)."""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations import audit
from stations.identity import clean_name
from stations.models import AuditEntry, Station
from stations.roles import Verb

from ..derive import id_digest, plain
from ..models import PersonFile
from ..vocabulary import FileStatus

# Enough for a day of honest slips, too few to find out who is on file in the city.
REFUSALS_A_DAY = 20
# How often a day a user is told that another station keeps a person whose number and name she has.
TOLD_A_DAY = 5
HELD_LABEL = "重复的身份证号"
TOLD_LABEL = "他站管理的人员"
# The same words in the form, the entry page and the import.
HELD_ELSEWHERE = gettext_lazy("由其他站管理，可申请转入")
HELD_UNKNOWN = gettext_lazy("待上级核对")
# Where a transfer is asked for: a POST of `number` and `name`.
TRANSFER_PAGE = "transfer-ask"
TO_BE_CHECKED = gettext_lazy(
    "待上级核对：请核对身份证号和姓名；确认无误的，请上级服务站核对；还没有建档的，可以新建档案。"
)


class Verdict(StrEnum):
    """What a user may know of an ID number (design §4)."""

    NEW = "new"
    OWN = "own"  # a file she may open
    NAMELESS = "nameless"  # nothing in her own stations; the rest needs the name
    ELSEWHERE = "elsewhere"  # number and name are those of a file of another station
    UNKNOWN = "unknown"
    TOO_MANY = "too-many"


@dataclass(frozen=True)
class Standing:
    """`person` and `whole` (she keeps the file, not only visits) are told for OWN alone."""

    verdict: Verdict
    person: PersonFile | None = None
    whole: bool = False

    @property
    def sentence(self):
        if self.person is not None and not self.whole:
            return _("这个人常住本地，档案由户籍地的站管理。")
        if self.person is not None:
            where = _("已在%(station)s建档（档案号 %(number)s）。") % {
                "station": self.person.managing_station.place_name,
                "number": self.person.archive_no,
            }
            closed = self.person.status != FileStatus.ACTIVE
            return where + (_("档案状态：%s。") % self.person.get_status_display() if closed else "")
        return {
            Verdict.NEW: _("没有这个号码的档案，可以新建。"),
            Verdict.NAMELESS: _("号码无误。填写姓名后，再核对其他站有没有建档。"),
            Verdict.ELSEWHERE: _("这个身份证号已经建档，%s。") % HELD_ELSEWHERE,
            Verdict.UNKNOWN: _("%s：请核对号码和姓名；确认无误的，请上级服务站核对。") % HELD_UNKNOWN,
            Verdict.TOO_MANY: _("今天重复登记的次数过多，请明天再试，或交由上级服务站核对。"),
        }[self.verdict]


@transaction.atomic
def number_check(*, actor, number, name, station=None, person_id=None) -> Standing:
    """What `actor` may know of the ID number `number` (checked) of somebody called `name`.

    Each answer that met a file is audited: SEARCH for one she may open, REFUSED for others, under
    `station` or her own. After REFUSALS_A_DAY of the latter she learns nothing more until tomorrow, also
    of numbers that are new. `person_id` is the file at hand. Without a name only her own files are told.
    """
    held = PersonFile.objects.filter(id_digest=id_digest(number)).exclude(pk=person_id)
    held = held.select_related("managing_station").first()
    if actor is None:
        return Standing(Verdict.OWN, held, whole=True) if held else Standing(Verdict.NEW)
    if held is not None and PersonFile.objects.visible_to(actor).filter(pk=held.pk).exists():
        audit.record(
            audit.Action.SEARCH, actor=actor, station=held.managing_station, target=held, fields=["id_number"]
        )
        whole = PersonFile.objects.kept_by(actor).filter(pk=held.pk).exists()
        return Standing(Verdict.OWN, held, whole)
    if not name:
        return Standing(Verdict.NAMELESS)
    if refused_today(actor, HELD_LABEL, TOLD_LABEL) >= REFUSALS_A_DAY:
        return Standing(Verdict.TOO_MANY)
    if held is None:
        return Standing(Verdict.NEW)
    told = held.name == name and refused_today(actor, TOLD_LABEL) < TOLD_A_DAY
    station = station or Station.objects.get(pk=actor.grants(Verb.ADD)[0].station_id)
    _refused(actor, station, held if told else None)
    return Standing(Verdict.ELSEWHERE if told else Verdict.UNKNOWN)


def refuse_held_number(*, actor, person) -> None:
    """Raises ValidationError when the ID number of `person` stands in another file, whatever its status.

    The sentence is that of number_check(), which audits and limits. Call it outside of the transaction
    that a refusal rolls back.
    """
    number = plain(person.id_number)
    if not number:
        return
    standing = number_check(
        actor=actor, number=number, name=person.name, station=person.managing_station, person_id=person.pk
    )
    if standing.verdict != Verdict.NEW:
        raise ValidationError({"id_number": standing.sentence})


def refused_today(actor, *labels) -> int:
    """How often `actor` met files of other stations today, counting refusals under `labels`."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    refusals = AuditEntry.objects.filter(actor_id=actor.pk, action=audit.Action.REFUSED, at__gte=midnight)
    return refusals.filter(target_label__in=labels).count()


@transaction.atomic
def held_elsewhere(*, actor, station, number, name) -> PersonFile | None:
    """The file of whoever has this ID number and this name; None unless both agree, or the day's share is used up.

    `number` is a valid one. A hit and a miss are both audited at `station`; somebody told of today already
    costs nothing more. Raises ValidationError after REFUSALS_A_DAY misses. Of the file nothing may be shown
    to the actor but what she typed (design §4).
    """
    found = PersonFile.objects.filter(id_digest=id_digest(number), name=clean_name(name)).first()
    if actor is None or (found and _told_today(actor, found)):
        return found
    if refused_today(actor, HELD_LABEL) >= REFUSALS_A_DAY:
        raise ValidationError(_("今天核对的次数过多，请明天再试，或交由上级服务站核对。"))
    if refused_today(actor, TOLD_LABEL) >= TOLD_A_DAY:
        found = None
    _refused(actor, station, found)
    return found


def _told_today(actor, person):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return AuditEntry.objects.filter(
        actor_id=actor.pk,
        action=audit.Action.REFUSED,
        target_label=TOLD_LABEL,
        target_type=PersonFile._meta.label_lower,
        target_id=person.pk,
        at__gte=midnight,
    ).exists()


def _refused(actor, station, person):
    """Logs that a number met a file of another station; `person` where its holder was told of."""
    audit.record(
        audit.Action.REFUSED,
        actor=actor,
        station=station,
        target=person,
        label=TOLD_LABEL if person else HELD_LABEL,
        fields=["id_number"],
    )
