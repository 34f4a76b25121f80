"""简报: the article's paragraph in figures, and what is edited in it."""

import pytest
from django.utils import timezone

from stations.models import AuditEntry

from . import stage

pytestmark = pytest.mark.django_db


def test_the_bulletin_of_the_village_says_what_the_article_says(tree, sign_in):
    stage.zhichong(tree, timezone.localdate())
    page = sign_in("zhichong_staff").get("/reports/bulletin/").content.decode()
    for words in (
        "辖区面积5平方公里，共有居民5,685人。",
        "登记在册的退役军人103人，其中优抚对象21人，参战人员9人。",
        "退役军人党员41人，占退役军人的39.8%",
        "其中专责党员工作人员2人，居家养老服务站5个。",
        "服务于政府部门及公共服务机构的有21人，占退役军人总数的20.4%，其中参与村委工作的5人，自主创业的12人，获荣誉称号3项。",
        "村集体经济收入从2008年的199万元到2018年的4,838万元，增长23.3倍。",
        "近三年走访慰问900人次，生活用品及慰问金合计134,000.00元。",
        "草稿",
    ):
        assert words in page, words


def test_what_is_not_known_is_not_said(tree, sign_in):
    page = sign_in("tianfu_staff").get("/reports/bulletin/").content.decode()
    assert "登记在册的退役军人0人。" in page
    for words in ("None", "{", "村集体经济收入", "平方公里"):
        assert words not in page.partition("句中的数字")[0].partition("<main")[2], words


def test_an_edited_bulletin_tells_which_numbers_it_lost_and_stays_a_draft(tree, sign_in):
    stage.zhichong(tree, timezone.localdate())
    client = sign_in("zhichong_staff")
    answer = client.post(
        "/reports/bulletin/", {"basics": "登记在册的退役军人一百余人。", "home": "党员41人。"}, follow=True
    )
    page = answer.content.decode()
    assert "登记在册的退役军人一百余人。" in page
    assert "请核对：" in page
    assert "登记在册退役军人 103" in page
    assert "草稿" in page
    assert AuditEntry.objects.latest("pk").reason == "保存简报草稿"
    assert (
        sign_in("official_city").post(f"/reports/bulletin/?station={stage.ZHICHONG}", {}).status_code == 200
    )
    assert (
        "只有本站或上级的工作人员可以保存简报。"
        in sign_in("official_city").post(f"/reports/bulletin/?station={stage.ZHICHONG}", {}).content.decode()
    )
