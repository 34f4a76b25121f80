"""Registering, correcting and deleting consultations."""

from django.db import transaction

from stations.models import SupportMember
from stations.roles import Verb
from veterans.services.rights import require, require_station

from ..models import Consultation
from .writing import noted, remove


@transaction.atomic
def consultation_record(*, actor, station, date, adviser, topic, question, outcome, person=None, advice=""):
    """Registers a Consultation at `station`; without `person` it is anonymous.

    The person need only be visible to the actor: residents of other files ask here too. Raises
    PermissionDenied and ValidationError.
    """
    require_station(actor, Verb.ADD, station)
    if person is not None:
        require(actor, Verb.VIEW, person)
    row = Consultation(
        station=station,
        date=date,
        adviser=adviser,
        topic=topic,
        person=person,
        question=question,
        advice=advice,
        outcome=outcome,
    )
    row.full_clean()
    row.save()
    noted(row, actor=actor)
    return row


@transaction.atomic
def consultation_update(*, actor, consultation, **changes) -> Consultation:
    """Saves `consultation` with `changes` over the version it was read with; its station stays.

    Raises Conflict when someone else saved meanwhile, PermissionDenied and ValidationError.
    """
    require(actor, Verb.CHANGE, consultation)
    before = Consultation.objects.get(pk=consultation.pk)
    for name, value in changes.items():
        setattr(consultation, name, value)
    if consultation.person_id != before.person_id and consultation.person is not None:
        require(actor, Verb.VIEW, consultation.person)
    consultation.station_id = before.station_id
    consultation.full_clean()
    consultation.save()
    noted(consultation, actor=actor, before=before)
    return consultation


@transaction.atomic
def consultation_delete(*, actor, consultation) -> None:
    """Deletes a consultation registered by mistake; raises PermissionDenied outside the actor's scope."""
    require(actor, Verb.DELETE, consultation)
    remove(consultation, actor=actor, recount=lambda stations: None)


def advisers_of(user, station, today):
    """The members in post whom `station` can call on: its own and those of the stations above it."""
    members = SupportMember.objects.offered_to(user).in_post(today)
    return members.filter(station__code__in=station.path_codes).select_related("station")
