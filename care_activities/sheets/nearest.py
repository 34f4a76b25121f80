"""What a row names that the stations above share with those below: a contract, a partner."""

from collections.abc import Iterator

from stations.models import Station


def nearest_above(rows, attribute, model) -> Iterator[tuple]:
    """Pairs of a row and what its cell names: of its station, else of the nearest above that has one; None for none.

    Two statements, however many rows; each must have its station.
    """
    found = model._base_manager.filter(name__in={row.values[attribute] for row in rows})
    found = list(found.select_related("station"))
    stations = Station.objects.filter(pk__in={row.station_id for row in rows})
    paths = dict(stations.values_list("pk", "path"))
    for row in rows:
        path, name = paths[row.station_id], row.values[attribute]
        fitting = [one for one in found if one.name == name and path.startswith(one.station.path)]
        yield row, max(fitting, key=lambda one: one.station.path, default=None)
