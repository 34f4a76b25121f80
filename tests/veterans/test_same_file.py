"""Two clerks with one file open: the second sees the differences, keeps her text, and chooses."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.portal.test_entry import fields_of
from veterans.models import PersonFile, Placement

from .people import register

ZHICHONG = "440704004212"


@pytest.fixture
def clerks(cast):
    """Two browsers: of the staff of 直冲村 and of the manager of her street."""
    pair = Client(), Client()
    for client, username in zip(pair, ("zhichong_staff", "street_manager"), strict=True):
        client.force_login(cast[username])
    return pair


@pytest.fixture
def person(tree):
    return register(tree[ZHICHONG], "陈志强", mobile="10000000001", specialties="电工")


@pytest.fixture
def url(person):
    return reverse("admin:veterans_personfile_change", args=[person.pk])


def opened(client, url):
    return fields_of(client.get(url))


def differences(response):
    """`{label: (as opened, now, mine, chosen beforehand)}` of all forms of the page."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return {
        row.label: (row.opened, row.now, row.mine, "mine" if row.touched else "now")
        for form in forms
        for row in form.differences
    }


def chosen(response, **choices):
    """The page as the second clerk sends it again; `choices` by the radio's name, else as offered."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    offered = {row.name: "mine" if row.touched else "now" for form in forms for row in form.differences}
    return fields_of(response) | offered | choices


def test_the_second_sees_each_difference_and_keeps_her_text(clerks, url, person):
    first, second = clerks
    hers = opened(second, url)
    theirs = opened(first, url)
    assert first.post(url, theirs | {"specialties": "驾驶", "ethnicity": "01"}).status_code == 302
    response = second.post(url, hers | {"specialties": "厨师", "residence_address": "直冲路1号"})
    assert response.status_code == 200
    assert differences(response) == {
        "专项特长": ("电工", "驾驶", "厨师", "mine"),
        "民族": ("", "汉族", "", "now"),
    }
    page = response.content.decode()
    assert "厨师" in page and "直冲路1号" in page and "用现在的" in page
    person.refresh_from_db()
    assert person.specialties == "驾驶"
    assert second.post(url, chosen(response)).status_code == 302
    person.refresh_from_db()
    assert (person.specialties, person.ethnicity, person.residence_address) == ("厨师", "01", "直冲路1号")


def test_she_may_take_what_stands_there_now(clerks, url, person):
    first, second = clerks
    hers = opened(second, url)
    first.post(url, opened(first, url) | {"specialties": "驾驶"})
    response = second.post(url, hers | {"specialties": "厨师", "hukou_address": "直冲路1号"})
    assert second.post(url, chosen(response, **{"specialties-keep": "now"})).status_code == 302
    person.refresh_from_db()
    assert (person.specialties, person.hukou_address) == ("驾驶", "直冲路1号")


def test_numbers_stay_masked_in_the_comparison_and_the_chosen_one_is_kept(clerks, url, person):
    first, second = clerks
    hers = opened(second, url)
    first.post(url, opened(first, url) | {"mobile": "10000000002"})
    response = second.post(url, hers | {"specialties": "厨师"})
    assert differences(response) == {"手机号": ("100****0001", "100****0002", "100****0001", "now")}
    assert "10000000002" not in response.content.decode()
    assert second.post(url, chosen(response)).status_code == 302
    person.refresh_from_db()
    assert (person.mobile.open(), person.specialties) == ("10000000002", "厨师")


def test_a_third_save_meanwhile_is_shown_again(clerks, url, person):
    first, second = clerks
    hers = opened(second, url)
    first.post(url, opened(first, url) | {"specialties": "驾驶"})
    response = second.post(url, hers | {"specialties": "厨师"})
    first.post(url, opened(first, url) | {"specialties": "文艺"})
    response = second.post(url, chosen(response))
    assert differences(response) == {"专项特长": ("驾驶", "文艺", "厨师", "mine")}


def test_a_page_of_unknown_age_overwrites_nothing(clerks, url, person):
    first, second = clerks
    hers = opened(second, url) | {"opened": "broken"}
    first.post(url, opened(first, url) | {"specialties": "驾驶"})
    assert differences(second.post(url, hers)) == {"专项特长": ("", "驾驶", "电工", "mine")}


def test_the_same_change_twice_is_no_conflict(clerks, url, person):
    first, second = clerks
    hers = opened(second, url)
    first.post(url, opened(first, url) | {"specialties": "驾驶"})
    assert second.post(url, hers | {"specialties": "驾驶"}).status_code == 302


def test_a_part_changed_meanwhile_is_compared_likewise(clerks, url, person):
    first, second = clerks
    person.benefits.create(type="42", status="1", certificate_no="甲")
    hers = opened(second, url)
    first.post(url, opened(first, url) | {"benefits-0-certificate_no": "乙"})
    response = second.post(
        url, hers | {"benefits-0-certificate_no": "丙", "benefits-0-monthly_amount": "620"}
    )
    assert differences(response) == {"证书编号": ("甲", "乙", "丙", "mine")}
    assert second.post(url, chosen(response, **{"benefits-0-certificate_no-keep": "now"})).status_code == 302
    benefit = person.benefits.get()
    assert (benefit.certificate_no, benefit.monthly_amount) == ("乙", 620)


def test_a_part_deleted_meanwhile_is_named_and_can_be_kept(clerks, url, person):
    first, second = clerks
    person.honours.create(title="三等功")
    person.honours.create(title="二等功")
    hers = opened(second, url)
    first.post(url, opened(first, url) | {"honours-0-DELETE": "on"})
    response = second.post(url, hers | {"honours-0-deed": "抗洪抢险"})
    page = response.content.decode()
    assert "有 1 条刚被别人删除" in page and "抗洪抢险" in page
    assert person.honours.count() == 1
    assert second.post(url, chosen(response)).status_code == 302
    assert set(person.honours.values_list("title", "deed")) == {("二等功", ""), ("三等功", "抗洪抢险")}


def test_a_part_added_by_both_becomes_a_comparison(clerks, url, person):
    first, second = clerks
    hers, theirs = opened(second, url), opened(first, url)
    assert first.post(url, theirs | {"placement-0-type": "27", "placement-0-unit": "甲厂"}).status_code == 302
    response = second.post(url, hers | {"placement-0-type": "27", "placement-0-unit": "乙厂"})
    assert differences(response) == {"安置单位": ("", "甲厂", "乙厂", "mine")}
    assert second.post(url, chosen(response)).status_code == 302
    assert Placement.objects.get().unit == "乙厂"


def test_a_part_only_the_other_added_stays(clerks, url, person):
    first, second = clerks
    hers, theirs = opened(second, url), opened(first, url)
    first.post(url, theirs | {"placement-0-type": "27"})
    response = second.post(url, hers | {"specialties": "厨师"})
    assert response.status_code == 302, response.context["errors"]
    assert Placement.objects.get().type == "27"


def test_a_file_that_moved_on_in_the_last_moment_is_compared_too(clerks, url, person, monkeypatch):
    """The form was right when it was checked; another save came before its own."""
    second = clerks[1]
    hers = opened(second, url)
    check, raced = PersonFile.clean, []

    def slow_clean(self):
        check(self)
        if not raced:
            raced.append(True)
            other = PersonFile.objects.get(pk=person.pk)
            other.specialties = "驾驶"
            other.save()

    monkeypatch.setattr(PersonFile, "clean", slow_clean)
    response = second.post(url, hers | {"specialties": "厨师"})
    assert response.status_code == 200
    assert "厨师" in response.content.decode()
    assert "刚被别人改过" in response.content.decode()
