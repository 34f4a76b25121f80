"""Registering care (照料服务): one by one, or several people on one screen."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from stations.roles import Verb
from stations.tallies import hold
from veterans.models import PersonFile
from veterans.services.rights import require, require_links
from veterans.vocabulary import FileStatus, PersonTag

from ..care_tallies import recount_care
from ..models import CareService
from .writing import noted

# 孤老 on the list of those who are cared for.
LONELY = Q(status=FileStatus.ACTIVE, tags__has_code=str(PersonTag.LONELY))


@dataclass(frozen=True)
class CareAnswer:
    """What differs for one person from what holds for all; None takes what holds for all."""

    person_id: int
    items: tuple | None = None
    minutes: int | None = None
    content: str | None = None


@dataclass
class Registered:
    """What became of the people of one screen, by the ids of their files; `refused` with the sentences."""

    done: list[int] = field(default_factory=list)
    already: list[int] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


@transaction.atomic
def care_services_register(*, actor, date, answers: Iterable[CareAnswer], **common) -> Registered:
    """Registers a service of `date` to each person of `answers`; `common` are further fields of CareService.

    What is on record already is not doubled, what is refused does not hinder the others. Files that the actor
    does not keep are passed over. Raises PermissionDenied for a helper or contract out of her reach.
    """
    by_person = {answer.person_id: answer for answer in answers}
    people = PersonFile.objects.visible_to(actor, Verb.ADD).filter(pk__in=by_person).order_by("pk")
    stations = hold(lambda: set(people.values_list("managing_station_id", flat=True)))
    found = Registered()
    for person in people.select_related("managing_station"):
        service = _service_of(person, date, by_person[person.pk], common)
        if CareService.objects.filter(person=person, date=date, items=service.items).exists():
            found.already.append(person.pk)
            continue
        try:
            care_service_write(service, actor=actor)
        except ValidationError as refusal:
            found.refused[person.pk] = refusal.messages
            continue
        noted(service, actor=actor)
        found.done.append(person.pk)
        found.warnings += filter(None, [care_warning(person)])
    recount_care(stations)
    return found


def _service_of(person, date, answer, common):
    own = {"items": answer.items, "minutes": answer.minutes, "content": answer.content}
    told = {name: value for name, value in own.items() if value}
    return CareService(person=person, date=date, **common | told)


def care_service_write(service, *, actor) -> None:
    """Checks and saves a service; audit and recount are the caller's. It happens where the file is kept.

    Raises PermissionDenied, Conflict, and ValidationError, also for another person than was registered.
    """
    stored = CareService.objects.filter(pk=service.pk).first()
    require_links(actor, service, stored)
    if stored is None:
        require(actor, Verb.ADD, service.person)
        [service.station_id] = hold(lambda: _station_of(service))
    elif stored.person_id != service.person_id:
        raise ValidationError(_("服务对象登记后不能更换；登记错了，请删除这条，再重新登记。"))
    service.full_clean()
    service.save()


def _station_of(service):
    return PersonFile.objects.filter(pk=service.person_id).values_list("managing_station_id", flat=True)


def care_warning(person) -> str:
    """What speaks against caring for `person` in this ledger, "" for nothing: others than 孤老 are let pass."""
    if PersonTag.LONELY in person.tags:
        return ""
    return _("%s 没有“孤老”标签，照料已经登记；确属孤老的，请在档案里补上标签。") % person.name


def uncared(today: datetime.date, days: int) -> Q:
    """孤老 who got no care in the last `days` days, today's counted."""
    since = today - datetime.timedelta(days=days)
    recent = CareService.objects.filter(person=OuterRef("pk"), date__gt=since)
    return LONELY & ~Exists(recent)


def last_cared(people) -> dict[int, datetime.date]:
    """The day of the last care of each of `people` who got any, by the ids of their files."""
    rows = CareService.objects.filter(person__in=people).order_by().values_list("person")
    return dict(rows.annotate(Max("date")))
