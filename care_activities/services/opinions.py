"""意见建议: taken down, handled, answered, closed with what was improved. No step is left out.

`on` is the day it happened, today unless said.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.rights import require, require_links, require_station

from ..models import Opinion
from ..vocabulary import OpinionState
from .writing import noted, remove

_FOLLOWS = {
    OpinionState.HANDLED: OpinionState.OPEN,
    OpinionState.ANSWERED: OpinionState.HANDLED,
    OpinionState.CLOSED: OpinionState.ANSWERED,
}


@transaction.atomic
def opinion_record(*, actor, station, received_on=None, activity=None, **details) -> Opinion:
    """Takes an opinion down at `station`, from `activity` where it was said at one.

    Raises PermissionDenied and ValidationError.
    """
    require_station(actor, Verb.ADD, station)
    if activity and activity.station_id != station.pk:
        raise ValidationError(_("这场活动不是这个服务站的，请核对。"))
    lock([station.pk])
    opinion = Opinion(
        station=station, activity=activity, received_on=received_on or timezone.localdate(), **details
    )
    _save(opinion, actor=actor, before=None)
    return opinion


@transaction.atomic
def opinion_update(*, actor, opinion, **changes) -> Opinion:
    """Corrects what was taken down. Raises Conflict, PermissionDenied, ValidationError."""
    require(actor, Verb.CHANGE, opinion)
    lock([opinion.station_id])
    before = Opinion.objects.get(pk=opinion.pk)
    for name, value in changes.items():
        setattr(opinion, name, value)
    _save(opinion, actor=actor, before=before)
    return opinion


def opinion_handle(*, actor, opinion, handling, on=None) -> Opinion:
    """What was done about it. Raises ServiceError out of order, else as opinion_update."""
    day = on or timezone.localdate()
    return _step(actor, opinion, OpinionState.HANDLED, handling=handling, handled_on=day)


def opinion_answer(*, actor, opinion, answer, adopted, on=None) -> Opinion:
    """What was answered, and whether it was adopted. Raises ServiceError out of order, else as opinion_update."""
    day = on or timezone.localdate()
    return _step(actor, opinion, OpinionState.ANSWERED, answer=answer, adopted=adopted, answered_on=day)


def opinion_close(*, actor, opinion, improvement_action, on=None) -> Opinion:
    """Closes it with what was improved. Raises ServiceError out of order, else as opinion_update."""
    day = on or timezone.localdate()
    return _step(actor, opinion, OpinionState.CLOSED, improvement_action=improvement_action, closed_on=day)


@transaction.atomic
def opinion_delete(*, actor, opinion) -> None:
    """Deletes one taken down by mistake. Raises PermissionDenied, ServiceError once something was done."""
    require(actor, Verb.DELETE, opinion)
    if opinion.state != OpinionState.OPEN:
        raise ServiceError(_("这条意见已经办理，不能删除。"))
    remove(opinion, actor=actor, recount=lambda stations: None)


def opinion_write(opinion, *, actor) -> None:
    """Checks and saves what was taken down; lock and audit are the caller's."""
    stored = Opinion.objects.filter(pk=opinion.pk).first()
    require_links(actor, opinion, stored)
    if opinion.person and (stored is None or stored.person_id != opinion.person_id):
        require(actor, Verb.VIEW, opinion.person)
    opinion.full_clean()
    opinion.save()


def _step(actor, opinion, state, **values):
    if opinion.state != _FOLLOWS[state]:
        raise ServiceError(
            _("这条意见现在是“%s”，不能跳过步骤；请刷新页面核对。") % opinion.get_state_display()
        )
    return opinion_update(actor=actor, opinion=opinion, state=state, **values)


def _save(opinion, *, actor, before):
    opinion_write(opinion, actor=actor)
    noted(opinion, actor=actor, before=before)
