"""依申请, 更换, 补发: the village takes the application in, the street signs, the county decides.

A return goes one tier down, with its reason. Nobody decides what she submitted herself.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.rights import require, require_station

from ..models import Plaque, PlaqueApplication, PlaqueStep
from ..models.plaques import MOST_REISSUES
from ..standing import standing_of
from ..vocabulary import (
    ApplicationKind,
    ApprovalTier,
    Initiation,
    PlaqueApplicationState,
    PlaqueEventKind,
    PlaqueStatus,
    StepOutcome,
)
from .plaque_rights import require_county, require_street
from .plaques import carry_reissues, entries_done, plaque_keep
from .writing import noted

State, Kind, Tier = PlaqueApplicationState, ApplicationKind, ApprovalTier


@transaction.atomic
def application_submit(*, actor, household, kind, role, reason, applied_on, **details) -> PlaqueApplication:
    """The village takes in what a household asks for, and sends it to the street.

    Raises ServiceError where the rules leave no room: nobody entitled lives, nothing hangs that could be
    renewed, a plaque hangs or was taken back already. ValidationError for a second open application.
    """
    require_station(actor, Verb.ADD, household.station)
    lock(household.scope_station_ids())
    application = PlaqueApplication(
        station=household.station,
        household=household,
        kind=kind,
        role=role,
        reason=reason,
        applied_on=applied_on,
        **details,
    )
    application.plaque = _plaque_for(application)
    _require_living(application)
    application.full_clean()
    application.save()
    _step(application, actor, Tier.VILLAGE, StepOutcome.SUBMITTED)
    noted(application, actor=actor)
    return application


@transaction.atomic
def application_resubmit(*, actor, application, reason) -> PlaqueApplication:
    """The village sends a returned application up again, with what it says now."""
    held = _at(actor, application, Verb.CHANGE, State.VILLAGE)
    _require_living(held)
    return _move(held, actor, Tier.VILLAGE, StepOutcome.SUBMITTED, State.STREET, reason=reason)


@transaction.atomic
def application_withdraw(*, actor, application, opinion="") -> PlaqueApplication:
    """The household or the village takes it back before the county has decided."""
    held = _at(actor, application, Verb.CHANGE, State.VILLAGE, State.STREET)
    return _move(held, actor, Tier.VILLAGE, StepOutcome.WITHDRAWN, State.WITHDRAWN, opinion)


@transaction.atomic
def application_agree(*, actor, application, opinion="") -> PlaqueApplication:
    """The street signs its opinion and passes it to the county."""
    held = _at(actor, application, Verb.VIEW, State.STREET)
    require_street(actor, held.station)
    _require_other(actor, held)
    return _move(held, actor, Tier.STREET, StepOutcome.AGREED, State.COUNTY, opinion)


@transaction.atomic
def application_return(*, actor, application, opinion) -> PlaqueApplication:
    """Back to the village from the street, to the street from the county; the reason is required."""
    if not opinion.strip():
        raise ValidationError({"opinion": _("请写明退回的原因。")})
    held = _at(actor, application, Verb.VIEW, State.STREET, State.COUNTY)
    if held.state == State.STREET:
        require_street(actor, held.station)
        return _move(held, actor, Tier.STREET, StepOutcome.RETURNED, State.VILLAGE, opinion)
    require_county(actor, held.station)
    return _move(held, actor, Tier.COUNTY, StepOutcome.RETURNED, State.STREET, opinion)


@transaction.atomic
def application_refuse(*, actor, application, opinion) -> PlaqueApplication:
    """The county refuses, with its reason."""
    if not opinion.strip():
        raise ValidationError({"opinion": _("请写明不批准的理由。")})
    held = _at(actor, application, Verb.VIEW, State.COUNTY)
    require_county(actor, held.station)
    held.decided_on = timezone.localdate()
    return _move(held, actor, Tier.COUNTY, StepOutcome.REFUSED, State.REFUSED, opinion)


@transaction.atomic
def application_approve(*, actor, application, opinion="", override_reason="") -> PlaqueApplication:
    """The county approves: a new plaque waits to be hung, a renewal waits to be carried out.

    补发 beyond twice needs `override_reason`. Raises ServiceError without it, and when those who entitle the
    household died since.
    """
    held = _at(actor, application, Verb.VIEW, State.COUNTY)
    require_county(actor, held.station)
    _require_other(actor, held)
    _require_living(held)
    if held.kind == Kind.NEW:
        held.plaque = _new_plaque(held, actor)
    elif held.plaque.status != PlaqueStatus.HUNG:
        raise ServiceError(_("这块光荣牌已不在悬挂状态，不能更换、补发。"))
    elif held.kind == Kind.REISSUE:
        _count_reissue(held, actor, override_reason.strip())
    held.decided_on = timezone.localdate()
    return _move(held, actor, Tier.COUNTY, StepOutcome.AGREED, State.APPROVED, opinion or override_reason)


@transaction.atomic
def application_finish(*, actor, application, done_on, old_handed_in=False) -> PlaqueApplication:
    """更换 or 补发 was carried out on `done_on`; for 更换 the old plaque must have been handed in first.

    A new plaque is finished by hanging it. Raises ServiceError.
    """
    held = _at(actor, application, Verb.CHANGE, State.APPROVED)
    if held.kind == Kind.NEW:
        raise ServiceError(_("新挂的，请登记悬挂，申请随之办结。"))
    if held.kind == Kind.REPLACE and not old_handed_in:
        raise ServiceError(_("更换的，先收回旧牌，再挂新牌。"))
    if not held.decided_on <= done_on <= timezone.localdate():
        raise ValidationError({"done_on": _("办结日期应在县级批准之后，且不晚于今天。")})
    before = Plaque.objects.get(pk=held.plaque_id)
    plaque = held.plaque
    if plaque.status != PlaqueStatus.HUNG:
        raise ServiceError(_("这块光荣牌已不在悬挂状态，不能更换、补发。"))
    replaced = held.kind == Kind.REPLACE
    plaque.replaced_on = done_on
    kind = PlaqueEventKind.REPLACED if replaced else PlaqueEventKind.REISSUED
    words = _("旧牌已收回") if replaced else _("第 %s 次补发") % plaque.reissues
    plaque_keep(plaque, actor=actor, before=before, kind=kind, on=done_on, words=words)
    entries_done(done_on, application=held)
    held.done_on = done_on
    return _move(held, actor, Tier.VILLAGE, StepOutcome.DONE, State.DONE)


def _plaque_for(application):
    """What would be renewed; None for a new one."""
    held = Plaque.objects.filter(household=application.household).exclude(status=PlaqueStatus.MOVED)
    hung = held.filter(status=PlaqueStatus.HUNG).first()
    if application.kind != Kind.NEW:
        if hung is None:
            raise ServiceError(_("这一户没有悬挂着的光荣牌，不能更换、补发。"))
        return hung
    if hung:
        raise ServiceError(_("这一户已经悬挂光荣牌；一户只挂一块。"))
    if held.filter(status=PlaqueStatus.CANCELLED).exists():
        raise ServiceError(_("这一户的光荣牌已由县级取消；符合恢复条件的，由县级恢复，不另发。"))
    if held.exists():
        raise ServiceError(_("这一户已列入名单，不用再申请。"))
    return None


def _require_living(application):
    if application.is_parents_home:
        return  # the serving soldier is on another household's book, and has no file
    if not standing_of(application.household).may_hang:
        raise ServiceError(_("这一户没有在世的符合条件的人：不再新挂、更换、补发。"))


def _require_other(actor, application):
    last = application.steps.filter(outcome=StepOutcome.SUBMITTED).last()
    if actor is not None and last is not None and last.by_id == actor.pk:
        raise ServiceError(_("自己受理的申请，要由别人签署意见。"))


def _new_plaque(application, actor):
    _plaque_for(application)  # the household may have got one meanwhile
    plaque = Plaque(
        station=application.station,
        household=application.household,
        role=application.role,
        is_parents_home=application.is_parents_home,
        initiated_by=Initiation.APPLICATION,
        status=PlaqueStatus.TO_HANG,
        address=application.household.address,
    )
    carry_reissues(plaque)
    plaque_keep(plaque, actor=actor, kind=PlaqueEventKind.CONFIRMED, on=None, words=_("依申请批准"))
    return plaque


def _count_reissue(application, actor, override_reason):
    plaque = application.plaque
    before = Plaque.objects.get(pk=plaque.pk)
    plaque.reissues += 1
    if plaque.reissues > MOST_REISSUES:
        if not override_reason:
            raise ServiceError(_("这一户已补发两次；再补发须由县级写明理由。"))
        plaque.override_reason = override_reason
    words = _("批准第 %s 次补发") % plaque.reissues
    plaque_keep(plaque, actor=actor, before=before, kind=PlaqueEventKind.CONFIRMED, on=None, words=words)


def _at(actor, application, verb, *states):
    """The application as it is stored, its station held; ServiceError when somebody has moved it on."""
    require(actor, verb, application)
    lock({application.station_id})
    held = PlaqueApplication.objects.select_related("plaque", "household", "station").get(pk=application.pk)
    if held.state not in states or held.version != application.version:
        raise ServiceError(_("刚才有同事办理了这项申请，请看过新的情况再操作。"))
    return held


def _move(held, actor, tier, outcome, state, opinion="", **values):
    before = PlaqueApplication.objects.get(pk=held.pk)
    held.state = state
    for name, value in values.items():
        setattr(held, name, value)
    held.full_clean()
    held.save()
    _step(held, actor, tier, outcome, opinion)
    noted(held, actor=actor, before=before)
    return held


def _step(application, actor, tier, outcome, opinion=""):
    step = PlaqueStep(
        application=application,
        tier=tier,
        outcome=outcome,
        opinion=opinion.strip(),
        on=timezone.localdate(),
        by=actor,
        by_label=audit.actor_label(actor),
    )
    step.full_clean()
    step.save()
