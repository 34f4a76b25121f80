"""Where quickstart must not write: beside real people, and in production; and where no banner belongs."""

import pytest
from django.core.management import CommandError, call_command

from stations.models import Station, User
from tests.veterans.people import id_number, register
from veterans.models import PersonFile
from veterans_portal.demo import marks


@pytest.fixture(autouse=True)
def _ask_the_database():
    marks.forget()
    yield
    marks.forget()


@pytest.mark.parametrize(
    "real",
    [{"id_number": id_number(region="110101")}, {"no_id_reason": "补办中"}],
    ids=["number", "no number"],
)
def test_beside_real_people_nothing_is_written(tree, settings, tmp_path, real):
    settings.PORTAL_VAR = tmp_path
    register(tree["440704004212"], **real)
    stations = Station.objects.count()
    with pytest.raises(CommandError, match="不是示例人员"):
        call_command("quickstart", no_serve=True)
    assert PersonFile.objects.count() == 1
    assert Station.objects.count() == stations
    assert not User.objects.exists()
    assert not list(tmp_path.iterdir())


def test_production_is_refused(db, settings, tmp_path):
    settings.PORTAL_VAR, settings.PRODUCTION = tmp_path, True
    with pytest.raises(CommandError, match="正式环境"):
        call_command("quickstart", no_serve=True)
    assert not Station.objects.exists()


def test_real_people_are_not_called_a_demo_and_sample_people_are(tree, sign_in):
    register(tree["440704004212"], id_number=id_number(region="110101"))
    client = sign_in("zhichong_staff")
    assert "演示数据" not in client.get("/").content.decode()
    register(tree["440704004212"])
    marks.forget()
    assert "演示数据" in client.get("/").content.decode()
