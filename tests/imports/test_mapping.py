"""对应一次: what a sheet calls otherwise is asked once, remembered for the station and those below, and no more."""

import datetime
import json

import pytest
from django.urls import reverse

from stations.models import AuditEntry
from tests.imports.sheets import MAYI, TIANFU, ZHICHONG, bring_in, people, person, upload
from tests.imports.test_pages import words
from veterans.models import PersonFile
from veterans_portal.imports import pipeline
from veterans_portal.imports.mapping.models import TaughtWord
from veterans_portal.imports.mapping.unknown import strange_columns, unknown_words
from veterans_portal.imports.models import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(cast):
    return cast["street_manager"]


def page(batch):
    return reverse("import-words", args=[batch.pk])


def answer(client, batch, **answers):
    """Answers by word on the page of `batch`; the response after it."""
    form = client.get(page(batch)).context["form"]
    names = {word: name for name, _subject, _header, word, _count in form._asked}
    data = {names[word]: target for word, target in answers.items()}
    return client.post(page(batch), {"checked_at": form.mark, **data}, follow=True)


def test_unknown_words_are_listed_once_with_their_counts_and_remembered(sign_in, manager):
    client = sign_in("street_manager")
    content = people(
        *(person(f"陈{name}", 婚姻状况="有老伴") for name in "甲乙丙"), person("陈丁", 婚姻状况="已婚")
    )
    batch = upload(manager, content)
    assert batch.totals["rejected"] == 3
    assert "有 1 种列名或写法系统不认识" in words(client.get(reverse("import-batch", args=[batch.pk])))
    assert [(one.header, one.word, one.count) for one in unknown_words(batch)] == [("婚姻状况", "有老伴", 3)]

    said = words(answer(client, batch, 有老伴="20"))
    assert "已记住 1 项对应，并重新检查了这一批" in said and "检查完了：新增 4 人。" in said
    batch.refresh_from_db()
    assert pipeline.apply(batch, user=manager).totals["new"] == 4
    assert set(PersonFile.objects.values_list("marital_status", flat=True)) == {"20"}
    assert AuditEntry.objects.filter(target_type="veterans_portal.taughtword", action="create").exists()

    again = bring_in(manager, people(person("陈戊", 婚姻状况="有老伴")))
    assert again.totals["new"] == 1


def test_what_a_station_taught_counts_below_it_and_nowhere_else(sign_in, cast, tree):
    content = people(person("陈甲", 婚姻状况="有老伴"))
    batch = upload(cast["street_manager"], content)
    answer(sign_in("street_manager"), batch, 有老伴="20")
    below = upload(
        cast["street_manager"], people(person("陈乙", station=MAYI, 婚姻状况="有老伴")), station=tree[MAYI]
    )
    assert below.totals["new"] == 1
    elsewhere = upload(cast["city_manager"], people(person("陈丙", station=TIANFU, 婚姻状况="有老伴")))
    assert elsewhere.totals["rejected"] == 1


def test_the_nearest_station_is_heard(sign_in, cast, tree):
    for username, station, code in (("street_manager", tree[ZHICHONG], "20"), ("city_manager", None, "10")):
        batch = upload(cast[username], people(person("陈甲", 婚姻状况="有老伴")), station=station)
        answer(sign_in(username), batch, 有老伴=code)
        batch.delete()
    bring_in(cast["city_manager"], people(person("陈甲", 婚姻状况="有老伴")), station=tree[ZHICHONG])
    assert PersonFile.objects.get().marital_status == "20"


def test_a_station_is_taught_within_reach_only(sign_in, manager, tree):
    client = sign_in("street_manager")
    batch = upload(manager, people(person("陈甲", station="直冲大队")))
    refused = answer(client, batch, 直冲大队=TIANFU)
    assert "找不到这个站，或者它不在您可以导入的范围内" in words(refused)
    assert not TaughtWord.objects.exists()
    answer(client, batch, 直冲大队=ZHICHONG)
    batch.refresh_from_db()
    assert batch.rows.get().station == tree[ZHICHONG]
    assert json.loads(batch.rows.get().payload.open())["raw"] == {"所属站": "直冲大队"}


def test_a_column_is_taught_and_others_are_never_stored(sign_in, manager):
    client = sign_in("street_manager")
    content = people(person("陈甲", 屋企住边="直冲村1号", 我的备忘="随便"))
    batch = upload(manager, content)
    said = words(answer(client, batch, 屋企住边="常住地址"))
    assert "检查完了：新增 1 人。" in said and "不认识的列，没有导入 我的备忘" in said
    batch.refresh_from_db()
    pipeline.apply(batch, user=manager)
    assert PersonFile.objects.get().residence_address == "直冲村1号"
    assert "随便" not in json.loads(batch.rows.get().payload.open())["values"].values()


def test_a_word_may_mean_that_the_cell_stays_blank(sign_in, manager):
    batch = upload(manager, people(person("陈甲", 婚姻状况="唔讲")))
    answer(sign_in("street_manager"), batch, 唔讲="-")
    batch.refresh_from_db()
    pipeline.apply(batch, user=manager)
    assert PersonFile.objects.get().marital_status == ""


def test_of_several_answers_only_the_unknown_one_is_asked(sign_in, manager):
    batch = upload(manager, people(person("陈甲", 人员类别="退役士兵、老革命")))
    assert [one.word for one in unknown_words(batch)] == ["老革命"]
    answer(sign_in("street_manager"), batch, 老革命="04")
    batch.refresh_from_db()
    pipeline.apply(batch, user=manager)
    assert len(PersonFile.objects.get().classes) == 2


def test_yes_and_no_are_taught_too(sign_in, manager):
    batch = upload(manager, people(person("陈甲", 是否参战="上过前线", 入伍时间="1978")))
    answer(sign_in("street_manager"), batch, 上过前线="yes")
    batch.refresh_from_db()
    pipeline.apply(batch, user=manager)
    assert PersonFile.objects.get().service_records.get().combat is True


def test_what_stands_in_the_wrong_column_is_counted_and_not_shown(sign_in, manager):
    client = sign_in("street_manager")
    batch = upload(
        manager, people(person("陈甲", 婚姻状况="10000001234"), person("陈乙", 婚姻状况="已婚" * 20))
    )
    assert unknown_words(batch) == [] and strange_columns(batch) == [("婚姻状况", 2)]
    response = client.get(page(batch))
    assert "10000001234" not in response.content.decode()
    assert "像是填错了列 婚姻状况 2 格" in words(response)


def test_an_answer_to_an_older_check_is_not_taken(sign_in, manager):
    client = sign_in("street_manager")
    batch = upload(manager, people(person("陈甲", 婚姻状况="有老伴")))
    response = client.post(page(batch), {"checked_at": "2020-01-01T00:00:00+00:00", "q0": "20"})
    assert "这一批已经重新检查过" in words(response)
    assert not TaughtWord.objects.exists()


def test_nothing_answered_is_said(sign_in, manager):
    batch = upload(manager, people(person("陈甲", 婚姻状况="有老伴")))
    assert "请至少对应一项" in words(answer(sign_in("street_manager"), batch))


def test_what_was_taught_is_listed_and_can_be_forgotten(sign_in, manager):
    client = sign_in("street_manager")
    answer(client, upload(manager, people(person("陈甲", 婚姻状况="有老伴"))), 有老伴="20")
    taught = TaughtWord.objects.get()
    assert "有老伴 已婚 婚姻状况 人员档案" in words(client.get(reverse("import-taught")))
    client.post(reverse("import-forget", args=[taught.pk]))
    assert not TaughtWord.objects.exists()
    assert upload(manager, people(person("陈乙", 婚姻状况="有老伴"))).totals["rejected"] == 1


def test_a_sibling_forgets_nothing_of_others(sign_in, manager, cast, tree):
    answer(sign_in("street_manager"), upload(manager, people(person("陈甲", 婚姻状况="有老伴"))), 有老伴="20")
    taught = TaughtWord.objects.get()
    taught.station = tree[TIANFU]
    taught.save()
    client = sign_in("street_manager")
    assert "有老伴" not in client.get(reverse("import-taught")).text
    assert client.post(reverse("import-forget", args=[taught.pk])).status_code == 404


def test_the_purge_takes_the_words_along(manager):
    batch = upload(manager, people(person("陈甲", 婚姻状况="有老伴")))
    pipeline.purge(today=datetime.date.today() + datetime.timedelta(days=400))
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert batch.unknown is None and unknown_words(batch) == []


def test_what_was_typed_stands_beside_what_it_was_taken_for_until_the_purge(sign_in, manager):
    client = sign_in("street_manager")
    batch = upload(manager, people(person("陈甲", station="直冲大队", 婚姻状况="有老伴"), person("陈乙")))
    answer(client, batch, 有老伴="20", 直冲大队=ZHICHONG)
    address = reverse("import-batch", args=[batch.pk])
    for query in ({}, {"outcome": "new"}):
        said = words(client.get(address, query))
        assert "婚姻状况原文：有老伴" in said and "所属站原文：直冲大队" in said
        assert said.count("原文：") == 2
    ImportBatch.objects.update(purge_on=datetime.date(2020, 1, 1))
    pipeline.purge()
    assert "原文" not in words(client.get(address, {"outcome": "new"}))
