"""What became of 张三, or of row 731: rows of an import found by name and number, with nothing in the address."""

import datetime

import pytest
from django.urls import reverse

from tests.imports.sheets import TIANFU, people, person, upload
from tests.imports.test_pages import words
from tests.veterans.people import id_number
from veterans_portal.imports import finding, pipeline
from veterans_portal.imports.models import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(cast):
    return upload(
        cast["street_manager"],
        people(
            person("陈志强"), person("梁国华"), person("陈某"), person("陈志明", 身份证号="44079919700101001")
        ),
    )


def ask(client, batch, typed, query="", **values):
    address = reverse("import-find", args=[batch.pk]) + query
    return client.post(address, {"q": typed, **values}, follow=True)


def numbers(response):
    return [row.line.number for row in response.context["rows"]]


def test_part_of_a_name_finds_good_and_bad_rows(sign_in, batch):
    response = ask(sign_in("street_manager"), batch, "陈 志")
    assert numbers(response) == [2, 5] and not response.redirect_chain
    assert "身份证号应为18位" in words(response)
    assert "44079919700101001" not in response.content.decode()


def test_a_refused_name_is_found_as_it_was_typed(sign_in, batch):
    assert numbers(ask(sign_in("street_manager"), batch, "陈某")) == [4]


def test_filters_in_force_stay(sign_in, batch):
    assert numbers(ask(sign_in("street_manager"), batch, "陈志", "?outcome=rejected")) == [5]


def test_from_the_page_of_a_row_names_are_looked_for_everywhere(sign_in, batch):
    assert numbers(ask(sign_in("street_manager"), batch, "陈志", "?row=3")) == [2, 5]


def test_a_row_number_leads_to_its_row(sign_in, batch):
    response = ask(sign_in("street_manager"), batch, "3")
    assert response.redirect_chain[0][0].endswith("?row=3") and numbers(response) == [3]


def test_nobody_of_that_name(sign_in, batch):
    assert "没有这样的行" in words(ask(sign_in("street_manager"), batch, "王五"))


def test_numbers_of_people_are_not_looked_for_and_stand_in_no_address(sign_in, batch):
    number = id_number()
    response = ask(sign_in("street_manager"), batch, number)
    assert "身份证号和电话在这里不能找" in words(response)
    assert number not in str(response.redirect_chain) + response.content.decode()


def test_a_long_list_is_looked_through_piece_by_piece(sign_in, batch, monkeypatch):
    monkeypatch.setattr(finding, "MOST_OPENED", 3)
    client = sign_in("street_manager")
    first = ask(client, batch, "志明")
    assert numbers(first) == [] and "这次看了 3 行，后面还有" in words(first)
    second = ask(client, batch, "志明", after=first.context["named"].after)
    assert numbers(second) == [5] and "后面还有" not in words(second)


def test_after_the_purge_names_are_gone(sign_in, batch):
    ImportBatch.objects.update(purge_on=datetime.date(2020, 1, 1))
    pipeline.purge()
    client = sign_in("street_manager")
    assert "表格内容已按期清除" in words(ask(client, batch, "陈志强"))
    assert numbers(ask(client, batch, "2")) == [2]


def test_others_imports_are_out_of_reach(sign_in, cast):
    theirs = upload(cast["city_manager"], people(person("陈甲", station=TIANFU)))
    assert ask(sign_in("street_manager"), theirs, "陈甲").status_code == 404
