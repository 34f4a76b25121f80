"""One save in the admin is seen at once in the village, the street, the district and the city."""

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.models import Station
from tests.veterans.people import register
from veterans import tallies
from veterans_portal.dashboards.figures import figures

LINE = ["440704004212", "440704004000", "440704000000", "440700000000"]


def counted(key):
    """The figure at the village and each station above it."""
    today = timezone.localdate()
    return [figures(Station.objects.get(code=code), as_of=today)[key].value for code in LINE]


@pytest.fixture
def people(tree):
    register(tree["440703006121"], "李国强")
    return [register(tree[LINE[0]], name) for name in ("陈志强", "梁国华")]


def test_deleting_a_file_counts_at_every_tier(sign_in, people):
    assert counted("veterans") == [2, 2, 2, 3]
    client = sign_in("zhichong_staff")
    url = reverse("admin:veterans_personfile_delete", args=[people[0].pk])
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert counted("veterans") == [1, 1, 1, 2]
    assert tallies.verify() == []


def test_editing_a_file_counts_at_every_tier(sign_in, people):
    client = sign_in("zhichong_staff")
    url = reverse("admin:veterans_personfile_change", args=[people[0].pk])
    page = client.get(url)
    shown = page.context["adminform"].form
    payload = {name: shown[name].value() for name in shown.fields if shown[name].value() not in (None, False)}
    for formset in page.context["inline_admin_formsets"]:
        management = formset.formset.management_form
        payload |= {f"{management.prefix}-{name}": management[name].value() for name in management.fields}
    payload |= {"classes": ["09"]}
    response = client.post(url, payload)
    assert response.status_code == 302, response.context["errors"]
    assert counted("veterans") == [1, 1, 1, 2]
    assert tallies.verify() == []
