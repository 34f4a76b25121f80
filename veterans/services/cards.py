"""优待证: applying for many at once, and moving them on together from stage to stage."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations import tallies as floor_tallies
from stations.roles import Verb
from stations.services import ServiceError

from .. import qualifying
from ..models import CardBatch, PersonFile, PreferentialCard
from ..models.benefits import card_kinds
from ..vocabulary import CARD_MOVES, CardStage, FileStatus
from .batches import entry, take, write
from .rights import require_station

_PERSON = "person__managing_station"


@transaction.atomic
def cards_apply(
    *, actor, station, person_ids: Iterable[int], batch_name: str, applied_on: datetime.date
) -> CardBatch:
    """Applies for the cards of the given people in one batch of `station`; the batch is made when it is new.

    The kind follows from the classes: the veterans' card where both fit. Raises ServiceError for somebody
    who has a card already or may hold none, ValidationError for name and date, PermissionDenied.
    """
    require_station(actor, Verb.CHANGE, station)
    _check_day(applied_on)
    people = _people(actor, station, set(person_ids))
    batch = _batch(actor, station, batch_name.strip(), applied_on)
    cards = [
        PreferentialCard(
            person=person,
            kind=card_kinds(person.classes)[0],
            stage=CardStage.APPLIED,
            batch=batch,
            applied_on=applied_on,
            stage_on=applied_on,
        )
        for person in people
    ]
    PreferentialCard.objects.bulk_create(cards)
    audit.record_many(audit.Action.CREATE, actor=actor, rows=[entry(card) for card in cards])
    return batch


def _people(actor, station, ids):
    if not ids:
        raise ServiceError(_("请先勾选要申请的人。"))
    people = PersonFile.objects.filter(pk__in=ids).select_related("managing_station").order_by("pk")
    if actor is not None:
        people = people.visible_to(actor, Verb.CHANGE)
    floor_tallies.lock({*people.order_by().values_list("managing_station_id", flat=True), station.pk})
    found = list(people)
    if len(found) != len(ids):
        raise PermissionDenied
    if any(not person.managing_station.path.startswith(station.path) for person in found):
        raise ServiceError(_("所选的人不都在这个站管理范围内，请分站申请。"))
    due = people.filter(qualifying.card_due(timezone.localdate())).count()
    if due != len(found):
        raise ServiceError(
            _("所选的有 %d 人不能申请（已有优待证，或不属于发放范围）。请刷新页面，重新勾选。")
            % (len(found) - due)
        )
    return found


def _batch(actor, station, name, opened_on):
    found = CardBatch.objects.filter(station=station, name=name).first()
    if found is not None:
        return found
    batch = CardBatch(station=station, name=name, opened_on=opened_on)
    batch.full_clean()
    batch.save()
    audit.record(audit.Action.CREATE, actor=actor, station=station, target=batch, after=audit.snapshot(batch))
    return batch


@transaction.atomic
def cards_advance(
    *,
    actor,
    card_ids: Iterable[int],
    to: str,
    on: datetime.date,
    reason: str = "",
    home_ids: Iterable[int] = (),
) -> int:
    """Moves cards on to the stage `to` with the day it happened; returns how many (张).

    `reason` is asked when a card is refused. `home_ids`: those handed over at home (上门送达). Raises ServiceError
    when a card does not stand before that stage (any more), stood in a later one by that day, or when the
    person left the files.
    """
    _check_day(on)
    if to == CardStage.REFUSED and not reason.strip():
        raise ServiceError(_("请选择未通过的原因。"))
    cards = take(PreferentialCard, card_ids, actor=actor, verb=Verb.CHANGE, related=_PERSON)
    if any(to not in CARD_MOVES[card.stage] or _came_too_late(card, to) for card in cards):
        raise ServiceError(_("所选的优待证有的已不在这个阶段。请刷新页面，重新勾选。"))
    if any(card.stage_on and card.stage_on > on for card in cards):
        raise ServiceError(_("日期早于上一阶段的日期，请核对。"))
    at_home = set(home_ids)
    write(
        cards,
        lambda card: _moved(card, to, on, reason.strip(), card.pk in at_home),
        action=audit.Action.CHANGE,
        actor=actor,
    )
    return len(cards)


def _came_too_late(card, to):
    """Who is no longer on file is on no list of the page; his card can only be taken back."""
    return card.person.status != FileStatus.ACTIVE and to != CardStage.RETURNED


def _moved(card, to, on, reason, at_home):
    values = {"stage": str(to), "stage_on": on}
    if to == CardStage.ISSUED:
        values |= {"issued_on": on, "handed_at_home": at_home}
    elif to == CardStage.REFUSED:
        values["refused_because"] = reason
    elif to == CardStage.APPLIED:
        values |= {"applied_on": on, "refused_because": ""}
    return values


def _check_day(day):
    if day > timezone.localdate():
        raise ServiceError(_("日期在今天之后，请填写实际办理的日期。"))
