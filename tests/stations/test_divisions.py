"""The real tree of Jiangmen: counts, names and inactive zones (domain §0)."""

import pytest

from stations.divisions import Division, load_divisions
from stations.models import Station
from stations.services import verify_paths


@pytest.mark.parametrize(
    ("official", "tier", "place", "station"),
    [
        ("直冲村委会", "village", "直冲村", "直冲村退役军人服务站"),
        ("天福社区居委会", "village", "天福社区", "天福社区退役军人服务站"),
        ("良村村委会", "village", "良村", "良村退役军人服务站"),
        ("关村村民委员会", "village", "关村", "关村退役军人服务站"),
        ("滨江社区居民委员会", "village", "滨江社区", "滨江社区退役军人服务站"),
        ("外海街道", "town", "外海街道", "外海街道退役军人服务站"),
        ("江海区", "district", "江海区", "江海区退役军人服务中心"),
        ("江门市", "city", "江门市", "江门市退役军人服务中心"),
    ],
)
def test_names(official, tier, place, station):
    division = Division("440704004212", official, tier, "440704004000")
    assert (division.place_name, division.station_name) == (place, station)


@pytest.mark.django_db
def test_the_city_has_its_real_stations():
    assert load_divisions() == 1438
    active = Station.objects.active()
    counts = {tier: active.at_tier(tier).count() for tier in ("city", "district", "town", "village")}
    assert counts == {"city": 1, "district": 7, "town": 73, "village": 1339}
    assert active.count() == 1420
    assert verify_paths() == []
    zhichong = Station.objects.get(code="440704004212")
    assert zhichong.path == "440700000000/440704000000/440704004000/440704004212/"
    assert [s.place_name for s in Station.objects.ancestors_of(zhichong)] == ["江门市", "江海区", "外海街道"]
    assert list(Station.objects.named("高新区")) == [Station.objects.get(code="440704000000")]


@pytest.mark.django_db
def test_loading_again_keeps_what_was_entered():
    load_divisions()
    Station.objects.filter(code="440704004212").update(home_name="军人之家")
    assert load_divisions() == 0
    assert Station.objects.get(code="440704004212").home_name == "军人之家"


@pytest.mark.django_db
def test_names_that_meet_two_places_are_both_found():
    load_divisions()
    codes = {station.code[:9] for station in Station.objects.named("南村")}
    assert len(codes) > 1
