"""What a clerk types finds whom she means, within what she may see, through an index."""

import pytest
from django.db import connection

from veterans.models import PersonFile
from veterans.search import Kind, kind_of, search

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
        ("建国", ["欧阳建国"]),
        ("欧阳", ["欧阳建国"]),
        ("热合曼", ["阿不都·热合曼"]),
        ("阿不都•热", ["阿不都·热合曼"]),
        ("czq", ["陈志强"]),
        ("CZ", ["陈志", "陈志强"]),
        ("chenzhi", ["陈志", "陈志强"]),
        ("Chen Zhi Qiang", ["陈志强"]),
        ("zengq", ["曾强"]),
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


def test_blank_text_changes_nothing(people):
    assert search(people, " ").count() == people.count()
    assert search(people, None).count() == people.count()


def test_a_search_stays_inside_what_the_user_sees(people, cast):
    seen = search(PersonFile.objects.visible_to(cast["tianfu_staff"]), "陈志强")
    assert [person.managing_station.code for person in seen] == [TIANFU]
    assert not search(PersonFile.objects.visible_to(cast["nobody"]), "陈").exists()


@pytest.mark.parametrize("text", ["陈志", "czq", "chenzhi", "3456", "10000000001", "11010519491231002X"])
def test_no_search_reads_the_whole_table(people, text):
    rows = search(PersonFile.objects.order_by(), text).only("id")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "Seq Scan" not in rows.explain()
    else:
        assert "SCAN" not in rows.explain()
