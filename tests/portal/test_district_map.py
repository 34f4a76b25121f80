"""The map of the districts: tiles of our own, shapes of a file that the customer supplies."""

import json
import re

import pytest

from stations.models import Station
from tests.veterans.people import register
from veterans_portal.dashboards.outlines import MapError, check_map, supplied

from . import stage
from .test_dashboard import DISTRICT, page, text_of

pytestmark = pytest.mark.django_db
SQUARE = [[113.0, 22.5], [113.1, 22.5], [113.1, 22.6], [113.0, 22.6], [113.0, 22.5]]


@pytest.fixture
def place(settings, tmp_path):
    """Where the customer's map lies."""
    settings.PORTAL_MAP = tmp_path / "map.geojson"
    return settings.PORTAL_MAP


def feature(coordinates, kind="Polygon", **properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def put(place, *features):
    place.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def drawing(html):
    return re.search(r'<svg class="map-svg".*?</svg>', html, re.S)[0]


def test_each_district_is_a_link_with_its_name_number_and_unit(tree, place, sign_in):
    register(tree[stage.ZHICHONG])
    register(tree[stage.ZHICHONG])
    html = page(sign_in("official_city"), stage.CITY)
    assert "蓬江区 0 人 江海区 2 人" in text_of(drawing(html)) and "示意图，不表示界线" in html
    assert f'href="/stations/{DISTRICT}/" class="map-area map-tone-5" aria-label="江海区 2 人"' in html
    assert "0.0 – 0.4" in text_of(html)


def test_another_figure_colours_it(tree, place, sign_in):
    html = sign_in("official_city").get(f"/stations/{stage.CITY}/?map=plaque_ratio").content.decode()
    assert "区县分布：光荣牌悬挂率" in text_of(html) and "江海区 暂无数据" in text_of(drawing(html))
    unknown = sign_in("official_city").get(f"/stations/{stage.CITY}/?map=x").content.decode()
    assert "区县分布：登记在册退役军人" in text_of(unknown)


def test_only_the_city_has_a_map(tree, place, sign_in):
    assert "map-svg" not in page(sign_in("official_district"), DISTRICT)


def test_shapes_of_the_customer_are_drawn(tree, place, sign_in):
    east = [[x + 0.2, y] for x, y in SQUARE]
    put(place, feature([SQUARE], name="蓬江区"), feature([[east]], "MultiPolygon", adcode=440704))
    html = page(sign_in("official_city"), stage.CITY)
    drawn = drawing(html)
    assert "不表示界线" not in html and drawn.count("<path") == 2 and "M0.0 " in drawn and "h150" not in drawn
    assert "江海区 0 人" in text_of(drawn)


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "[]",
        '{"features": []}',
        '{"features": [1]}',
        '{"features": [{"properties": {"name": "x"}, "geometry": null}]}',
        json.dumps({"features": [feature([[113, 22]], "Point", name="江海区")]}),
        json.dumps({"features": [feature([SQUARE[:3]], name="江海区")]}),
        json.dumps({"features": [feature([[[x * 1e4, y] for x, y in SQUARE]], name="江海区")]}),
        json.dumps({"features": [feature([[["<script>", 1]] * 4], name="江海区")]}),
        json.dumps({"features": [feature([SQUARE])]}),
        json.dumps({"features": [feature([[[113.0, 22.5]] * 4], name="江海区")]}),
        json.dumps({"features": [feature([[[float("nan"), 22.5]] * 4], name="江海区")]}),
    ],
)
def test_a_file_that_is_no_map_is_named_and_the_tiles_stay(tree, place, sign_in, content):
    place.write_text(content, encoding="utf-8")
    with pytest.raises(MapError):
        supplied(place)
    assert [warning.id for warning in check_map(None)] == ["veterans_portal.W001"]
    assert drawing(page(sign_in("official_city"), stage.CITY)).count("h150") == 2


def test_without_a_file_nothing_is_amiss(place):
    assert check_map(None) == []


def test_a_single_district_makes_no_map(tree, place, sign_in):
    Station.objects.filter(code="440703000000").update(is_active=False)
    assert "map-svg" not in page(sign_in("official_city"), stage.CITY)
