"""What an export of requests tells besides their columns: words as far as she may read them, and times."""

from stations.models import Station

from ..models import ServiceRequest
from ..services.request_times import duration, times_of
from ..vocabulary import RequestKind

_WORDS, _TIMES = frozenset({"content", "result"}), frozenset({"took", "working_days", "stays"})
TOLD = _WORDS | _TIMES | {"number"}


def told(names, ids, user) -> dict[str, dict[int, str]]:
    """`{name: {id: text}}` of those `names` of TOLD, as `user` may read them; with None as anybody.

    Of 申诉求决 the county's number, dates and status alone are told.
    """
    found = {"number": numbers(ids)} if "number" in names else {}
    if _WORDS & set(names):
        found |= _words(ids, user)
    if _TIMES & set(names):
        found |= _times(ids)
    return {name: found[name] for name in names}


def _words(ids, user):
    rows = ServiceRequest.objects.filter(pk__in=ids).exclude(kind=RequestKind.PETITION)
    rows = list((rows.read_by(user) if user else rows).values_list("pk", "content", "result"))
    return {
        "content": {pk: content for pk, content, _result in rows},
        "result": {pk: result for pk, _content, result in rows},
    }


def _times(ids):
    times = times_of(ids)
    stations = {stay.station_id for each in times.values() for stay in each.stays}
    places = {station.pk: station.place_name for station in Station.objects.filter(pk__in=stations)}
    told = {
        pk: "；".join(f"{places[stay.station_id]} {duration(stay.took)}" for stay in each.stays)
        for pk, each in times.items()
    }
    return {
        "took": {pk: duration(each.took) for pk, each in times.items()},
        "working_days": {pk: str(each.working_days) for pk, each in times.items()},
        "stays": told,
    }


def numbers(ids):
    rows = ServiceRequest.objects.filter(pk__in=ids).select_related("station")
    return {row.pk: row.number for row in rows.only("station__code", "year", "serial")}
