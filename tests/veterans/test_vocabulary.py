"""What a clerk writes in a cell, and the code it means."""

import pytest
from django.db.models import TextChoices
from django.utils.translation import override

from veterans import vocabulary

LISTS = [
    choices
    for choices in vars(vocabulary).values()
    if isinstance(choices, type) and issubclass(choices, TextChoices)
]


@pytest.mark.parametrize(
    "text", ["汉", "汉族", "01", "1", "０１", " 汉 族 ", "01汉族", "01-汉族", "01、汉族"]
)
def test_one_ethnic_group_in_every_spelling(text):
    assert vocabulary.code_for(vocabulary.Ethnicity, text) == "01"


@pytest.mark.parametrize("text", ["", None, "  ", "汉人", "57", "02汉族"])
def test_what_means_nothing_or_contradicts_itself_has_no_code(text):
    assert vocabulary.code_for(vocabulary.Ethnicity, text) is None


@pytest.mark.parametrize(
    ("choices", "text", "code"),
    [
        (vocabulary.ObjectClass, "军转干部", "01"),
        (vocabulary.ObjectClass, "军队离退休干部和退休士官（军士）", "03"),
        (vocabulary.ObjectClass, "军队离退休干部和退休士官", "03"),
        (vocabulary.ObjectClass, "烈属", "09"),
        (vocabulary.BenefitType, "在乡老复员军人", "41"),
        (vocabulary.BenefitType, "b1", "B1"),
        (vocabulary.RelationStatus, "口袋党员", "3"),
        (vocabulary.Education, "大专", "30"),
        (vocabulary.HukouType, "居民户口", "3"),
        (vocabulary.EmploymentStatus, "自主创业", "04"),
        (vocabulary.DisabilityGrade, "7级", "07"),
        (vocabulary.FileStatus, "死亡", "deceased"),
    ],
)
def test_words_of_the_field(choices, text, code):
    assert vocabulary.code_for(choices, text) == code


def test_labels_are_understood_in_chinese_while_the_user_reads_english():
    with override("en"):
        assert vocabulary.code_for(vocabulary.PoliticalStatus, "致公党党员") == "09"


def test_several_answers_in_one_cell_and_the_word_nobody_knows():
    parsed = vocabulary.codes_for(vocabulary.ObjectClass, "残疾军人、退役士兵/烈属，外星人")
    assert parsed == (("02", "07", "09"), ("外星人",))


def test_the_national_lists_are_whole():
    assert len(vocabulary.Ethnicity) == 58  # 56 and two local codes
    assert len(vocabulary.PoliticalStatus) == 13
    assert len(vocabulary.ObjectClass) == 12
    assert len(vocabulary.Demand) == 9
    assert {"01", "02", "51", "99"} <= set(vocabulary.FamilyRelation.values)


@pytest.mark.parametrize("choices", LISTS)
def test_every_synonym_leads_to_a_code_that_exists(choices):
    for word, code in getattr(choices, "synonyms", {}).items():
        assert code in choices.values
        assert vocabulary.code_for(choices, word) == code, word


def test_relatives_militia_and_civilians_are_no_veterans():
    assert vocabulary.VETERAN_CLASSES.isdisjoint({"04", "08", "09", "10", "11", "12"})


def test_nobody_is_profiled_and_no_unit_is_asked_for():
    labels = "".join(str(label) for choices in LISTS for label in choices.labels)
    for word in ("信访", "稳控", "维稳", "预警", "番号", "驻地"):
        assert word not in labels
