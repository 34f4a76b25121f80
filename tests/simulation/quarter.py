"""A quarter of requests over the real tree, with a clock of its own: `python -m tests.simulation.quarter`.

Stations take requests at all hours, accept, refer, hand over, ask for help, forget; a district sends tasks
that some villages answer late. The worker runs every hour but for one week in the middle. At the end every
request is closed or waits with a station that may handle it, every deadline that passed unmet was acted upon
once, on its day or, in the week of downtime, in the first run after it, and the kept figures agree with the
rows. Prints JSON and fails otherwise.
"""

import argparse
import datetime
import json
import random
from collections import Counter
from zoneinfo import ZoneInfo

import time_machine

CHINA = ZoneInfo("Asia/Shanghai")
START = datetime.datetime(2026, 1, 26, 8, tzinfo=CHINA)  # 春节 and its 调休 lie in this quarter
DAYS = 90
DOWN = (datetime.timedelta(days=40), datetime.timedelta(days=47))
HOUR = datetime.timedelta(hours=1)


class Quarter:
    """The stations, the dice, and what was done."""

    def __init__(self, requests, seed):
        from care_activities.services.calendar import calendar_load
        from stations.models import Station

        self.dice, self.wanted = random.Random(seed), requests
        self.city = Station.objects.get(tier="city")
        calendar_load(actor=None, station=self.city)
        self.desks = list(Station.objects.active().exclude(tier="city").order_by("path"))
        self.district = Station.objects.filter(tier="district").order_by("path").first()
        self.acts, self.runs = Counter(), []

    def run(self):
        due = sorted(self.dice.random() * (DAYS - 20) for _one in range(self.wanted))
        now = START
        with time_machine.travel(START, tick=False) as clock:
            for hour in range(DAYS * 24):
                now = START + HOUR * hour
                clock.move_to(now)
                while due and START + datetime.timedelta(days=due[0]) <= now:
                    due.pop(0)
                    self.take()
                if 8 <= now.hour < 18:
                    self.work(now)
                if now.hour == 9 and now.day in (1, 15):
                    self.send_task(now)
                if not DOWN[0] <= now - START < DOWN[1]:
                    self.tick(now)
            self.check(now)
        return {"acts": dict(self.acts), "runs": len(self.runs)}

    def take(self):
        from care_activities.services.requests import request_register

        roll = self.dice.random
        request_register(
            actor=None,
            station=self.dice.choice(self.desks),
            channel=self.dice.choice(["visit", "phone", "assigned", "found"]),
            demand=str(self.dice.randint(1, 9)),
            content="请帮忙",
            kind="petition" if roll() < 0.1 else "service",
            urgency=self.dice.choice(["normal", "normal", "urgent", "very"]),
        )
        self.acts["taken"] += 1

    def work(self, now):
        """Some of the open requests move on; every tenth is forgotten for good."""
        from care_activities.models import RequestSlip, ServiceRequest, TaskAnswer
        from care_activities.services import request_slips, sent_tasks

        waiting = ServiceRequest.objects.filter(state__in=["waiting", "handling"]).select_related(
            "holder__parent"
        )
        for request in waiting.order_by("pk"):
            if request.pk % 10 and self.dice.random() < 0.04:
                self.act(request)
        for slip in RequestSlip.objects.filter(state="open").select_related(
            "request", "from_station", "to_station"
        ):
            if self.dice.random() < 0.02:
                self.attempt("answered", lambda slip=slip: request_slips.slip_answer(
                    actor=None, slip=slip, answer="查过了"
                ))  # fmt: skip
        for answer in TaskAnswer.objects.filter(state="waiting").select_related("task__station", "station"):
            if answer.pk % 5 and self.dice.random() < 0.02:
                self.attempt("task", lambda answer=answer: sent_tasks.task_answer(
                    actor=None, answer=answer, words="已办"
                ))  # fmt: skip

    def act(self, request):
        from django.utils import timezone

        from care_activities.services import request_moves as moves
        from care_activities.services import request_slips
        from care_activities.services import requests as service

        today = timezone.localdate()
        roll, common = self.dice.random(), {"actor": None, "request": request}
        if request.state == "waiting":
            self.attempt("accepted", lambda: service.request_accept(**common))
        elif roll < 0.55:
            self.attempt("closed", lambda: service.request_close(**common, result="已办"))
        elif roll < 0.75:
            self.attempt("up", lambda: moves.request_refer_up(**common, opinion="请上级办"))
        elif roll < 0.85:
            beside = [one for one in self.desks if one.parent_id == request.holder.parent_id]
            there = self.dice.choice(beside or self.desks)
            self.attempt("over", lambda: moves.request_hand_over(**common, to_station=there, opinion="转"))
        elif roll < 0.95:
            there = self.dice.choice(self.desks)
            later = today + datetime.timedelta(days=self.dice.randint(0, 9))
            self.attempt("slip", lambda: request_slips.slip_send(
                **common, asks="请核对", due_on=later, to_station=there
            ))  # fmt: skip
        else:
            self.attempt("returned", lambda: moves.request_return(**common, opinion="退"))

    def send_task(self, now):
        from care_activities.services.sent_tasks import task_send
        from stations.models import Station

        villages = Station.objects.subtree_of(self.district).active().at_tier("village")
        self.attempt("sent", lambda: task_send(
            actor=None,
            station=self.district,
            stations=villages,
            title="报数",
            due_on=now.date() + datetime.timedelta(days=7),
            form="text",
        ))  # fmt: skip

    def attempt(self, name, act):
        from django.core.exceptions import ValidationError
        from django.db import transaction

        from stations.services import ServiceError

        try:
            with transaction.atomic():
                act()
        except (ServiceError, ValidationError):
            name = "refused"
        self.acts[name] += 1

    def tick(self, now):
        from care_activities.services.request_clocks import act_on_deadlines

        done = act_on_deadlines()
        again = act_on_deadlines()
        assert again == {"reminded": 0, "late": 0, "supervised": 0}, (now, again)
        self.acts.update(done)
        self.runs.append(now)

    # What must hold at the end

    def check(self, now):
        from care_activities import request_tallies
        from care_activities.models import RequestClock, ServiceRequest, Supervision

        assert request_tallies.verify() == []
        for request in ServiceRequest.objects.select_related("holder"):
            assert request.holder.is_active
            assert (
                not request.is_open
                or request.kind != "petition"
                or request.holder.tier in ("district", "city")
            )
        for clock in RequestClock.objects.select_related("holder__parent"):
            self.check_clock(clock, now)
        supervised = Supervision.objects.count()
        acted = RequestClock.objects.filter(acted_at__isnull=False).exclude(kind="service").count()
        assert supervised == acted, (supervised, acted)
        self.acts["clocks"] = RequestClock.objects.count()
        self.acts["open"] = ServiceRequest.objects.filter(closed_at__isnull=True).count()
        self.acts["supervisions"] = supervised

    def check_clock(self, clock, now):
        """Acted upon in the first run at or after its end, if it had not ended by then; else never."""
        run = next((one for one in self.runs if one >= clock.due_at), None)
        missed = run is not None and (
            clock.ended_at is None or clock.ended_at > run
        )  # work comes before the run
        assert (clock.acted_at is not None) == missed, (clock.pk, clock.kind, clock.due_at, clock.acted_at)
        if clock.acted_at is not None:
            assert clock.acted_at == run, (clock.pk, clock.acted_at, run)


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    asked.add_argument("--requests", type=int, default=5_000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    from tests.benchmarks import scratch

    with scratch.database() as engine:
        from stations.divisions import load_divisions

        load_divisions()
        found = Quarter(options.requests, options.seed).run()
    print(json.dumps({"engine": engine, "requests": options.requests, **found}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
