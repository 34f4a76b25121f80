"""Shapes of the districts for the map: our own tiles, or polygons of a GeoJSON file that the customer supplies.

The portal brings no boundaries of its own: maps that show them need a review number (审图号).
"""

import json
import logging
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.checks import Warning as CheckWarning

# Column and row of each district's tile, by the first six digits of its code.
TILES = {
    "440784": (1, 0),  # 鹤山
    "440703": (2, 0),  # 蓬江
    "440704": (3, 0),  # 江海
    "440785": (0, 1),  # 恩平
    "440783": (1, 1),  # 开平
    "440705": (2, 1),  # 新会
    "440781": (1, 2),  # 台山
}
_TILE, _GAP = (150, 92), 8
_WIDTH = 640  # of a drawn map, in the units of its SVG
_NEAR = 0.4  # points nearer than this are one
_MOST_BYTES, _MOST_FEATURES, _MOST_POINTS = 5 * 1024 * 1024, 100, 200_000
_FEWEST_POINTS = 4  # of a closed ring
logger = logging.getLogger(__name__)


class MapError(ValueError):
    """The file is no map that can be drawn; the text says why."""


@dataclass(frozen=True)
class Outline:
    """What is drawn: the `d` of an SVG path, and where its name stands."""

    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Outlines:
    """`shapes` by the code (six digits) or the name of a district; the drawing is `width` x `height`.

    `is_supplied`: whether they are the customer's own.
    """

    shapes: dict[str, Outline]
    width: float
    height: float
    is_supplied: bool = False

    def of(self, station) -> Outline | None:
        return self.shapes.get(station.code[:6]) or self.shapes.get(station.place_name)


def outlines() -> Outlines:
    """The customer's map where there is one that can be read, else the tiles."""
    try:
        return supplied(settings.PORTAL_MAP) or tiles()
    except MapError as problem:
        logger.warning("%s is not drawn: %s", settings.PORTAL_MAP, problem)
        return tiles()


def version() -> int:
    """Another one as soon as the customer's map is changed, brought or taken away."""
    try:
        return settings.PORTAL_MAP.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def tiles() -> Outlines:
    shapes, right, bottom = {}, 0, 0
    for code, (column, row) in TILES.items():
        left, top = column * (_TILE[0] + _GAP), row * (_TILE[1] + _GAP)
        path = f"M{left} {top}h{_TILE[0]}v{_TILE[1]}h-{_TILE[0]}Z"
        shapes[code] = Outline(path, left + _TILE[0] / 2, top + _TILE[1] / 2)
        right, bottom = max(right, left + _TILE[0]), max(bottom, top + _TILE[1])
    return Outlines(shapes, right, bottom)


def supplied(path: Path) -> Outlines | None:
    """The shapes of a GeoJSON file, None where there is no file. Raises MapError."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if found.st_size > _MOST_BYTES:
        raise MapError(f"the file is larger than {_MOST_BYTES} bytes")
    return _read(path, found.st_mtime_ns)


def check_map(app_configs, **kwargs) -> list[CheckWarning]:
    """A system check: a map that lies there and cannot be drawn."""
    try:
        supplied(settings.PORTAL_MAP)
    except MapError as problem:
        return [CheckWarning(f"{settings.PORTAL_MAP}: {problem}", id="veterans_portal.W001")]
    return []


@lru_cache(maxsize=1)
def _read(path, _changed):
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as problem:
        raise MapError("it is no JSON file in UTF-8") from problem
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not 0 < len(features) <= _MOST_FEATURES:
        raise MapError(f"it holds no list of 1 to {_MOST_FEATURES} features")
    polygons = {_name_of(feature): _rings_of(feature) for feature in features}
    points = [point for rings in polygons.values() for ring in rings for point in ring]
    if len(points) > _MOST_POINTS:
        raise MapError(f"it has more than {_MOST_POINTS} points")
    return _drawn(polygons, points)


def _name_of(feature):
    """The first six digits of the code (code, adcode), or the name of the district."""
    told = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(told, dict):
        raise MapError("a feature has no properties")
    code = str(told.get("code") or told.get("adcode") or "")
    name = code[:6] if code[:6].isdecimal() else str(told.get("name") or "")
    if not name:
        raise MapError("a feature has neither code, adcode nor name")
    return name


def _rings_of(feature):
    """All rings of a Polygon or MultiPolygon, as lists of (longitude, latitude)."""
    shape = feature.get("geometry")
    kind, parts = (shape.get("type"), shape.get("coordinates")) if isinstance(shape, dict) else (None, None)
    if kind not in ("Polygon", "MultiPolygon"):
        raise MapError("only Polygon and MultiPolygon are drawn")
    try:
        rings = [ring for part in ([parts] if kind == "Polygon" else parts) for ring in part]
        rings = [[(float(point[0]), float(point[1])) for point in ring] for ring in rings]
    except (TypeError, ValueError, IndexError, KeyError) as problem:
        raise MapError("the coordinates of a polygon cannot be read") from problem
    if not rings or any(len(ring) < _FEWEST_POINTS for ring in rings):
        raise MapError(f"a ring has fewer than {_FEWEST_POINTS} points")
    if not all(abs(x) <= 180 and abs(y) < 90 for ring in rings for x, y in ring):
        raise MapError("coordinates are to be longitude and latitude in degrees")
    return rings


def _drawn(polygons, points):
    """Equirectangular, true to scale in the middle of the map."""
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    if west == east or south == north:
        raise MapError("the polygons have no extent")
    narrow = math.cos(math.radians((south + north) / 2))
    scale = _WIDTH / ((east - west) * narrow)

    def placed(point):
        return (point[0] - west) * narrow * scale, (north - point[1]) * scale

    shapes = {}
    for name, rings in polygons.items():
        flat = [_thinned([placed(point) for point in ring]) for ring in rings]
        x, y = _middle(max(flat, key=lambda ring: abs(_area(ring))))
        shapes[name] = Outline("".join(_path(ring) for ring in flat), round(x, 1), round(y, 1))
    return Outlines(shapes, _WIDTH, round((north - south) * scale, 1), is_supplied=True)


def _thinned(ring):
    kept = [ring[0]]
    for point in ring[1:]:
        if math.dist(point, kept[-1]) >= _NEAR:
            kept.append(point)
    return kept


def _path(ring):
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"


def _area(ring):
    """Twice the area, negative one way round."""
    return sum(x * y2 - x2 * y for (x, y), (x2, y2) in _edges(ring))


def _middle(ring):
    """The centre of gravity; the middle of its points where it has no area."""
    if not (area := _area(ring)):
        return sum(x for x, _y in ring) / len(ring), sum(y for _x, y in ring) / len(ring)
    across = sum((x + x2) * (x * y2 - x2 * y) for (x, y), (x2, y2) in _edges(ring))
    down = sum((y + y2) * (x * y2 - x2 * y) for (x, y), (x2, y2) in _edges(ring))
    return across / (3 * area), down / (3 * area)


def _edges(ring):
    return zip(ring, [*ring[1:], ring[0]], strict=True)
