"""取消 and 恢复: the county's decisions. Why is kept with the county; the plaque itself names the document alone."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.rights import require_station

from ..models import Plaque, PlaqueCancellation, PlaqueCancelReason
from ..standing import standing_of
from ..vocabulary import USUAL_CANCEL_REASONS, PlaqueEventKind, PlaqueStatus
from .plaque_rights import county_station, require_county
from .plaques import plaque_keep
from .writing import noted


@transaction.atomic
def plaque_cancel(*, actor, plaque, reason, decision_no, decided_on, note="") -> PlaqueCancellation:
    """Takes a plaque back by the document `decision_no`. `reason`: a PlaqueCancelReason of the same county.

    Raises PermissionDenied without the county's right, ServiceError unless the plaque hangs or waits.
    """
    held = _held(actor, plaque)
    if held.status not in (PlaqueStatus.HUNG, PlaqueStatus.TO_HANG):
        raise ServiceError(_("只有“已悬挂”或“待悬挂”的光荣牌可以取消。"))
    county = county_station(held.station)
    if reason.station_id != county.pk:
        raise ValidationError({"reason": _("请选择本县(市、区)的取消情形。")})
    if decided_on > timezone.localdate():
        raise ValidationError({"decided_on": _("取消日期在今天之后，请核对。")})
    cancellation = PlaqueCancellation(
        station=county,
        plaque=held,
        reason=reason,
        note=note,
        decision_no=decision_no.strip(),
        decided_on=decided_on,
    )
    cancellation.full_clean()
    cancellation.save()
    noted(cancellation, actor=actor)
    before = Plaque.objects.get(pk=held.pk)
    held.status = PlaqueStatus.CANCELLED
    held.cancelled_on, held.decision_no, held.restored_on = decided_on, cancellation.decision_no, None
    plaque_keep(
        held,
        actor=actor,
        before=before,
        kind=PlaqueEventKind.CANCELLED,
        on=decided_on,
        words=held.decision_no,
    )
    return cancellation


@transaction.atomic
def plaque_restore(*, actor, plaque, restored_on, note) -> Plaque:
    """恢复: the holder has corrected it and the county agrees. What never hung waits to be hung again.

    Raises ServiceError unless it was taken back, and where nobody who entitles the household lives any more;
    ValidationError where another one hangs.
    """
    held = _held(actor, plaque)
    if held.status != PlaqueStatus.CANCELLED:
        raise ServiceError(_("只有“已取消”的光荣牌可以恢复。"))
    if not note.strip():
        raise ValidationError({"note": _("请写明恢复的理由。")})
    if not (held.cancelled_on or restored_on) <= restored_on <= timezone.localdate():
        raise ValidationError({"restored_on": _("恢复日期应在取消之后，且不晚于今天。")})
    if not held.is_parents_home and not standing_of(held.household).may_hang:
        raise ServiceError(_("这一户没有在世的符合条件的人，不能恢复。"))
    cancellation = held.cancellations.filter(restored_on__isnull=True).first()
    if cancellation:
        known = PlaqueCancellation.objects.get(pk=cancellation.pk)
        cancellation.restored_on, cancellation.restore_note = restored_on, note.strip()
        cancellation.full_clean()
        cancellation.save()
        noted(cancellation, actor=actor, before=known)
    before = Plaque.objects.get(pk=held.pk)
    hung = held.hung_on or held.hung_date_unknown
    held.status = PlaqueStatus.HUNG if hung else PlaqueStatus.TO_HANG
    held.restored_on = restored_on
    plaque_keep(held, actor=actor, before=before, kind=PlaqueEventKind.RESTORED, on=restored_on, words="")
    return held


@transaction.atomic
def reasons_load(*, actor, county) -> int:
    """Gives the county the reasons known from the rules to start with, those it has not; how many."""
    require_county(actor, county)
    with override("zh-hans"):
        names = [str(name) for name in USUAL_CANCEL_REASONS]
    known = set(PlaqueCancelReason.objects.filter(station=county).values_list("name", flat=True))
    missing = [name for name in names if name not in known]
    for name in missing:
        reason_save(actor=actor, reason=PlaqueCancelReason(station=county, name=name))
    return len(missing)


@transaction.atomic
def reason_save(*, actor, reason) -> PlaqueCancelReason:
    """Saves one of the county's reasons; one that is no longer used is not offered, and stays where it stands."""
    require_station(actor, Verb.APPROVE, reason.station)
    require_county(actor, reason.station)
    before = PlaqueCancelReason.objects.filter(pk=reason.pk).first()
    reason.full_clean()
    reason.save()
    noted(reason, actor=actor, before=before)
    return reason


def reasons_of(plaque):
    """What the county may choose from to take `plaque` back."""
    return PlaqueCancelReason.objects.filter(station=county_station(plaque.station), is_offered=True)


def _held(actor, plaque):
    """The plaque as stored, its station held; ServiceError when it changed since it was read."""
    require_county(actor, plaque.station)
    lock({plaque.station_id})
    held = Plaque.objects.select_related("station", "household").get(pk=plaque.pk)
    if held.version != plaque.version:
        raise ServiceError(_("刚才有同事改了这块光荣牌，请看过新的情况再操作。"))
    return held
