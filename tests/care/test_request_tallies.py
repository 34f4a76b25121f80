"""What is counted about requests, kept in step with every act and with the worker."""

import datetime

import pytest
import time_machine
from django.db.models import Sum
from django.utils import timezone

from care_activities import tallies
from care_activities.models import RequestTally, ServiceRequest
from care_activities.request_tallies import MOMENTS
from care_activities.services import request_moves as moves
from care_activities.services import requests as service
from care_activities.services.request_clocks import act_on_deadlines
from tests.veterans.people import register

pytestmark = pytest.mark.django_db
STREET = "440704004000"


def asked(station, **values):
    given = {"channel": "phone", "demand": "2", "content": "询问优抚补助", **values}
    return service.request_register(actor=None, station=station, **given)


def kept(station, **key):
    rows = RequestTally.objects.filter(station=station, **key)
    return rows.aggregate(**{f"n_{fact}": Sum(fact, default=0) for fact in MOMENTS})


def numbers(station, **key):
    """The facts that are not 0."""
    return {name.removeprefix("n_"): number for name, number in kept(station, **key).items() if number}


def again(request):
    return ServiceRequest.objects.get(pk=request.pk)


def closed(request):
    return service.request_close(actor=None, request=again(request), result="已办")


def test_every_act_is_counted_at_once(zhichong):
    request = asked(zhichong)
    assert numbers(zhichong) == {"registered": 1}
    service.request_accept(actor=None, request=again(request))
    assert numbers(zhichong) == {"registered": 1, "accepted": 1}
    closed(request)
    done = {"registered": 1, "accepted": 1, "closed": 1, "on_time": 1}
    assert numbers(zhichong) == done
    service.request_rate(actor=None, request=again(request), satisfaction=4)
    assert numbers(zhichong) == done | {"rated": 1, "satisfied": 1}
    service.request_reopen(actor=None, request=again(request), opinion="没有解决")
    assert numbers(zhichong) == {"registered": 1, "accepted": 1}
    assert tallies.verify() == []


def test_the_desk_counts_wherever_it_is_handled(tree, zhichong):
    request = asked(zhichong, channel="visit", demand="6")
    moves.request_refer_up(actor=None, request=again(request), opinion="要镇街定")
    closed(request)
    assert numbers(zhichong, channel="visit", demand="6")["closed"] == 1
    assert not RequestTally.objects.filter(station=tree[STREET]).exists()


def test_what_passed_its_time_is_overdue_and_never_on_time(zhichong):
    with time_machine.travel(datetime.datetime(2026, 3, 30, 2, tzinfo=datetime.UTC), tick=False) as clock:
        seen, unseen = asked(zhichong), asked(zhichong)
        clock.shift(datetime.timedelta(days=4))
        closed(unseen)  # late, before the worker came
        assert numbers(zhichong) == {"registered": 2, "accepted": 1, "closed": 1, "overdue": 1}
        act_on_deadlines()
        assert numbers(zhichong, month=4)["overdue"] == 2
        closed(seen)
        assert numbers(zhichong, month=3) == {"registered": 2}
        assert numbers(zhichong, month=4) == {"accepted": 2, "closed": 2, "overdue": 2}
        assert tallies.verify() == []


def test_time_that_stood_still_is_not_late(zhichong):
    with time_machine.travel(datetime.datetime(2026, 3, 2, 2, tzinfo=datetime.UTC), tick=False) as clock:
        request = asked(zhichong)
        service.request_accept(actor=None, request=again(request))
        moves.request_pause(actor=None, request=again(request), opinion="等本人补材料")
        clock.shift(datetime.timedelta(days=10))
        closed(request)
        assert numbers(zhichong)["on_time"] == 1 and "overdue" not in numbers(zhichong)


def test_a_repeat_counts_where_it_was_taken(zhichong):
    person = register(zhichong, "王水生")
    asked(zhichong, person=person)
    asked(zhichong, person=person)
    assert numbers(zhichong)["repeated"] == 1


def test_a_wrong_number_is_named(zhichong):
    asked(zhichong)
    RequestTally.objects.update(closed=7)
    [problem] = tallies.verify()
    month = timezone.localdate().strftime("%Y-%m")
    assert f"station {zhichong.pk}: requests {month} 2 phone" in problem and "'closed': 7" in problem
