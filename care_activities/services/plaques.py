"""Registering, hanging, correcting, moving and deleting plaques."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.rights import require, require_links, require_station

from ..models import HangingEntry, Plaque, PlaqueApplication, PlaqueEvent
from ..tallies import recount_plaques
from ..vocabulary import ApplicationKind, PlaqueApplicationState, PlaqueEventKind, PlaqueStatus
from .plaque_rights import is_county
from .writing import noted, remove, settle

_GONE = (PlaqueStatus.CANCELLED, PlaqueStatus.MOVED)
# What a plaque takes along to another household.
_MOVES_ALONG = (
    "number role initiated_by status hung_on hung_date_unknown position led_by is_parents_home reissues "
    "override_reason replaced_on"
).split()
# Events that a plaque registered by mistake cannot have.
_LASTING = (
    PlaqueEventKind.REPLACED,
    PlaqueEventKind.REISSUED,
    PlaqueEventKind.MOVED,
    PlaqueEventKind.CANCELLED,
    PlaqueEventKind.RESTORED,
)


@transaction.atomic
def plaque_register(*, actor, household, role, initiated_by, status, **details) -> Plaque:
    """Registers the plaque of `household`, whatever stage it has reached; `details` are further fields.

    It stands with the household's station. Raises PermissionDenied outside the actor's scope and
    ValidationError, also when the household hangs one already.
    """
    require_station(actor, Verb.ADD, household.station)
    plaque = Plaque(
        station=household.station,
        household=household,
        role=role,
        initiated_by=initiated_by,
        status=status,
        **details,
    )
    lock(plaque.scope_station_ids())
    plaque_write(plaque, actor=actor)
    settle(plaque, actor=actor, recount=recount_plaques)
    return plaque


def plaque_hang(*, actor, plaque, hung_on, **details) -> Plaque:
    """The plaque goes up on `hung_on`; `details` are where, and who led (squad, led_by, address, position).

    Raises ServiceError unless it was waiting to be hung, and what plaque_update raises.
    """
    if plaque.status != PlaqueStatus.TO_HANG:
        raise ServiceError(_("只有“待悬挂”的光荣牌可以登记悬挂；请先核对它的状态。"))
    return plaque_update(actor=actor, plaque=plaque, status=PlaqueStatus.HUNG, hung_on=hung_on, **details)


@transaction.atomic
def plaque_update(*, actor, plaque, **changes) -> Plaque:
    """Saves `plaque` with `changes` over the version it was read with; its household stays.

    Raises Conflict when someone else saved meanwhile, PermissionDenied and ValidationError.
    """
    require(actor, Verb.CHANGE, plaque)
    before = Plaque.objects.get(pk=plaque.pk)
    for name, value in changes.items():
        setattr(plaque, name, value)
    lock(before.scope_station_ids())
    plaque_write(plaque, actor=actor)
    settle(plaque, actor=actor, recount=recount_plaques, before=before)
    return plaque


@transaction.atomic
def plaque_relocate(*, actor, plaque, moved_on, address, household=None) -> Plaque:
    """迁移: the plaque moves along to `address`; to another `household`, or with its own to a new station.

    Of another household the old row is closed and linked, and a new one hangs there, with the count of 补发.
    Raises ServiceError unless it hangs, ValidationError where one hangs already, PermissionDenied.
    """
    require(actor, Verb.CHANGE, plaque)
    household = household or plaque.household
    require_station(actor, Verb.ADD, household.station)
    lock(plaque.scope_station_ids() | household.scope_station_ids())
    if plaque.status != PlaqueStatus.HUNG:
        raise ServiceError(_("只有“已悬挂”的光荣牌可以迁移。"))
    if moved_on > timezone.localdate():
        raise ValidationError({"moved_on": _("迁移日期在今天之后，请核对。")})
    before = Plaque.objects.get(pk=plaque.pk)
    if household.pk == plaque.household_id:
        plaque.station, plaque.address = household.station, address
        plaque_keep(
            plaque, actor=actor, before=before, kind=PlaqueEventKind.MOVED, on=moved_on, words=address
        )
        return plaque
    there = _moved_along(plaque, household, address)
    plaque.status = PlaqueStatus.MOVED
    # The address of the new home is none of the old station's business.
    plaque_keep(plaque, actor=actor, before=before, kind=PlaqueEventKind.MOVED, on=moved_on, words=_("迁出"))
    plaque_keep(there, actor=actor, kind=PlaqueEventKind.MOVED, on=moved_on, words=_("迁入"))
    Plaque.objects.filter(pk=plaque.pk).update(moved_to=there)
    return there


def _moved_along(plaque, household, address):
    kept = {name: getattr(plaque, name) for name in _MOVES_ALONG}
    moved = Plaque(station=household.station, household=household, address=address, **kept)
    carry_reissues(moved)
    return moved


@transaction.atomic
def plaque_delete(*, actor, plaque) -> None:
    """Deletes a plaque registered by mistake; one taken back is 已取消 instead.

    Raises PermissionDenied outside the actor's scope, ServiceError once it has a history worth keeping.
    """
    require(actor, Verb.DELETE, plaque)
    lock(plaque.scope_station_ids())
    if not is_deletable(plaque):
        raise ServiceError(_("这块光荣牌已有申请、更换、补发、迁移或取消的记录，不能删除。"))
    remove(plaque, actor=actor, recount=recount_plaques)


def is_deletable(plaque) -> bool:
    """Whether nothing has happened to it that must stay on record."""
    held = Plaque.objects.get(pk=plaque.pk)
    return not (
        held.status in _GONE
        or held.reissues
        or held.applications.exists()
        or held.events.filter(kind__in=_LASTING).exists()
    )


def plaque_write(plaque, *, actor) -> None:
    """Checks and saves a plaque typed by hand; lock, audit and recount are the caller's.

    Raises ServiceError for a status that has a way of its own.
    """
    stored = Plaque.objects.filter(pk=plaque.pk).first()
    require_links(actor, plaque, stored)
    if stored and (stored.household_id, stored.station_id) != (plaque.household_id, plaque.station_id):
        raise ValidationError(_("光荣牌登记后不能换给别的家庭；登记错了，请删除这条，再重新登记。"))
    _check_by_hand(stored, plaque, actor)
    if stored is None:
        carry_reissues(plaque)
    plaque.full_clean()
    plaque.save()
    for kind, words in _told(stored, plaque):
        on = plaque.hung_on if kind == PlaqueEventKind.HUNG else timezone.localdate()
        plaque_note(plaque, kind, actor=actor, on=on, words=words)
    if stored is not None and stored.status != plaque.status == PlaqueStatus.HUNG:
        entries_done(plaque.hung_on or timezone.localdate(), plaque=plaque, round__closed_at__isnull=True)
        _finish_application(plaque, actor)


def carry_reissues(plaque) -> None:
    """Gives a new plaque the count of 补发 that its household has had, with the county's reason for a third."""
    most = Plaque.objects.filter(household=plaque.household).order_by("-reissues").first()
    if most is not None and most.reissues > plaque.reissues:
        plaque.reissues, plaque.override_reason = most.reissues, most.override_reason


def plaque_note(plaque, kind, *, actor, on=None, words="", station=None) -> PlaqueEvent:
    """Adds to the history of a plaque, in the transaction of the act."""
    return PlaqueEvent.objects.create(
        plaque=plaque,
        kind=kind,
        on=on or timezone.localdate(),
        words=words[:300],
        station=station or plaque.station,
        by_label=audit.actor_label(actor),
    )


def plaque_keep(plaque, *, actor, kind, on, words, before=None):
    """Saves what a service decided, with its event, audit entry and recount."""
    plaque.full_clean()
    plaque.save()
    plaque_note(plaque, kind, actor=actor, on=on, words=words)
    settle(plaque, actor=actor, recount=recount_plaques, before=before)


def _check_by_hand(stored, plaque, actor):
    """Taking back and restoring are the county's, and so is confirming; a village registers what hangs."""
    was, becomes = stored.status if stored else None, plaque.status
    if was == becomes:
        return
    if was in _GONE or becomes in _GONE:
        raise ServiceError(_("取消、恢复和迁移请在光荣牌的页面上办理；取消和恢复由县级办理。"))
    if was is None:
        _require_not_taken_back(plaque)
    if is_county(actor, plaque.station):
        return
    if was is None and becomes == PlaqueStatus.HUNG:
        return
    if was is None and becomes == PlaqueStatus.TO_CONFIRM:
        return
    if was == PlaqueStatus.TO_HANG and becomes == PlaqueStatus.HUNG:
        return
    if was == PlaqueStatus.TO_CONFIRM and becomes == PlaqueStatus.HUNG:
        listed = timezone.localdate(stored.created_at)
        if plaque.hung_date_unknown or (plaque.hung_on and plaque.hung_on < listed):
            return  # it was on the wall already when it was listed
        raise ServiceError(_("县级还没有核定，不能登记悬挂；早已悬挂的，请填写当时的日期或勾选“日期不详”。"))
    raise ServiceError(_("“待悬挂”由县级核定名单得出；请选“待核定”，等待县级核定。"))


def _require_not_taken_back(plaque):
    """What the county took back comes again by the county alone."""
    if Plaque.objects.filter(household=plaque.household_id, status=PlaqueStatus.CANCELLED).exists():
        raise ServiceError(_("这一户的光荣牌已由县级取消；符合恢复条件的，由县级恢复，不另发。"))


def _told(stored, plaque):
    if stored is None:
        yield PlaqueEventKind.REGISTERED, plaque.get_status_display()
        if plaque.status == PlaqueStatus.HUNG and plaque.hung_on:
            yield PlaqueEventKind.HUNG, plaque.led_by
    elif stored.status != plaque.status:
        if plaque.status == PlaqueStatus.HUNG:
            yield PlaqueEventKind.HUNG, plaque.led_by
        else:
            yield PlaqueEventKind.CORRECTED, plaque.get_status_display()
    if stored is not None and stored.role != plaque.role:
        yield PlaqueEventKind.ROLE, f"{stored.get_role_display()} → {plaque.get_role_display()}"


def entries_done(on, **which) -> None:
    """What stands on the lists of rounds about a plaque or an application (`which`) was done on that day."""
    entries = HangingEntry.objects.filter(done_on__isnull=True, **which)
    entries.update(done_on=on, version=F("version") + 1)


def _finish_application(plaque, actor):
    """What the household applied for hangs now."""
    approved = PlaqueApplication.objects.filter(
        plaque=plaque, kind=ApplicationKind.NEW, state=PlaqueApplicationState.APPROVED
    )
    for application in approved:
        before = PlaqueApplication.objects.get(pk=application.pk)
        application.state = PlaqueApplicationState.DONE
        application.done_on = plaque.hung_on or timezone.localdate()
        application.save()
        noted(application, actor=actor, before=before)
