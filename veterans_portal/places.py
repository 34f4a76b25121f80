"""Stations by their full names, for a field where one types a station and picks from what fits."""

from stations.models import Station


def full_names(stations) -> list[tuple[str, str]]:
    """`[(full name, code)]` of the active ones among `stations`, in the order of the tree: 江海区外海街道直冲村."""
    stations = list(stations.active().order_by("path").only("code", "place_name", "path"))
    above = Station.objects.filter(code__in={code for s in stations for code in s.path_codes[1:-1]})
    names = dict(above.values_list("code", "place_name"))
    return [
        ("".join([*(names[code] for code in station.path_codes[1:-1]), station.place_name]), station.code)
        for station in stations
    ]
