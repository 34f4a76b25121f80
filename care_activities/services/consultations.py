"""Registering, correcting and deleting consultations."""

from django.db import transaction

from stations.models import SupportMember
from stations.roles import Verb
from stations.tallies import lock
from veterans.services.rights import require, require_station

from ..models import Consultation
from ..place_tallies import recount_consultations
from .writing import remove, settle


@transaction.atomic
def consultation_record(*, actor, station, date, adviser, topic, question, outcome, person=None, advice=""):
    """Registers a Consultation at `station`; without `person` it is anonymous.

    The person need only be visible to the actor: residents of other files ask here too. Raises
    PermissionDenied and ValidationError.
    """
    require_station(actor, Verb.ADD, station)
    if person is not None:
        require(actor, Verb.VIEW, person)
    lock({station.pk})
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
    settle(row, actor=actor, recount=recount_consultations)
    return row


@transaction.atomic
def consultation_update(*, actor, consultation, **changes) -> Consultation:
    """Saves `consultation` with `changes` over the version it was read with; its station stays.

    Raises Conflict when someone else saved meanwhile, PermissionDenied and ValidationError.
    """
    require(actor, Verb.CHANGE, consultation)
    lock(consultation.scope_station_ids())
    before = Consultation.objects.get(pk=consultation.pk)
    for name, value in changes.items():
        setattr(consultation, name, value)
    if consultation.person_id != before.person_id and consultation.person is not None:
        require(actor, Verb.VIEW, consultation.person)
    consultation.station_id = before.station_id
    consultation.full_clean()
    consultation.save()
    settle(consultation, actor=actor, before=before, recount=recount_consultations)
    return consultation


@transaction.atomic
def consultation_delete(*, actor, consultation) -> None:
    """Deletes a consultation registered by mistake; raises PermissionDenied outside the actor's scope."""
    require(actor, Verb.DELETE, consultation)
    remove(consultation, actor=actor, recount=recount_consultations)


def advisers_of(user, station, today):
    """The members in post whom `station` can call on: its own and those of the stations above it."""
    members = SupportMember.objects.offered_to(user).in_post(today)
    return members.filter(station__code__in=station.path_codes).select_related("station")
