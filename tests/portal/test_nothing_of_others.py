"""Staff of 直冲村 follow every link they are shown: nothing of 天福社区 stands behind any of them."""

import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.portal import stage
from veterans.models import PersonFile

OF_A_KIND = 2  # so often a page is opened that differs only in a number, and each filter of it
# Not followed: what changes something, and the choice of a station to move to, which names them all.
PASSED_OVER = re.compile(r"logout|static|reveal|language|/\d+/transfer/")
LINK = re.compile(r'(?:href|action)="([^"#]+)"')


@pytest.fixture
def villages(tree):
    """Both villages of the article; the people of 天福 get a name nobody else has."""
    today = timezone.localdate()
    stage.zhichong(tree, today)
    stage.tianfu(tree)
    PersonFile.objects.filter(managing_station__code=stage.TIANFU).update(name="欧阳远方")


def pages_of(client):
    """(address, text) of the pages reached by links from the home page and the admin's index."""
    waiting, known, kinds = deque(["/", reverse("admin:index")]), set(), Counter()
    while waiting:
        address = waiting.popleft()
        path, _mark, query = re.sub(r"\d+", "", address).partition("?")
        kind = [path, *(f"{path}?{part.partition('=')[0]}" for part in query.split("&"))]
        if address in known or all(kinds[part] >= OF_A_KIND for part in kind):
            continue
        known.add(address)
        kinds.update(kind)
        response = client.get(address, follow=True)
        if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
            continue
        text = response.content.decode()
        yield address, text
        for link in LINK.findall(text):
            target = urljoin(address, link.replace("&amp;", "&"))
            if target.startswith("/") and not PASSED_OVER.search(urlsplit(target).path):
                waiting.append(target)


def test_no_page_shows_anything_of_the_other_village(sign_in, villages):
    client = sign_in("zhichong_staff")
    seen = 0
    for address, text in pages_of(client):
        assert "天福" not in text, address
        assert "欧阳远方" not in text, address
        assert stage.TIANFU not in text, address
        seen += 1
    assert seen > 40


@pytest.mark.parametrize("typed", ["欧阳远方", "欧阳", "远方", "oyyf", "ouyangyuanfang"])
def test_no_search_finds_anybody_there(sign_in, villages, typed):
    client = sign_in("zhichong_staff")
    page = client.post(reverse("people-search"), {"q": typed}).content.decode()
    assert stage.TIANFU not in page
    assert page.count("欧阳远方") == page.count('value="欧阳远方"')  # what was typed, at most
    asked = {"app_label": "care_activities", "model_name": "visit", "field_name": "person", "term": typed}
    assert client.post(reverse("admin:autocomplete"), asked).json()["results"] == []
    listed = client.get(reverse("admin:veterans_personfile_changelist"), {"q": typed}).content.decode()
    assert f"/personfile/{PersonFile.objects.filter(name='欧阳远方').first().pk}/" not in listed
