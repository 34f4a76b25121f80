"""The bell in the top bar and the notices behind it: how many, for whom, and read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from care_activities.services.request_moves import request_recuse, request_refer_up
from care_activities.services.requests import request_register
from stations.models import StaffMember
from stations.notices import tell

pytestmark = pytest.mark.django_db
ZHICHONG, STREET = "440704004212", "440704004000"


def asked(station, **values):
    given = {"channel": "phone", "demand": "2", "content": "询问优抚补助", **values}
    return request_register(actor=None, station=station, **given)


def bell(client):
    """What is read aloud of the bell on the board, or "" where there is none."""
    html = client.get(reverse("requests"), follow=True).content.decode()
    _before, found, after = html.partition('<a class="bell"')
    return after.partition('aria-label="')[2].partition('"')[0] if found else ""


def test_the_bell_counts_what_is_unread_and_is_plain_without(sign_in, tree):
    client = sign_in("street_manager")
    assert bell(client) == "消息"
    for _one in range(2):
        request_refer_up(actor=None, request=asked(tree[ZHICHONG]), opinion="要镇街核实")
    assert bell(client) == "消息，2 条未读"
    newest = client.get(reverse("notices")).context["newest"]
    tell(tree[STREET], "刚到的一条")
    client.post(reverse("notices"), {"newest": newest})
    assert bell(client) == "消息，1 条未读"
    assert bell(sign_in("zhichong_staff")) == bell(sign_in("district_manager")) == "消息"


def test_who_keeps_no_files_has_no_bell(sign_in, tree):
    for username in ("official_city", "auditor", "nobody"):
        html = sign_in(username).get(reverse("home"), follow=True).content.decode()
        assert 'class="bell"' not in html and reverse("notices") not in html, username


def test_a_notice_does_not_tell_of_a_complaint_to_whom_it_is_about(sign_in, cast, tree):
    about = StaffMember.objects.create(
        station=tree[ZHICHONG], name="何某", post="worker", user=cast["zhichong_staff"]
    )
    complaint = asked(tree[ZHICHONG], about_staff=about)
    other = asked(tree[ZHICHONG])
    for request in (complaint, other):
        tell(tree[ZHICHONG], f"诉求 {request.number}", url_name="request", target=request.pk)
    client = sign_in("zhichong_staff")
    assert bell(client) == "消息，1 条未读"
    html = client.get(reverse("notices")).content.decode()
    assert other.number in html and complaint.number not in html
    request_recuse(actor=None, request=other, user=cast["zhichong_staff"], opinion="亲属")
    assert other.number not in client.get(reverse("notices")).content.decode()


def test_many_notices_cost_one_statement(sign_in, tree):
    client = sign_in("street_manager")
    address = reverse("policies")

    def statements():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return [query["sql"] for query in queries if '"stations_notice"' in query["sql"]]

    assert len(statements()) == 1
    for number in range(5):
        tell(tree[STREET], f"第{number}条")
    assert len(statements()) == 1
