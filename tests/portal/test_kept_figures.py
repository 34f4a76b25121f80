"""我的指标: a filtered list kept as a number on one's own page, counted anew as far as its owner may see."""

import pytest
from django.utils import timezone

from stations.models import AuditEntry
from tests.veterans.people import register
from veterans_portal.workbench.models import KeptFigure

from . import stage

pytestmark = pytest.mark.django_db


def keep(client, name, query):
    return client.post(f"/figures/new/?{query}", {"name": name}, follow=True)


def test_a_filtered_list_stands_on_my_page_and_opens(tree, sign_in):
    stage.zhichong(tree, timezone.localdate())
    client = sign_in("zhichong_staff")
    listed = client.get("/people/?figure=party_members&sex=1").content.decode()
    assert "/figures/new/?list=people&amp;figure=party_members&amp;sex=1" in listed
    page = client.get("/figures/new/?list=people&figure=party_members&sex=1").content.decode()
    assert "有 <b>41</b> 人" in page
    home = keep(client, "男党员", "list=people&figure=party_members&sex=1").content.decode()
    assert "男党员" in home and "/people/?figure=party_members&amp;sex=1" in home
    register(tree[stage.ZHICHONG], "陈新来")
    keep(client, "全部", "list=people")
    assert ">104</a> 人" in client.get("/").content.decode()
    assert [
        entry.reason for entry in AuditEntry.objects.filter(target_type="veterans_portal.keptfigure")
    ] == ["", ""]


def test_it_is_hers_alone_and_counts_what_she_sees(tree, sign_in):
    stage.zhichong(tree, timezone.localdate())
    keep(sign_in("zhichong_staff"), "走访", f"list=visits&station={stage.ZHICHONG}&occasion=army_day")
    kept = KeptFigure.objects.get()
    assert kept.query == {"station": [stage.ZHICHONG], "occasion": ["army_day"]}
    assert (
        "走访"
        not in sign_in("tianfu_staff")
        .get("/")
        .content.decode()
        .partition("<main")[2]
        .partition("军人之家")[0]
    )
    assert sign_in("tianfu_staff").post(f"/figures/{kept.pk}/delete/").status_code == 404
    assert (
        sign_in("tianfu_staff").get(f"/figures/new/?list=visits&station={stage.ZHICHONG}").status_code == 404
    )
    gone = sign_in("zhichong_staff").post(f"/figures/{kept.pk}/delete/", follow=True).content.decode()
    assert "已移除这个指标" in gone and not KeptFigure.objects.exists()


def test_words_that_somebody_typed_are_not_kept(tree, sign_in):
    client = sign_in("zhichong_staff")
    keep(client, "诉求", "list=requests&demand=2&whose=held&q=%E9%99%88%E5%BF%97%E5%BC%BA&note=a b")
    assert KeptFigure.objects.get().query == {"demand": ["2"], "whose": ["held"]}


@pytest.mark.parametrize("name", ["440799198001011234", "", "同名"])
def test_a_name_that_does_not_serve(tree, sign_in, name):
    client = sign_in("zhichong_staff")
    keep(client, "同名", "list=people")
    page = keep(client, name, "list=people").content.decode()
    assert "处需要改" in page
    assert KeptFigure.objects.count() == 1


def test_a_list_that_is_gone_says_so(tree, sign_in, cast):
    KeptFigure.objects.create(
        owner=cast["zhichong_staff"], name="外站", page="visits", query={"station": [stage.TIANFU]}
    )
    assert "名单的条件已不可用" in sign_in("zhichong_staff").get("/").content.decode()


def test_nine_are_too_many(tree, sign_in, cast):
    for number in range(8):
        KeptFigure.objects.create(owner=cast["zhichong_staff"], name=f"第{number}个", page="people")
    assert "最多放 8 个指标" in keep(sign_in("zhichong_staff"), "再来一个", "list=people").content.decode()


def test_the_three_pillars_open_their_lists(tree, sign_in):
    stage.zhichong(tree, timezone.localdate())
    page = sign_in("zhichong_staff").get("/").content.decode()
    for title in ("军人之家", "军人典范", "军人关爱"):
        assert title in page
    assert f"/people/?station={stage.ZHICHONG}&amp;figure=entrepreneurs" in page
