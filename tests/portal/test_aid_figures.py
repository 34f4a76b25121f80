"""The figures of aid on the dashboard, and the cases that each of them opens."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from care_activities.models import AidCase
from care_activities.services import aid, aid_applications, aid_payments
from tests.veterans.people import register
from veterans_portal.dashboards.figures import figures

from . import stage
from .behind import length_of_list
from .test_dashboard import figure_of, page

pytestmark = pytest.mark.django_db


def found(station, name, on):
    case = aid.case_open(
        actor=None, person=register(station, name), situation="A4", kind="medical", found_on=on
    )
    return aid.case_verify(actor=None, case=case, found=True, on=on)


def paid(case, amount, on):
    application = aid_applications.emergency_submit(
        actor=None,
        case=AidCase.objects.get(pk=case.pk),
        applicant="self",
        asked=Decimal(9000),
        source="fund",
        reason="急需手术",
        on=on,
    )
    aid_payments.payment_record(actor=None, application=application, paid_on=on, amount=Decimal(amount))


@pytest.fixture
def station(tree):
    """Two helped this year and one last year, one verified and waiting."""
    today = timezone.localdate()
    last_year = today.replace(year=today.year - 1, month=12, day=31)
    station = tree[stage.ZHICHONG]
    paid(found(station, "王大", last_year), "700", last_year)
    paid(found(station, "王二", today), "300.50", today)
    paid(found(station, "王三", today), "200", today)
    found(station, "王四", today)
    return station


def test_each_figure_opens_a_list_that_agrees(station, sign_in):
    told = figures(station, as_of=timezone.localdate())
    shown = {key: told[key].value for key in ("aid_verified", "aid_helped", "aid_unhelped", "aid_amount")}
    assert shown == {
        "aid_verified": 3,
        "aid_helped": 2,
        "aid_unhelped": 1,
        "aid_amount": Decimal("500.50"),
    }
    client = sign_in("zhichong_staff")
    for key in ("aid_verified", "aid_helped", "aid_unhelped"):
        assert length_of_list(client, told[key].list_query) == shown[key], key
    amount = client.get(told["aid_amount"].list_query).content.decode()
    assert "2 件 · 2 人 · 已发放 500.50 元" in amount


def test_a_year_ends_with_the_day_asked_for(station):
    today = timezone.localdate()
    assert figures(station, as_of=today - datetime.timedelta(days=1))["aid_verified"].value == 0
    before = figures(station, as_of=today.replace(year=today.year - 1, month=12, day=31))
    assert (before["aid_verified"].value, before["aid_amount"].value) == (1, Decimal("700.00"))


def test_few_are_covered_for_who_may_not_read_files(station, sign_in):
    official = page(sign_in("official_district"), stage.ZHICHONG)
    assert figure_of(official, "aid_unhelped") == "核实未帮扶 &lt;3 件"
    assert figure_of(official, "aid_amount") == "本年帮扶金额 &lt;3 人" and "500.50" not in official
    assert "核实未帮扶 1 件" in figure_of(page(sign_in("zhichong_staff"), stage.ZHICHONG), "aid_unhelped")


def test_an_unknown_figure_is_not_found(station, sign_in):
    assert sign_in("zhichong_staff").get("/aid/?figure=secret").status_code == 404
