"""Whatever order people act in: aid is paid only by an approval or an open emergency entry, a refused case is
not paid, minors are never posted, and the tag agrees with the cases.
"""

import datetime
from decimal import Decimal

import pytest
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

from care_activities import tallies
from care_activities.models import AidApplication, AidCase, AidNotice, AidPayment
from care_activities.services import aid, aid_applications, aid_payments
from stations.services import ServiceError
from tests.veterans.people import register
from veterans.models import PersonFile

pytestmark = pytest.mark.django_db(transaction=False)

REFUSALS = (ServiceError, ValidationError, PermissionDenied)
# None is the portal itself, which may do everything: with it the deeper states are tried often enough.
USERS = [None, "district_manager", "city_manager", "street_manager", "zhichong_staff", "tianfu_staff"]
NOT_PAYABLE = {"refused", "review", "upheld", "withdrawn"}
# How far the portal itself has brought the two cases before people begin.
STAGES = {
    "suspected": [],
    "verified": ["verify"],
    "passed": ["verify", "submit", "decide"],
    "approved": ["verify", "submit", "decide", "decide"],
    "paid": ["verify", "submit", "decide", "decide", "pay"],
    "refused": ["verify", "submit", "refuse"],
    "emergency": ["emergency"],
    "emergency_paid": ["emergency", "pay"],
    "emergency_passed": ["emergency", "decide"],
}
users, days, yes = st.sampled_from(USERS), st.integers(0, 45), st.booleans()


class Aid(RuleBasedStateMachine):
    """One adult and one minor with a case each; everybody tries everything."""

    cast = station = stage = None
    reached = set()  # by what right something was paid, over all examples of a stage

    def __init__(self):
        super().__init__()
        self.mark = transaction.atomic()
        self.mark.__enter__()
        year = timezone.localdate().year
        adult = register(self.station, "王水生", no_id_reason="办理中", birth_date=f"{year - 50}")
        minor = register(self.station, "王小生", no_id_reason="办理中", birth_date=f"{year - 10}")
        found = timezone.localdate() - datetime.timedelta(days=60)
        self.cases = [
            aid.case_open(actor=None, person=person, situation="A4", kind="cash", found_on=found).pk
            for person in (adult, minor)
        ]
        self.refused_when_paid = []

    def teardown(self):
        assert tallies.verify() == []
        transaction.set_rollback(True)
        self.mark.__exit__(None, None, None)

    def attempt(self, act):
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            return False
        return True

    def case(self, minor):
        return AidCase.objects.get(pk=self.cases[minor])

    def application(self, minor):
        return AidApplication.objects.filter(case=self.cases[minor]).last()

    def on_application(self, minor, act):
        application = self.application(minor)
        return application is not None and self.attempt(lambda: act(application))

    def day(self, ago):
        return timezone.localdate() - datetime.timedelta(days=ago)

    @initialize()
    def begin(self):
        acts = {
            "verify": lambda minor: self.verify(None, minor, True),
            "submit": lambda minor: self.submit(None, minor, 20),
            "emergency": lambda minor: self.emergency(None, minor, 20),
            "decide": lambda minor: self.decide(None, minor, True, 15),
            "refuse": lambda minor: self.decide(None, minor, False, 15),
            "pay": lambda minor: self.pay(None, minor, 5, 400),
        }
        for act in STAGES[self.stage]:
            for minor in (False, True):
                acts[act](minor)

    @rule(user=users, minor=yes, found=yes)
    def verify(self, user, minor, found):
        case = self.case(minor)
        self.attempt(lambda: aid.case_verify(actor=self.cast.get(user), case=case, found=found))

    @rule(user=users, minor=yes, ago=days)
    def submit(self, user, minor, ago):
        self.attempt(
            lambda: aid_applications.application_submit(
                actor=self.cast.get(user),
                case=self.case(minor),
                applicant="self",
                asked=Decimal(1000),
                source="fiscal",
                applied_on=self.day(ago),
            )
        )

    @rule(user=users, minor=yes, ago=days)
    def emergency(self, user, minor, ago):
        self.attempt(
            lambda: aid_applications.emergency_submit(
                actor=self.cast.get(user),
                case=self.case(minor),
                applicant="village",
                asked=Decimal(1000),
                source="fund",
                reason="突发重病",
                on=self.day(ago),
            )
        )

    @rule(user=users, minor=yes, agree=yes, ago=days)
    def decide(self, user, minor, agree, ago):
        self.on_application(
            minor,
            lambda application: aid_applications.application_decide(
                actor=self.cast.get(user),
                application=application,
                agree=agree,
                words="意见",
                on=self.day(ago),
            ),
        )

    @rule(user=users, minor=yes)
    def ask_review(self, user, minor):
        self.on_application(
            minor,
            lambda application: aid_applications.review_ask(
                actor=self.cast.get(user), application=application, words="理由"
            ),
        )

    @rule(user=users, minor=yes, agree=yes)
    def review(self, user, minor, agree):
        self.on_application(
            minor,
            lambda application: aid_applications.review_decide(
                actor=self.cast.get(user), application=application, agree=agree, words="意见"
            ),
        )

    @rule(user=users, minor=yes)
    def withdraw(self, user, minor):
        self.on_application(
            minor,
            lambda application: aid_applications.application_withdraw(
                actor=self.cast.get(user), application=application
            ),
        )

    @rule(user=users, minor=yes)
    def post(self, user, minor):
        self.on_application(
            minor,
            lambda application: aid_applications.notice_post(
                actor=self.cast.get(user), application=application
            ),
        )

    @rule(user=users, minor=yes, ago=st.integers(0, 22), amount=st.integers(1, 1200))
    def pay(self, user, minor, ago, amount):
        day = self.day(ago)
        for application in AidApplication.objects.filter(case=self.cases[minor]):
            paid = self.attempt(
                lambda application=application: aid_payments.payment_record(
                    actor=self.cast.get(user), application=application, paid_on=day, amount=Decimal(amount)
                )
            )
            if paid:
                self.check_right(application, day)

    def check_right(self, application, day):
        """Told from the application itself, not from what the payment copied."""
        approved = application.state == "approved" and application.approved_on <= day
        emergency = (
            application.emergency_reason
            and application.state in ("running", "approved")
            and application.emergency_on <= day <= application.emergency_due
        )
        assert approved or emergency
        self.reached.add("approved" if approved else "emergency")
        if application.state in NOT_PAYABLE:
            self.refused_when_paid.append(application.pk)

    @rule(user=users, minor=yes, reason=st.sampled_from(["recovered", "deceased", "moved"]))
    def leave(self, user, minor, reason):
        case = self.case(minor)
        self.attempt(lambda: aid.case_exit(actor=self.cast.get(user), case=case, reason=reason))

    @rule(user=users, minor=yes)
    def close(self, user, minor):
        case = self.case(minor)
        self.attempt(lambda: aid.case_close(actor=self.cast.get(user), case=case))

    @invariant()
    def nothing_is_paid_without_a_right(self):
        assert self.refused_when_paid == []
        for payment in AidPayment.objects.select_related("application"):
            application = payment.application
            assert payment.approved_on or payment.emergency_due >= payment.paid_on
            if not application.emergency_reason:
                assert application.state == "approved" and application.approved_on <= payment.paid_on
        for application in AidApplication.objects.all():
            assert sum(payment.amount for payment in application.payments.all()) <= application.asked

    @invariant()
    def no_minor_is_posted(self):
        assert not AidNotice.objects.filter(application__case=self.cases[True]).exists()

    @invariant()
    def the_tag_agrees(self):
        for person in PersonFile.objects.all():
            hard = person.aid_cases.filter(status__in=["verified", "helped", "closed"]).exists()
            assert ("7" in person.tags) == hard

    @invariant()
    def what_was_helped_was_paid(self):
        for case in AidCase.objects.filter(status="helped"):
            assert case.payments.exists()


@pytest.mark.parametrize("stage", STAGES)
def test_no_order_of_acts_breaks_the_rules(cast, tree, stage):
    Aid.cast, Aid.station, Aid.stage, Aid.reached = cast, tree["440704004212"], stage, set()
    run_state_machine_as_test(
        Aid,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Aid.reached >= {"paid": {"approved"}, "emergency_paid": {"emergency"}}.get(stage, set())
