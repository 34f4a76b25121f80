"""What a clerk types finds whom she means, within what she may see, through an index."""

import pytest
from django.db import connection

from veterans.models import PersonFile
from veterans.search import Kind, first_found, kind_of, reads_names_whole, search

from .people import id_number, register

ZHICHONG, TIANFU = "440704004212", "440703006121"


@pytest.fixture
def people(tree):
    zhichong = tree[ZHICHONG]
    register(zhichong, "陈志强", id_number=id_number("19550305"), mobile="10000000001")
    register(zhichong, "陈志", mobile="0750-3456789")
    register(zhichong, "曾强")
    register(zhichong, "欧阳建国")
    register(zhichong, "阿不都·热合曼")
    register(zhichong, "王志强")
    register(tree[TIANFU], "陈志强", mobile="10000000001")
    return PersonFile.objects.filter(managing_station=zhichong)


def found(people, text):
    return sorted(search(people, text).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("陈志强", ["陈志强"]),
        ("陈", ["陈志", "陈志强"]),
        ("志强", ["王志强", "陈志强"]),
        ("志", ["王志强", "陈志", "陈志强"]),
        ("建国", ["欧阳建国"]),
        ("欧阳", ["欧阳建国"]),
        ("热合曼", ["阿不都·热合曼"]),
        ("阿不都•热", ["阿不都·热合曼"]),
        ("czq", ["陈志强"]),
        ("CZ", ["陈志", "陈志强"]),
        ("chenzhi", ["陈志", "陈志强"]),
        ("Chen Zhi Qiang", ["陈志强"]),
        ("zengq", ["曾强"]),
        ("zhiqiang", ["王志强", "陈志强"]),
        ("zhi qiang", ["王志强", "陈志强"]),
        ("ＺＱ", ["曾强", "王志强", "陈志强"]),
        ("jg", ["欧阳建国"]),
        ("10000000001", ["陈志强"]),
        ("100 0000 0001", ["陈志强"]),
        ("１００００００００01", ["陈志强"]),
        ("0750-3456789", ["陈志"]),
        ("07503456789", ["陈志"]),
        ("440704004212-0003", ["曾强"]),
        ("赵", []),
        ("44070", []),
        ("%", []),
        ("陈%", []),
    ],
)
def test_each_kind_of_text_finds_its_people(people, text, names):
    if text.startswith(("1", "１")):
        assert kind_of(text) is Kind.PHONE
    assert found(people, text) == names


def test_the_whole_number_and_its_last_four(people):
    person = people.get(name="陈志强")
    number = person.id_number.open()
    assert found(people, f" {number[:6]} {number[6:]}".lower()) == ["陈志强"]
    assert person in search(people, number[-4:])
    assert kind_of(number) is Kind.ID_NUMBER


@pytest.mark.parametrize(
    ("text", "names"),
    [("强", ["曾强", "王志强", "陈志强"]), ("阳建", ["欧阳建国"]), ("龘", []), ("陈志", ["陈志", "陈志强"])],
)
def test_any_part_of_a_name_where_few_files_are_seen(people, text, names):
    assert sorted(people.get(pk=pk).name for pk in first_found(people, text, 9, anywhere=True)) == names
    assert sorted(search(people, text, anywhere=True).values_list("name", flat=True)) == names


def test_names_are_read_whole_for_a_street_and_less(cast):
    assert reads_names_whole(cast["street_manager"]) and reads_names_whole(cast["zhichong_staff"])
    assert not reads_names_whole(cast["district_manager"]) and not reads_names_whole(cast["city_manager"])


def test_whole_names_come_before_parts_when_there_are_too_many(people):
    first, *_rest = first_found(people, "志强", 1, anywhere=True)
    assert people.get(pk=first).name in ("王志强", "陈志强")
    assert people.get(pk=first_found(people, "陈志", 1)[0]).name == "陈志"
    assert first_found(people, "", 5) == first_found(people, "44070", 5) == []


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("曾国强", "zengguo", "zgq"),
        ("单建军", "shanjian", "sjj"),
        ("仇明", "qiuming", "qm"),
        ("查良", "zhaliang", "zl"),
        ("解放", "xiefang", "xf"),
        ("区伟文", "ouwei", "oww"),
        ("盖世", "geshi", "gs"),
    ],
)
def test_surnames_are_found_as_people_say_them(tree, name, pinyin, initials):
    register(tree[ZHICHONG], name)
    assert found(PersonFile.objects.all(), pinyin) == found(PersonFile.objects.all(), initials) == [name]


def test_every_telephone_of_a_file_finds_it(people, tree):
    register(tree[ZHICHONG], "何伟明", phone_alt="0750 3811111", emergency_phone="10000000777")
    assert found(people, "07503811111") == found(people, "100-0000-0777") == ["何伟明"]
    person = people.get(name="何伟明")
    person.phone_alt = None
    person.save()
    assert found(people, "07503811111") == []


def test_blank_text_changes_nothing(people):
    assert search(people, " ").count() == people.count()
    assert search(people, None).count() == people.count()


def test_a_search_stays_inside_what_the_user_sees(people, cast):
    seen = search(PersonFile.objects.visible_to(cast["tianfu_staff"]), "陈志强")
    assert [person.managing_station.code for person in seen] == [TIANFU]
    assert not search(PersonFile.objects.visible_to(cast["nobody"]), "陈").exists()


@pytest.mark.parametrize(
    "text", ["陈志", "czq", "chenzhi", "3456", "10000000001", "11010519491231002X", "440704004212-0001"]
)
def test_no_search_reads_the_whole_table(people, text):
    rows = search(PersonFile.objects.order_by(), text).only("id")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "Seq Scan" not in rows.explain()
    else:
        assert "SCAN" not in rows.explain()
