"""Whatever order people act in, and whenever the worker runs: every deadline is acted upon once, a request is
always in somebody's hands, who is complained about never has it, and what has ended keeps no clock running.
"""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from care_activities import request_tallies
from care_activities.models import RequestClock, RequestSlip, ServiceRequest, Supervision
from care_activities.services import request_moves as moves
from care_activities.services import request_slips as slips
from care_activities.services import requests as service
from care_activities.services.request_clocks import act_on_deadlines
from care_activities.vocabulary import OPEN_REQUESTS
from stations.models import Conflict, Notice
from stations.services import ServiceError

pytestmark = pytest.mark.django_db(transaction=False)

REFUSALS = (ServiceError, ValidationError, PermissionDenied, Conflict)
START = datetime.datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
USERS = [None, "district_manager", "city_manager", "street_manager", "zhichong_staff", "tianfu_staff"]
STATIONS = ["440704004212", "440704004201", "440704004000", "440704000000", "440700000000", "440703006121"]
# None is the portal itself, which may do everything: with it the deeper states are tried often enough.
users, stations = st.sampled_from([None, None, *USERS]), st.sampled_from(STATIONS)
ACTS = {
    "accept": lambda actor, request, station: service.request_accept(actor=actor, request=request),
    "note": lambda actor, request, station: service.request_note(
        actor=actor, request=request, opinion="已联系"
    ),
    "close": lambda actor, request, station: service.request_close(
        actor=actor, request=request, result="已办"
    ),
    "reopen": lambda actor, request, station: service.request_reopen(
        actor=actor, request=request, opinion="未办好"
    ),
    "rate": lambda actor, request, station: service.request_rate(
        actor=actor, request=request, satisfaction=4
    ),
    "archive": lambda actor, request, station: service.request_archive(actor=actor, request=request),
    "up": lambda actor, request, station: moves.request_refer_up(
        actor=actor, request=request, opinion="上报"
    ),
    "down": lambda actor, request, station: moves.request_send_down(
        actor=actor, request=request, to_station=station, opinion="下派"
    ),
    "over": lambda actor, request, station: moves.request_hand_over(
        actor=actor, request=request, to_station=station, opinion="转交"
    ),
    "return": lambda actor, request, station: moves.request_return(
        actor=actor, request=request, opinion="退回"
    ),
    "extend": lambda actor, request, station: moves.extension_ask(
        actor=actor, request=request, days=7, reason="外调"
    ),
    "grant": lambda actor, request, station: moves.extension_decide(actor=actor, request=request, agree=True),
    "pause": lambda actor, request, station: moves.request_pause(
        actor=actor, request=request, opinion="等材料"
    ),
    "resume": lambda actor, request, station: moves.request_resume(actor=actor, request=request),
    "slip": lambda actor, request, station: slips.slip_send(
        actor=actor,
        request=request,
        asks="核对住址",
        due_on=timezone.localdate() + datetime.timedelta(days=3),
        to_station=station,
    ),
}


class Requests(RuleBasedStateMachine):
    """A plain request, a petition, and a complaint about a station; everybody tries everything."""

    cast = tree = None
    reached = set()

    def __init__(self):
        super().__init__()
        self.mark = transaction.atomic()
        self.mark.__enter__()
        self.travel = time_machine.travel(START, tick=False)
        self.clock = self.travel.start()
        self.now = START
        self.overdue = {}

    def teardown(self):
        self.travel.stop()
        transaction.set_rollback(True)
        self.mark.__exit__(None, None, None)

    def attempt(self, act):
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            return False
        return True

    @initialize(accepted=st.booleans())
    def take(self, accepted):
        village = self.tree["440704004212"]
        common = {"actor": None, "station": village, "channel": "phone", "demand": "2", "content": "请帮忙"}
        self.rows = [
            service.request_register(**common).pk,
            service.request_register(**common, kind="petition").pk,
            service.request_register(**common, about_station=village).pk,
        ]
        for pk in self.rows if accepted else ():
            service.request_accept(actor=None, request=ServiceRequest.objects.get(pk=pk))

    @rule(user=users, which=st.integers(0, 2), act=st.sampled_from(sorted(ACTS)), station=stations)
    def act(self, user, which, act, station):
        request = ServiceRequest.objects.get(pk=self.rows[which])
        if self.attempt(lambda: ACTS[act](self.cast.get(user), request, self.tree[station])):
            self.reached.add((which, act))

    @rule(user=users, which=st.integers(0, 5))
    def answer(self, user, which):
        open_slips = list(RequestSlip.objects.filter(state="open").order_by("pk"))
        if open_slips:
            slip = open_slips[which % len(open_slips)]
            self.attempt(lambda: slips.slip_answer(actor=self.cast.get(user), slip=slip, answer="查过了"))

    @rule(hours=st.sampled_from([1, 23, 24, 72, 24 * 8, 24 * 31]))
    def time_goes_on(self, hours):
        self.now += datetime.timedelta(hours=hours)
        self.clock.move_to(self.now)

    @rule()
    def the_worker_runs(self):
        late = RequestClock.objects.filter(
            ended_at__isnull=True, paused_at__isnull=True, acted_at__isnull=True, due_at__lte=self.now
        )
        expected = set(late.values_list("pk", flat=True))
        told = Notice.objects.count()
        done = act_on_deadlines()
        assert done["late"] == len(expected)
        assert set(RequestClock.objects.filter(acted_at=self.now).values_list("pk", flat=True)) >= expected
        assert Notice.objects.count() >= told + done["late"] + done["reminded"]
        assert act_on_deadlines() == {"reminded": 0, "late": 0, "supervised": 0}

    @invariant()
    def the_kept_figures_are_right(self):
        assert request_tallies.verify() == []

    @invariant()
    def a_request_is_in_somebodys_hands(self):
        for request in ServiceRequest.objects.select_related("holder", "about_station"):
            assert request.holder.is_active
            if request.kind == "petition":
                assert request.holder.tier in ("district", "city")
            if request.about_station:
                assert not request.holder.path.startswith(request.about_station.path)

    @invariant()
    def clocks_run_only_for_what_is_open(self):
        running = RequestClock.objects.filter(ended_at__isnull=True)
        assert not running.filter(request__isnull=False).exclude(request__state__in=OPEN_REQUESTS).exists()
        assert not running.filter(slip__isnull=False).exclude(slip__state="open").exists()
        for request in ServiceRequest.objects.filter(state__in=OPEN_REQUESTS):
            assert request.clocks.filter(ended_at__isnull=True).exists()

    @invariant()
    def supervision_stands_one_tier_up_and_only_for_what_is_overdue(self):
        for item in Supervision.objects.select_related("clock", "station"):
            assert item.clock.acted_at is not None
            assert item.clock.kind != "service"
            assert (item.state == "open") == (item.clock.ended_at is None)

    @invariant()
    def the_history_tells_where_it_is(self):
        for request in ServiceRequest.objects.all():
            moved = request.hops.filter(
                to_station__isnull=False, act__in=["registered", "up", "down", "over", "returned"]
            )
            assert moved.order_by("at", "pk").last().to_station_id == request.holder_id


def test_no_order_of_acts_breaks_what_holds(tree, cast):
    machine = type("M", (Requests,), {"cast": cast, "tree": tree, "reached": set()})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.reached
