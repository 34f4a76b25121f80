"""The first steps of a real installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from care_activities.models import CalendarDay, DeadlineRule
from stations.models import Membership, Station, User

pytestmark = pytest.mark.django_db
PASSWORD = "stations-of-the-river"


@pytest.fixture
def typed(monkeypatch):
    """What stands in the pipe from which the command reads the password."""

    def pipe(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))

    return pipe


def set_up(**options):
    said = io.StringIO()
    call_command("set_up", stdout=said, **options)
    return said.getvalue()


def test_an_empty_installation_gets_its_stations_and_an_administrator_who_can_log_in(client, typed):
    typed(PASSWORD)
    said = set_up(admin="linhui", name="林慧")
    assert "新建 1438 个站" in said and "已建立管理员账号 linhui" in said
    assert PASSWORD not in said
    assert CalendarDay.objects.exists() and DeadlineRule.objects.exists()
    given = Membership.objects.get()
    assert (given.user.full_name, given.station.tier, given.role) == ("林慧", "city", "administrator")
    assert client.login(username="linhui", password=PASSWORD)
    assert client.get("/admin/stations/user/").status_code == 200


def test_a_second_run_adds_what_is_missing_and_leaves_what_was_changed(typed):
    said = set_up()
    assert "还没有任何账号" in said
    Station.objects.filter(code="440704004212").update(name="直冲村军人之家")
    CalendarDay.objects.filter(pk=CalendarDay.objects.first().pk).delete()
    said = set_up()
    assert "新建 0 个站；工作日历：新增 1 天；时限：新增 0 项" in said
    assert Station.objects.get(code="440704004212").name == "直冲村军人之家"


@pytest.mark.parametrize("weak", ["12345678901", "short", "password123"])
def test_a_weak_password_opens_no_account_and_says_why(typed, weak):
    typed(weak)
    with pytest.raises(CommandError, match=r"没有建立账号：.*密码"):
        set_up(admin="linhui", name="林慧")
    assert not User.objects.exists()
    assert Station.objects.exists()


def test_an_account_that_is_there_is_not_touched(typed, cast):
    typed(PASSWORD)
    before = cast["admin"].password
    with pytest.raises(CommandError, match="已有账号 admin，没有改动"):
        set_up(admin="admin")
    assert User.objects.get(username="admin").password == before
