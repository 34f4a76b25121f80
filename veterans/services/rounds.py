"""信息采集, 年度核查: opening a round with its frozen list, and what becomes of each sheet in it.

The village submits, the street or a station above accepts or returns. Whole lists move in sets: each act
takes the entries it may act on, in the state it begins with, after the stations are locked, so that of two
people who do the same at once the second finds nothing left to do.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit, bulk
from stations import tallies as floor_tallies
from stations.models import Station
from stations.roles import Verb
from stations.scoping import at
from stations.services import ServiceError

from ..models import CollectionRound, PersonFile, RoundEntry
from ..vocabulary import FileStatus
from .rights import require, require_station

State = RoundEntry.State
_BATCH = 2_000


def round_open(*, actor, station, **values) -> CollectionRound:
    """Opens a round at `station` and freezes its list: the files 在册 that it and all below keep now.

    `values` are fields of CollectionRound; its `classes` narrow the list. Raises PermissionDenied without the
    right to approve there, ValidationError, and ServiceError when the list would be empty.
    """
    require_station(actor, Verb.APPROVE, station)
    opened = CollectionRound(station=station, **values)
    with transaction.atomic():
        opened.full_clean()
        opened.save()
        if not _enter(opened, latecomers(opened)):
            raise ServiceError(_("这个站和下级站没有这些类别的在册人员，没有可采集的名单。"))
        audit.record(
            audit.Action.CREATE, actor=actor, station=station, target=opened, after=audit.snapshot(opened)
        )
    return opened


@transaction.atomic
def round_close(*, actor, collection) -> CollectionRound:
    """Ends a round: nothing in it changes any more. Raises Conflict and, when it has ended, ServiceError."""
    require(actor, Verb.APPROVE, collection)
    # Every act on the list holds the station it acts at: whoever was first is done, the others find the end.
    floor_tallies.lock(Station.objects.subtree_of(collection.station).values_list("pk", flat=True))
    _require_running(collection)
    before = audit.snapshot(collection)
    collection.closed_at = timezone.now()
    collection.save()
    audit.record(
        audit.Action.CHANGE,
        actor=actor,
        station=collection.station,
        target=collection,
        before=before,
        after=audit.snapshot(collection),
    )
    return collection


def latecomers(collection) -> QuerySet:
    """Files 在册 that belong in the round but are not on its list: opened or moved in since it was frozen."""
    listed = RoundEntry.objects.filter(round=collection, person=OuterRef("pk"))
    people = PersonFile.objects.filter(
        ~Exists(listed), status=FileStatus.ACTIVE, managing_station__below=collection.station.path
    )
    return people.filter(classes__has_any_code=collection.classes) if collection.classes else people


@transaction.atomic
def entries_add(*, actor, collection, people) -> int:
    """补入名单: puts those of `people` on the list who belong there and whom the actor may add; how many."""
    added = latecomers(collection).filter(pk__in=people.values("pk"))
    if actor is not None:
        added = added.filter(pk__in=PersonFile.objects.visible_to(actor, Verb.ADD).values("pk"))
    floor_tallies.hold(lambda: added.values_list("managing_station_id", flat=True))
    _require_running(collection)
    entered = _enter(collection, added)
    _note(
        actor, audit.Action.CREATE, RoundEntry.objects.filter(pk__in=entered), after={"state": State.WAITING}
    )
    return len(entered)


def entries_submit(*, actor, collection, entries, collected_on, signed, change_kind="", note="") -> int:
    """Submits those of `entries` that wait or were returned, all with the same answers; how many.

    `change_kind` "" says that nothing has changed, `signed` whether the person has signed. Raises
    ValidationError for a missing or wrong answer.
    """
    values = {
        "collected_on": collected_on,
        "signed": signed,
        "change_kind": change_kind,
        "note": note,
        "collected_by": actor,
    }
    _check_answers(collection, values)
    with transaction.atomic():
        chosen = _allowed(entries, actor, Verb.CHANGE).filter(state__in=RoundEntry.IN_HAND)
        return len(_move(actor, collection, chosen, State.SUBMITTED, submitted_at=timezone.now(), **values))


@transaction.atomic
def entries_accept(*, actor, collection, entries) -> int:
    """Accepts those of `entries` that were submitted, by somebody else; their files are verified. How many."""
    chosen = _reviewed_by(actor, entries)
    moved = _move(actor, collection, chosen, State.ACCEPTED, reviewed_at=timezone.now(), reviewed_by=actor)
    _verify(actor, moved)
    return len(moved)


@transaction.atomic
def entries_return(*, actor, collection, entries, reason) -> int:
    """Sends those of `entries` that were submitted back to their stations, with the reason; how many."""
    if not reason.strip():
        raise ValidationError({"reason": _("请写明退回的原因。")})
    return len(
        _move(
            actor,
            collection,
            _reviewed_by(actor, entries),
            State.RETURNED,
            reviewed_at=timezone.now(),
            reviewed_by=actor,
            return_reason=reason.strip(),
        )
    )


def reviewable(user) -> Q:
    """The condition of entries that `user` may accept or return: a village does not review itself."""
    above = [grant for grant in user.grants(Verb.APPROVE) if not grant.station.is_leaf]
    return at(above, RoundEntry.scope)


def _allowed(entries, actor, verb):
    if actor is None:
        return entries
    return entries.filter(pk__in=RoundEntry.objects.visible_to(actor, verb).values("pk"))


def _reviewed_by(actor, entries):
    submitted = entries.filter(state=State.SUBMITTED)
    if actor is None:
        return submitted
    if not actor.holds(Verb.APPROVE):
        raise PermissionDenied
    return submitted.filter(reviewable(actor)).exclude(collected_by=actor)


def _require_running(collection):
    if not CollectionRound.objects.running().filter(pk=collection.pk).exists():
        raise ServiceError(_("这个批次已经结束，不能再改。"))


def _check_answers(collection, values):
    """Raises ValidationError, by field, for answers that no sheet may carry."""
    if values["signed"] is None:
        raise ValidationError({"signed": _("请选择本人是否已签字确认。")})
    if not values["signed"] and not values["note"].strip():
        raise ValidationError({"note": _("本人没有签字的，请写明原因，如：卧床，由家属代签。")})
    if values["collected_on"] is None or values["collected_on"] > timezone.localdate():
        raise ValidationError({"collected_on": _("请填写采集日期，不晚于今天。")})
    RoundEntry(round=collection, **values).clean_fields(exclude=["person", "station"])


def _enter(collection, people) -> list[int]:
    """Lists `people` station by station in order of pinyin, as they are read later; the ids of the entries."""
    order = ["managing_station__path", "name_pinyin", "pk"]
    rows = list(people.order_by(*order).values_list("pk", "managing_station_id"))
    ids = list(bulk.reserve_ids(RoundEntry, len(rows)))
    made = [
        {"id": pk, "round_id": collection.pk, "person_id": person, "station_id": station}
        for pk, (person, station) in zip(ids, rows, strict=True)
    ]
    for start in range(0, len(made), _BATCH):
        bulk.insert(RoundEntry, made[start : start + _BATCH])
    return ids


def _move(actor, collection, chosen, state, **values) -> list[int]:
    """Brings the entries of the round among `chosen` into `state`; their ids, each logged."""
    chosen = chosen.filter(round=collection).order_by("pk")
    floor_tallies.lock(chosen.order_by().values_list("station_id", flat=True).distinct())
    _require_running(collection)
    ids = list(chosen.values_list("pk", flat=True))  # read anew: somebody may have been faster
    values |= {"state": state, "version": F("version") + 1, "changed_at": timezone.now()}
    for start in range(0, len(ids), _BATCH):
        batch = RoundEntry.objects.filter(pk__in=ids[start : start + _BATCH])
        before = dict(batch.values_list("pk", "state"))
        batch.update(**values)
        _note(actor, audit.Action.CHANGE, batch, before=before, after={"state": state})
    return ids


def _note(actor, action, entries, *, after, before=None):
    """One entry in the log for each row; `before`: `{id: state}`."""
    rows = list(entries.values_list("pk", "station_id", "person__archive_no"))
    stations = Station.objects.in_bulk({station for _pk, station, _number in rows})
    audit.record_many(
        action,
        actor=actor,
        rows=[
            {
                "station": stations[station],
                "target_type": RoundEntry._meta.label_lower,
                "target_id": pk,
                "target_label": number,
                "before": {"state": before[pk]} if before else None,
                "after": after,
            }
            for pk, station, number in rows
        ],
    )


def _verify(actor, entry_ids):
    """核实: the files of accepted entries were checked with the person, unless they left or were checked since."""
    older = Q(person__verified_on__isnull=True) | Q(person__verified_on__lt=F("collected_on"))
    columns = ["person_id", "station_id", "person__archive_no", "person__verified_on", "collected_on"]
    for start in range(0, len(entry_ids), _BATCH):
        entries = RoundEntry.objects.filter(pk__in=entry_ids[start : start + _BATCH])
        kept = entries.filter(older, person__managing_station=F("station"))
        rows = list(kept.values(*columns, "collected_by_id"))
        bulk.update(
            PersonFile,
            [
                (
                    row["person_id"],
                    {"verified_on": row["collected_on"], "verified_by_id": row["collected_by_id"]},
                )
                for row in rows
            ],
        )
        stations = Station.objects.in_bulk({row["station_id"] for row in rows})
        verified = [_verified(row, stations[row["station_id"]]) for row in rows]
        audit.record_many(audit.Action.VERIFY, actor=actor, rows=verified)


def _verified(row, station):
    return {
        "station": station,
        "target_type": PersonFile._meta.label_lower,
        "target_id": row["person_id"],
        "target_label": row["person__archive_no"],
        "before": {"verified_on": str(row["person__verified_on"] or "")},
        "after": {"verified_on": str(row["collected_on"])},
    }
