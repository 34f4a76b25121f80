"""What is counted about aid, kept in step with every act."""

from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone

from care_activities import tallies
from care_activities.models import AidCase, AidTally
from care_activities.services import aid, aid_applications, aid_payments
from tests.veterans.people import register

pytestmark = pytest.mark.django_db


def kept(name, station):
    return AidTally.objects.filter(station=station).aggregate(n=Sum(name, default=0))["n"]


def numbers(station):
    return {name: kept(name, station) for name in tallies.AID_FACTS}


def again(case):
    return AidCase.objects.get(pk=case.pk)


def paid(case, amount):
    application = aid_applications.emergency_submit(
        actor=None, case=again(case), applicant="self", asked=Decimal(500), source="fund", reason="急需手术"
    )
    return aid_payments.payment_record(
        actor=None, application=application, paid_on=timezone.localdate(), amount=Decimal(amount)
    )


def test_every_act_is_counted_at_once(aid_case, zhichong):
    nothing = dict.fromkeys(tallies.AID_FACTS, 0)
    case = aid_case()
    assert numbers(zhichong) == nothing | {"found": 1}
    aid.case_verify(actor=None, case=again(case), found=True)
    assert numbers(zhichong) == nothing | {"found": 1, "verified": 1, "unhelped": 1}
    payment = paid(case, "120.05")
    told = {"found": 1, "applied": 1, "verified": 1, "helped": 1, "paid_cents": 12_005}
    assert numbers(zhichong) == nothing | told
    aid_payments.payment_delete(actor=None, payment=payment, words="登记错了")
    assert numbers(zhichong) == nothing | {"found": 1, "applied": 1, "verified": 1, "unhelped": 1}
    assert tallies.verify() == []


def test_what_was_not_found_or_is_deleted_no_longer_counts(aid_case, zhichong):
    case = aid_case()
    aid.case_verify(actor=None, case=again(case), found=False)
    assert numbers(zhichong)["verified"] == 0
    mistaken = aid_case(person=register(zhichong, "李大文"))
    aid.case_delete(actor=None, case=again(mistaken))
    assert numbers(zhichong)["found"] == 1
    assert tallies.verify() == []


def test_a_case_corrected_to_another_situation_moves_its_count(aid_case, zhichong):
    case = aid_case()
    aid.case_update(actor=None, case=again(case), situation="A1")
    assert [tally.situation for tally in AidTally.objects.filter(station=zhichong)] == ["A1"]


def test_a_wrong_number_is_named(aid_case, zhichong):
    aid_case()
    AidTally.objects.update(found=7)
    [problem] = tallies.verify()
    assert f"station {zhichong.pk}: aid" in problem and "'found': 7" in problem
