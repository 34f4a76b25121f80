"""What a row of the sheet of visits says of the round it belongs to, and of who took the gift."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.models import Station

from ..models import Visit, VisitRound

_NO_ROUND = _("没有找到这个走访批次；请核对名称，或不填这一格")
_OTHER_FESTIVAL = _("批次的节日与这一行的事由不同，请核对")
_CLOSED = _("这个批次已经结束，不能再登记")
_TWICE = _("这个批次已经登记过走访这位对象，日期、事由或方式不同；请核对")
_OTHER_ROUND = _("这条走访已属于另一个批次，没有改动")
_NO_RECIPIENT = _("写了与本人关系，请写明代领人的姓名")
_NO_RELATION = _("有代领人的，请写明与本人的关系")


def find_rounds(resource, rows, context) -> None:
    """Sets `links["round_id"]` of rows that name a round at or above their station, and what it has of them."""
    header = resource.header("round__name")
    named = VisitRound.objects.filter(name__in={row.values["round__name"] for row in rows})
    rounds = list(named.select_related("station"))
    paths = dict(Station.objects.filter(pk__in={row.station_id for row in rows}).values_list("pk", "path"))
    for row in rows:
        path = paths.get(row.station_id, "")
        fitting = [
            one
            for one in rounds
            if one.name == row.values["round__name"] and path.startswith(one.station.path)
        ]
        if not fitting:
            row.refuse(header, _NO_ROUND)
            continue
        found = max(fitting, key=lambda one: one.station.path)  # the nearest
        if found.occasion != row.values.get("occasion"):
            row.refuse(header, _OTHER_FESTIVAL)
        row.links |= {"round_id": found.pk, "round_is_closed": found.closed_at is not None}
    _find_visits([row for row in rows if row.open])
    if not context.writing:
        resource.refuse_repeated([row for row in rows if row.open], context, _key)


def _find_visits(rows):
    people = {row.links["person"].pk for row in rows if "person" in row.links}
    homes = {row.links["household"].pk for row in rows if "person" not in row.links}
    visits = Visit.objects.filter(
        Q(person__in=people) | Q(household__in=homes), round__in={row.links["round_id"] for row in rows}
    )
    known = {
        (round_id, person, household): pk
        for pk, round_id, person, household in visits.values_list(
            "pk", "round_id", "person_id", "household_id"
        )
    }
    for row in rows:
        row.links["round_visit_id"] = known.get((row.links["round_id"], *_target(row)))


def _target(row):
    person = row.links.get("person")
    return (person.pk, None) if person else (None, row.links["household"].pk)


def _key(row):
    return ("round", row.links["round_id"], *_target(row))


def round_of(row) -> dict:
    """The column of a new visit."""
    return {"round_id": row.links["round_id"]} if "round_id" in row.links else {}


def join_round(resource, row) -> None:
    """A visit on file that belongs to no round yet joins the one that is named."""
    if "round_id" not in row.links:
        return
    held = row.stored.values["round_id"]
    if held is None:
        row.root["round_id"] = row.links["round_id"]
        row.changes.append(["round__name", None, row.values["round__name"]])
    elif held != row.links["round_id"]:
        row.note(resource.header("round__name"), _OTHER_ROUND)


def object_to_round(resource, row) -> None:
    """One visit a round, and none in a round that has ended."""
    joins = "round_id" in row.root or (row.stored is None and "round_id" in row.links)
    if not joins:
        return
    header = resource.header("round__name")
    if row.links["round_is_closed"]:
        row.refuse(header, _CLOSED)
    if row.links.get("round_visit_id") not in (None, row.target_id):
        row.refuse(header, _TWICE)


def object_to_recipient(resource, row) -> None:
    """Who took it for somebody else is named with the relation, or not at all."""
    held = row.stored.values if row.stored else {}
    name, relation = (row.root.get(key, held.get(key)) for key in ("recipient", "recipient_relation"))
    if relation and not name:
        row.refuse(resource.header("recipient"), _NO_RECIPIENT)
    if name and not relation:
        row.refuse(resource.header("recipient_relation"), _NO_RELATION)
