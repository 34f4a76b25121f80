"""集中悬挂 before 春节 and 八一: a list frozen at the start, and hanging in sets."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import bulk
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import hold, lock
from veterans.services.rights import require, require_station

from ..models import HangingEntry, HangingRound, Plaque, PlaqueApplication
from ..standing import standings_of
from ..vocabulary import ApplicationKind, PlaqueApplicationState, PlaqueStatus
from .plaque_applications import application_finish
from .plaques import plaque_hang
from .writing import noted

_BATCH = 500


@transaction.atomic
def round_open(*, actor, station, year, festival) -> HangingRound:
    """Opens a round at `station` and freezes its list: what waits to be hung, and renewals the county approved.

    Left out are households where nobody who entitles them lives any more. Raises PermissionDenied without the
    right to approve there, ValidationError, ServiceError when there is nothing to hang.
    """
    require_station(actor, Verb.APPROVE, station)
    opened = HangingRound(station=station, year=year, festival=festival)
    opened.full_clean()
    opened.save()
    below = Station.objects.subtree_of(station).values_list("pk", flat=True)
    lock(below)
    made = [*_new(station), *_renewals(station)]
    if not made:
        raise ServiceError(_("这个站和下级站没有待悬挂、待更换或待补发的光荣牌。"))
    for number, entry in zip(bulk.reserve_ids(HangingEntry, len(made)), made, strict=True):
        entry |= {"id": number, "round_id": opened.pk}
    for start in range(0, len(made), _BATCH):
        bulk.insert(HangingEntry, made[start : start + _BATCH])
    noted(opened, actor=actor)
    return opened


@transaction.atomic
def round_close(*, actor, hanging) -> HangingRound:
    """Ends a round; what was not hung waits for the next. Raises Conflict and, when it has ended, ServiceError."""
    require(actor, Verb.APPROVE, hanging)
    lock(Station.objects.subtree_of(hanging.station).values_list("pk", flat=True))
    _require_running(hanging)
    before = HangingRound.objects.get(pk=hanging.pk)
    hanging.closed_at = timezone.now()
    hanging.save()
    noted(hanging, actor=actor, before=before)
    return hanging


def entries_hang(*, actor, hanging, entries, hung_on, squad=None, led_by="", position="") -> tuple[int, int]:
    """Registers those of `entries` that are not done as hung on `hung_on` by `squad`: `(hung, left out)`.

    For 更换 ticking says that the old plaque was handed in. Left out is what cannot hang any more. Raises
    ValidationError for a day to come or before the confirmation, PermissionDenied for a foreign squad.
    """
    if hung_on > timezone.localdate():
        raise ValidationError({"hung_on": _("悬挂日期在今天之后，请核对。")})
    with transaction.atomic():
        chosen = HangingEntry.objects.filter(pk__in=entries.values("pk"), round=hanging, done_on__isnull=True)
        if actor is not None:
            chosen = chosen.filter(pk__in=HangingEntry.objects.visible_to(actor, Verb.CHANGE).values("pk"))
        hold(lambda: chosen.values_list("station_id", flat=True))
        _require_running(hanging)
        rows = chosen.select_related("plaque__household", "plaque__station", "application").order_by("pk")
        hung = left = 0
        for entry in list(rows):
            try:
                with transaction.atomic():
                    _hang(actor, entry, hung_on, squad=squad, led_by=led_by, position=position)
                hung += 1
            except (ServiceError, ValidationError):
                left += 1
        return hung, left


def _hang(actor, entry, hung_on, **details):
    plaque = entry.plaque
    if entry.application_id:
        application_finish(actor=actor, application=entry.application, done_on=hung_on, old_handed_in=True)
        return
    given = {name: value for name, value in details.items() if value}
    plaque_hang(actor=actor, plaque=plaque, hung_on=hung_on, **given)


def _new(station):
    waiting = Plaque.objects.filter(station__below=station.path, status=PlaqueStatus.TO_HANG)
    plaques = list(waiting.select_related("household").order_by("station__path", "household__number", "pk"))
    found = {}
    for start in range(0, len(plaques), _BATCH):
        found |= standings_of([plaque.household for plaque in plaques[start : start + _BATCH]])
    return [
        {"plaque_id": plaque.pk, "station_id": plaque.station_id, "application_id": None}
        for plaque in plaques
        if found[plaque.household_id].may_hang or plaque.is_parents_home
    ]


def _renewals(station):
    approved = PlaqueApplication.objects.filter(
        station__below=station.path, state=PlaqueApplicationState.APPROVED
    ).exclude(kind=ApplicationKind.NEW)
    rows = approved.order_by("station__path", "pk").select_related("household")
    found = standings_of([row.household for row in rows])
    return [
        {"plaque_id": row.plaque_id, "station_id": row.station_id, "application_id": row.pk}
        for row in rows
        if found[row.household_id].may_hang or row.is_parents_home
    ]


def _require_running(hanging):
    if not HangingRound.objects.filter(pk=hanging.pk, closed_at__isnull=True).exists():
        raise ServiceError(_("这次集中悬挂已经结束，不能再改。"))
