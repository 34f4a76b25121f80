"""Whatever is done to plaques in whatever order: what must never come about does not (hypothesis)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from care_activities import tallies
from care_activities.models import HangingEntry, HangingRound, Plaque, PlaqueApplication, PlaqueCancelReason
from care_activities.services import plaque_applications as applications
from care_activities.services import plaque_county as county
from care_activities.services import plaque_lists as lists
from care_activities.services import plaque_rounds as rounds
from care_activities.services.plaques import (
    plaque_delete,
    plaque_hang,
    plaque_register,
    plaque_relocate,
    plaque_update,
)
from stations.models import Conflict
from stations.services import ServiceError
from tests.conftest import gather_cast, grow_tree
from tests.veterans.people import register
from veterans.models import Household, PersonFile

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
REFUSED = (ServiceError, ValidationError, PermissionDenied, Conflict)
ACTORS = st.sampled_from(["zhichong_staff", "street_manager", "district_manager"])
HOMES = st.integers(0, 1)
STATUSES = st.sampled_from(["to_confirm", "to_hang", "hung", "cancelled"])


class Plaques(RuleBasedStateMachine):
    """Two households of one village; each act may be refused, and none may break the rules."""

    @initialize()
    def begin(self):
        self.point = transaction.atomic()
        self.point.__enter__()
        tree = grow_tree()
        self.village, self.street = tree["440704004212"], tree["440704004000"]
        self.cast = gather_cast(tree)
        self.homes = [
            Household.objects.create(station=self.village, number=str(n), head_name="陈大文")
            for n in range(2)
        ]
        for home in self.homes:
            register(self.village, household=home)
        self.reason = PlaqueCancelReason.objects.create(station=tree["440704000000"], name="情形")
        self.dead, self.overrides = {}, 0

    def teardown(self):
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    def attempt(self, act, **values):
        try:
            with transaction.atomic():
                return act(**values)
        except REFUSED:
            return None

    def plaque(self, home):
        return Plaque.objects.filter(household=self.homes[home]).order_by("-pk").first()

    def application(self, home):
        return PlaqueApplication.objects.filter(household=self.homes[home]).order_by("-pk").first()

    @rule(home=HOMES, who=ACTORS, status=STATUSES, role=st.sampled_from(["TY", "XY"]), dated=st.booleans())
    def register_by_hand(self, home, who, status, role, dated):
        when = {"hung_on": TODAY} if dated else {"hung_date_unknown": True}
        self.attempt(
            plaque_register,
            actor=self.cast[who],
            household=self.homes[home],
            role=role,
            initiated_by="station",
            status=status,
            **(when if status == "hung" else {}),
        )

    @rule(home=HOMES, who=ACTORS, status=STATUSES, dated=st.booleans())
    def correct_by_hand(self, home, who, status, dated):
        if plaque := self.plaque(home):
            values = {"status": status, "hung_on": TODAY if dated else plaque.hung_on}
            self.attempt(plaque_update, actor=self.cast[who], plaque=plaque, **values)

    @rule(home=HOMES, who=ACTORS)
    def put_on_the_list(self, home, who):
        chosen = Household.objects.filter(pk=self.homes[home].pk)
        before = set(Plaque.objects.values_list("pk", flat=True))
        self.attempt(lists.households_list, actor=self.cast[who], households=chosen)
        if home in self.dead:
            assert set(Plaque.objects.values_list("pk", flat=True)) == before

    @rule(who=ACTORS)
    def confirm(self, who):
        before = set(Plaque.objects.filter(status="to_hang").values_list("household_id", flat=True))
        self.attempt(
            lists.plaques_confirm,
            actor=self.cast[who],
            plaques=Plaque.objects.all(),
            list_no="1号",
            confirmed_on=TODAY,
        )
        now = set(Plaque.objects.filter(status="to_hang").values_list("household_id", flat=True)) - before
        assert not now & {self.homes[home].pk for home in self.dead}

    @rule(home=HOMES, who=ACTORS)
    def hang(self, home, who):
        if plaque := self.plaque(home):
            self.attempt(plaque_hang, actor=self.cast[who], plaque=plaque, hung_on=TODAY)

    @rule(home=HOMES, kind=st.sampled_from(["new", "replace", "reissue"]))
    def ask(self, home, kind):
        values = {"kind": kind, "role": "TY", "reason": "丢失", "applied_on": TODAY}
        made = self.attempt(
            applications.application_submit,
            actor=self.cast["zhichong_staff"],
            household=self.homes[home],
            **values,
        )
        assert made is None or home not in self.dead

    @rule(home=HOMES, who=ACTORS)
    def agree(self, home, who):
        if asked := self.application(home):
            self.attempt(applications.application_agree, actor=self.cast[who], application=asked)

    @rule(home=HOMES, who=ACTORS, override=st.sampled_from(["", "", "台风"]))
    def approve(self, home, who, override):
        if asked := self.application(home):
            made = self.attempt(
                applications.application_approve,
                actor=self.cast[who],
                application=asked,
                override_reason=override,
            )
            assert made is None or (home not in self.dead and who == "district_manager")

    @rule(home=HOMES, who=ACTORS)
    def reissue_straight_through(self, home, who):
        """The whole way of one reissue at once, so that a third is met often."""
        self.ask(home, "reissue")
        self.agree(home, "street_manager")
        self.approve(home, "district_manager", "")
        self.finish(home, who)

    @rule(home=HOMES, who=ACTORS)
    def finish(self, home, who):
        if asked := self.application(home):
            self.attempt(
                applications.application_finish,
                actor=self.cast[who],
                application=asked,
                done_on=TODAY,
                old_handed_in=True,
            )

    @rule(home=HOMES, who=ACTORS)
    def take_back(self, home, who):
        if plaque := self.plaque(home):
            made = self.attempt(
                county.plaque_cancel,
                actor=self.cast[who],
                plaque=plaque,
                reason=self.reason,
                decision_no="7号",
                decided_on=TODAY,
            )
            assert made is None or who == "district_manager"

    @rule(home=HOMES, who=ACTORS)
    def restore(self, home, who):
        if plaque := self.plaque(home):
            self.attempt(
                county.plaque_restore, actor=self.cast[who], plaque=plaque, restored_on=TODAY, note="改正"
            )

    @rule(home=HOMES, other=HOMES, who=ACTORS)
    def move(self, home, other, who):
        if plaque := self.plaque(home):
            self.attempt(
                plaque_relocate,
                actor=self.cast[who],
                plaque=plaque,
                moved_on=TODAY,
                address="新村",
                household=self.homes[other],
            )

    @rule(home=HOMES, who=ACTORS)
    def delete(self, home, who):
        if plaque := self.plaque(home):
            self.attempt(plaque_delete, actor=self.cast[who], plaque=plaque)

    @rule(who=ACTORS, festival=st.sampled_from(["spring_festival", "army_day"]))
    def open_round(self, who, festival):
        opened = self.attempt(
            rounds.round_open, actor=self.cast[who], station=self.street, year=2027, festival=festival
        )
        if opened:
            dead = {self.homes[home].pk for home in self.dead}
            assert not dead & set(opened.entries.values_list("plaque__household_id", flat=True))

    @rule(who=ACTORS)
    def hang_the_round(self, who):
        if hanging := HangingRound.objects.last():
            self.attempt(
                rounds.entries_hang,
                actor=self.cast[who],
                hanging=hanging,
                entries=HangingEntry.objects.all(),
                hung_on=TODAY,
            )

    @rule(home=HOMES)
    def die(self, home):
        yesterday = TODAY - datetime.timedelta(days=1)
        people = PersonFile.objects.filter(household=self.homes[home])
        people.update(status="deceased", status_changed_on=yesterday.isoformat())
        self.dead[home] = yesterday

    @invariant()
    def no_household_hangs_two(self):
        if hasattr(self, "homes"):
            for home in self.homes:
                assert Plaque.objects.filter(household=home, status="hung").count() <= 1

    @invariant()
    def no_third_reissue_without_the_county(self):
        for plaque in Plaque.objects.filter(reissues__gt=2) if hasattr(self, "homes") else ():
            assert plaque.override_reason
        if hasattr(self, "homes"):
            for home in self.homes:
                approved = PlaqueApplication.objects.filter(household=home, kind="reissue")
                approved = approved.filter(state__in=["approved", "done"]).count()
                excused = Plaque.objects.exclude(override_reason="").exists()
                assert approved <= 2 or excused

    @invariant()
    def the_figures_are_right(self):
        if hasattr(self, "homes"):
            assert tallies.verify() == []


def test_no_path_breaks_the_rules_of_plaques(db):
    run_state_machine_as_test(
        Plaques,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
