"""Plaques hung in one screen, and a case of hardship from suspicion to payment, each step by its user."""

import datetime
import os
import subprocess
import sys

import pytest

from tests.browser.conftest import ROOT
from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
NEIGHBOUR = "440704004201"
TEN_HOUSEHOLDS = f"""
from care_activities.services.plaques import plaque_register
from stations.models import Station
from tests.veterans.people import register
from veterans.models import Household
from veterans.services.records import household_save
village = Station.objects.get(code="{NEIGHBOUR}")
for serial in range(10):
    home = Household(station=village, number=f"H9{{serial:02d}}", head_name=f"待挂{{serial}}", address="榕荫里")
    home = household_save(actor=None, household=home)
    register(village, f"待挂{{serial}}", household=home)
    plaque_register(actor=None, household=home, role="TY", initiated_by="station", status="to_hang")
"""


@pytest.fixture
def ten_waiting(portal):
    """Ten households of a neighbour whose plaques wait to be hung."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"PORTAL_MODE": "trial", "PORTAL_VAR": str(portal.log.parent)}
    command = [sys.executable, "manage.py", "shell", "-c", TEN_HOUSEHOLDS]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def test_ten_plaques_are_hung_in_one_screen(ten_waiting, open_page, picture):
    page = open_page("street_manager")
    page.goto("/plaques/rounds/")
    page.click("main summary")
    page.select_option("[name=station]", label="外海街道退役军人服务站")
    page.fill("[name=year]", str(datetime.date.today().year))
    page.select_option("[name=festival]", "army_day")
    assert_sound(page)
    page.click("main form button[type=submit]")
    page.wait_for_selector("text=名单已定")
    assert_sound(page)
    page.goto(f"{page.url}?station={NEIGHBOUR}")
    page.check("[data-tick-all=entry]")
    assert page.locator("[name=entry]:checked").count() == 10
    page.fill("[name=hung_on]", datetime.date.today().isoformat())
    page.fill("[name=led_by]", "村党总支书记")
    picture(page, "plaque-round-ten")
    page.click("button[value=hang]")
    page.wait_for_selector("text=已登记悬挂 10 户")
    assert "这一栏没有家庭" in page.inner_text("main")
    assert_sound(page)
    phone = open_page("street_manager", "390x844")
    phone.goto(f"{page.url}&state=done")
    assert phone.locator("tbody tr").count() >= 10
    assert_sound(phone)


def submit(page, button, said):
    page.click(f"button[value='{button}']")
    page.wait_for_selector(f"text={said}")
    assert_sound(page)


def test_a_case_goes_from_suspicion_to_payment(open_page, picture):
    village, street, county = map(open_page, ("zhichong_staff", "street_manager", "district_manager"))
    village.goto("/people/")
    village.locator("main tbody th a").nth(40).click()
    village.click("text=登记困难帮扶")
    for name, value in (("situation", "A4"), ("kind", "medical"), ("found_by", "visit")):
        village.select_option(f"[name={name}]", value)
    village.fill("[name=description]", "突发疾病住院")
    assert_sound(village)
    village.click("text=登记为疑似困难")
    village.wait_for_selector("text=已登记为疑似困难")
    address = village.url
    submit(village, "verify.found", "核实结果已登记")
    village.select_option("#apply_applicant", "self")
    village.fill("#apply_asked", "3000")
    village.select_option("#apply_source", "fiscal")
    submit(village, "apply.apply", "申请已提出")
    assert village.locator("button[value='decide.agree']").count() == 0
    for user in (street, county):
        user.goto(address)
        user.fill("#decide_words", "情况属实")
        submit(user, "decide.agree", "办理结果已登记")
    county.fill("#pay_paid_on", datetime.date.today().isoformat())
    county.fill("#pay_amount", "3000")
    submit(county, "pay.pay", "发放已登记")
    picture(county, "aid-case-paid")
    phone = open_page("zhichong_staff", "390x844")
    phone.goto(address)
    assert "已帮扶" in phone.inner_text("main h1") and "3,000.00" in phone.inner_text("main")
    assert_sound(phone)
