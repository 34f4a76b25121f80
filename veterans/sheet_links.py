"""What a row of the sheet of people names besides the person: household, village group, Party branch.

Each is found within the person's station, or created there.
"""

import re
from collections import Counter

from django.utils.translation import gettext_lazy as _

from stations import bulk
from stations.models import PartyOrganisation, VillageGroup

from .models import Household

# Households that the sheet names by their head only get a number of their own.
OWN_NUMBER = "自编"
_OWN_NUMBER = re.compile(rf"{OWN_NUMBER}([0-9]+)")
_BRANCH = "party_membership__organisation"
_NUMBER, _HEAD, _GROUP = "household__number", "household__head_name", "household__village_group"


def look_up(resource, rows) -> None:
    """Says on each row which Party branch it would create, and leaves out a household it cannot tell."""
    rows = [row for row in rows if row.open and row.station_id]
    branched = [row for row in rows if _BRANCH in row.values]
    known = _named(PartyOrganisation, branched)
    for row in branched:
        if (row.station_id, row.values[_BRANCH]) not in known:
            row.note(resource.header(_BRANCH), _("本站还没有这个党支部，导入时新建"))
    _drop_ambiguous_heads(resource, rows)


def _drop_ambiguous_heads(resource, rows):
    rows = [row for row in rows if _HEAD in row.root and _NUMBER not in row.root]
    if not rows:
        return
    found = Household.objects.filter(station__in={row.station_id for row in rows}).order_by()
    heads = Counter(found.values_list("station_id", "head_name"))
    for row in rows:
        if heads[row.station_id, row.root[_HEAD]] > 1:
            _drop_household(row)
            row.changes = [change for change in row.changes if change[0] != _HEAD]
            row.note(resource.header(_HEAD), _("本站有几户户主同名，请填写户编号；家庭没有导入"))


def _drop_household(row):
    for name in (_NUMBER, _HEAD, _GROUP):
        row.root.pop(name, None)


def resolve(rows) -> None:
    """Puts the ids of household and Party branch into the planned changes; `undo` names what was created."""
    _resolve_branches(rows)
    rows = [row for row in rows if _NUMBER in row.root or _HEAD in row.root]
    groups = _resolve_groups(rows)
    _resolve_households(rows, groups)


def _resolve_branches(rows):
    planned = [
        (row, change.values)
        for row in rows
        for change in row.parts
        if change.part == "party_membership" and "organisation" in change.values
    ]
    names = {id(row): values["organisation"] for row, values in planned}
    rows = [row for row, _values in planned]
    branches = _find_or_create(
        PartyOrganisation,
        rows,
        lambda row: names[id(row)],
        {"kind": PartyOrganisation.Kind.BRANCH},
    )
    for row, values in planned:
        values["organisation_id"] = branches[row.station_id, values.pop("organisation")]


def _resolve_groups(rows):
    rows = [row for row in rows if _GROUP in row.root]
    return _find_or_create(VillageGroup, rows, lambda row: row.root[_GROUP], {})


def _named(model, rows):
    """`{(station, name): id}` of the stations of the rows."""
    if not rows:
        return {}
    found = model.objects.filter(station__in={row.station_id for row in rows})
    return {(station, name): pk for station, name, pk in found.values_list("station_id", "name", "pk")}


def _find_or_create(model, rows, name_of, values):
    known = _named(model, rows)
    missing = {}
    for row in rows:
        place = row.station_id, name_of(row)
        if place not in known:
            missing.setdefault(place, row)
    ids = bulk.reserve_ids(model, len(missing))
    lines = []
    for pk, (place, row) in zip(ids, missing.items(), strict=True):
        known[place] = pk
        lines.append({"id": pk, "station_id": place[0], "name": place[1], **values})
        _made(row, model, pk)
    bulk.insert(model, lines)
    return known


def _made(row, model, pk):
    row.undo.setdefault("made", {}).setdefault(model._meta.label_lower, []).append(pk)


def _resolve_households(rows, groups):
    """Finds each row's household by number, else by head; creates what is missing."""
    by_number, by_head, last_own = _households({row.station_id for row in rows})
    created = []
    for row in rows:
        number, head = row.root.get(_NUMBER), row.root.get(_HEAD, "")
        household = by_number.get((row.station_id, number)) if number else by_head.get((row.station_id, head))
        if household is None:
            if not number:
                last_own[row.station_id] += 1
                number = own_number(last_own[row.station_id])
            household = _household(row, number, head, groups)
            created.append((row, household))
            by_number[row.station_id, number] = household
        if "head_name" in household and head:
            household["head_name"] = household["head_name"] or head
        if head:
            by_head.setdefault((row.station_id, head), household)
        _drop_household(row)
        row.root["household_id"] = household  # its id, once every id is known
    for pk, (row, household) in zip(bulk.reserve_ids(Household, len(created)), created, strict=True):
        household["id"] = pk
        _made(row, Household, pk)
    bulk.insert(Household, [household for _row, household in created])
    for row in rows:
        row.root["household_id"] = row.root["household_id"]["id"]


def own_number(serial) -> str:
    """The number of a household that has none of its own."""
    return f"{OWN_NUMBER}{serial:04d}"


def last_own_numbers(stations) -> Counter:
    """The highest serial that each of the stations has given to a household."""
    return _households(stations)[2]


def _household(row, number, head, groups):
    group = row.root.get(_GROUP)
    address = row.values.get("residence_address") or row.values.get("hukou_address") or ""
    return {
        "station_id": row.station_id,
        "number": number,
        "head_name": head,
        "address": address,
        "village_group_id": groups.get((row.station_id, group)),
    }


def _households(stations):
    """Households of the stations by number and by head, and the highest number given by ourselves."""
    by_number, by_head, own = {}, {}, Counter()
    found = Household.objects.filter(station__in=stations).order_by("pk")
    for pk, station, number, head in found.values_list("pk", "station_id", "number", "head_name"):
        by_number[station, number] = household = {"id": pk}
        if head:
            by_head.setdefault((station, head), household)
        if mine := _OWN_NUMBER.fullmatch(number):
            own[station] = max(own[station], int(mine[1]))
    return by_number, by_head, own
