"""How long there is for what: the law, what the city sets instead, and who may."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from care_activities.deadlines import LIMITS
from care_activities.models import DeadlineRule
from care_activities.services import request_moves as moves
from care_activities.services import requests as service
from care_activities.services.deadline_rules import deadline_rules_load
from stations.models import AuditEntry

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
CITY = "440700000000"
START = datetime.datetime(2026, 3, 2, 9, tzinfo=CHINA)


@pytest.fixture
def rules(tree):
    """`{subject: rule}` as a city begins with them."""
    assert deadline_rules_load(actor=None, station=tree[CITY]) == len(LIMITS)
    return {rule.subject: rule for rule in DeadlineRule.objects.all()}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(START, tick=False):
        yield


def take(station, **values):
    given = {"channel": "phone", "demand": "2", "content": "询问优抚补助", **values}
    return service.request_register(actor=None, station=station, **given)


def change(client, rule, **answers):
    given = {
        "station": rule.station_id,
        "count": rule.count,
        "basis": rule.basis,
        "version": rule.version,
        **answers,
    }
    address = reverse("admin:care_activities_deadlinerule_change", args=[rule.pk])
    return client.post(address, given, follow=True)


def test_without_a_row_the_law_holds(zhichong):
    request = take(zhichong, kind="petition")
    due = dict(request.clocks.values_list("kind", "due_at"))
    assert due["tell"] == datetime.datetime(2026, 3, 18, tzinfo=CHINA)
    assert due["service"] == START + datetime.timedelta(hours=72)


def test_the_city_sets_a_time_and_what_begins_from_then_on_has_it(rules, sign_in, zhichong):
    before = take(zhichong, kind="petition", urgency="very")
    client = sign_in("admin")
    change(client, rules["tell"], count="10", basis="江退役〔2026〕1号")
    change(client, rules["very"], count="36")
    after = take(zhichong, kind="petition", urgency="very")
    assert before.clocks.get(kind="tell").due_at == datetime.datetime(2026, 3, 18, tzinfo=CHINA)
    assert after.clocks.get(kind="tell").due_at == datetime.datetime(2026, 3, 13, tzinfo=CHINA)
    assert after.clocks.get(kind="service").due_at == START + datetime.timedelta(hours=36)
    entry = AuditEntry.objects.get(target_type="care_activities.deadlinerule", target_id=rules["tell"].pk)
    assert (entry.actor_label.startswith("admin"), sorted(entry.fields)) == (True, ["basis", "count"])
    assert deadline_rules_load(actor=None, station=rules["tell"].station) == 0
    assert "江退役〔2026〕1号" in client.get("/admin/care_activities/deadlinerule/").content.decode()


def test_a_statutory_time_is_never_lengthened(rules, sign_in):
    response = change(sign_in("admin"), rules["handle"], count="61")
    assert "不能超过法定时长" in response.content.decode()
    rules["object"].count = 6
    with pytest.raises(ValidationError):
        rules["object"].full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineRule.objects.filter(subject="review").update(count=31)
    change(sign_in("admin"), rules["handle"], basis="")
    assert DeadlineRule.objects.get(subject="handle").basis


def test_nobody_below_the_city_sets_a_time(rules, sign_in, cast, tree):
    for username in ("district_manager", "zhichong_staff", "official_city"):
        assert change(sign_in(username), rules["tell"], count="3").status_code in (403, 404), username
    assert DeadlineRule.objects.get(subject="tell").count == 15
    with pytest.raises(PermissionDenied):
        deadline_rules_load(actor=cast["district_manager"], station=tree[CITY])
    rules["tell"].station = tree["440704000000"]
    with pytest.raises(ValidationError, match="市级"):
        rules["tell"].full_clean()


def test_more_time_is_given_as_far_as_the_city_allows(rules, sign_in, zhichong):
    change(sign_in("admin"), rules["extension"], count="7")
    request = take(zhichong, kind="petition")
    service.request_accept(actor=None, request=request)
    with pytest.raises(ValidationError, match="还可 7 天"):
        moves.extension_ask(actor=None, request=request, days=8, reason="外调档案")
