"""Booking a venue, and what became of it. Two uses of one venue never overlap.

Every act is written under the lock of the venue's station, so that of two who book at once the second reads
why she cannot.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.roles import Verb
from stations.tallies import lock
from veterans.services.rights import require, require_station

from ..models import VenueUse
from ..place_tallies import recount_uses
from ..vocabulary import HOLDING_USES, UseState
from .aid import fresh
from .writing import settle


@transaction.atomic
def use_book(*, actor, venue, used=False, **values) -> VenueUse:
    """Books `venue`; with `used` it is registered as having been used, for the ledger kept afterwards.

    `values`: date, start, end, purpose, organiser and further fields. Raises PermissionDenied, and
    ValidationError for another use at that time, a closed venue and what lacks.
    """
    require_station(actor, Verb.ADD, venue.station)
    lock({venue.station_id})
    state = UseState.USED if used else UseState.BOOKED
    use = VenueUse(station_id=venue.station_id, venue=venue, state=state, **values)
    _save(use)
    settle(use, actor=actor, recount=recount_uses)
    return use


@transaction.atomic
def use_update(*, actor, use, **changes) -> VenueUse:
    """Corrects a use; it stays with its station. Raises Conflict and what use_book raises."""
    require(actor, Verb.CHANGE, use)
    lock({use.station_id})
    before = fresh(use)
    for name, value in changes.items():
        setattr(use, name, value)
    if use.venue.station_id != use.station_id:
        raise ValidationError({"venue": _("请选择本站的场所。")})
    _save(use)
    settle(use, actor=actor, before=before, recount=recount_uses)
    return use


@transaction.atomic
def use_settle(*, actor, use, state, people=None, note=None) -> VenueUse:
    """已使用 with the number of `people` who came, 未使用（取消）, or booked again after a mistake.

    None leaves people and note as they are. Raises Conflict and what use_book raises.
    """
    changes = {name: value for name, value in (("people", people), ("note", note)) if value is not None}
    return use_update(actor=actor, use=use, state=state, **changes)


def _save(use):
    _refuse_future(use)
    if use.venue.closed_on and use.venue.closed_on <= use.date:
        raise ValidationError(
            {"venue": _("这个场所从 %s 起停用，不能预约；请选别的场所。") % use.venue.closed_on.isoformat()}
        )
    use.full_clean()
    _refuse_overlap(use)
    use.save()


def _refuse_future(use):
    if use.state == UseState.USED and use.date and use.date > timezone.localdate():
        raise ValidationError({"date": _("日期还没到，不能登记为已使用；请先预约。")})


def _refuse_overlap(use):
    if use.state not in HOLDING_USES:
        return
    other = VenueUse.objects.overlapping(use).order_by("start").first()
    if other is not None:
        raise ValidationError({"start": overlap_sentence(other)}, code="overlap")


def overlap_sentence(other) -> str:
    """What somebody reads whose time meets that of `other`."""
    return _("%(venue)s %(day)s %(start)s–%(end)s 已有预约（%(purpose)s），请换时间或换场所。") % {
        "venue": other.venue.name,
        "day": other.date.isoformat(),
        "start": f"{other.start:%H:%M}",
        "end": f"{other.end:%H:%M}",
        "purpose": other.purpose,
    }
