"""What clerks write in sheets finds its code."""

import pytest

from care_activities import vocabulary
from veterans.vocabulary import code_for


@pytest.mark.parametrize(
    ("choices", "text", "code"),
    [
        ("Occasion", "八一建军节", "army_day"),
        ("Occasion", "中秋", "mid_autumn"),
        ("Occasion", "思想情绪", "talk"),
        ("Occasion", "日常", "routine"),
        ("Occasion", "8.1", "army_day"),
        ("Method", "座谈会", "meeting"),
        ("Method", "上门", "home"),
        ("PlaqueRole", "ty", "TY"),
        ("PlaqueRole", "烈属", "LS"),
        ("PlaqueStatus", "已挂", "hung"),
        ("Initiation", "依申请", "application"),
        ("Position", "门口", "door"),
        ("Situation", "A3", "A3"),
        ("AidKind", "医疗救助", "medical"),
        ("AidStatus", "待核实", "suspected"),
        ("FundSource", "捐款", "donation"),
        ("SchoolStage", "中职", "4"),
    ],
)
def test_words_of_the_field(choices, text, code):
    assert code_for(getattr(vocabulary, choices), text) == code


def test_synonyms_lead_to_codes_that_exist():
    for choices in (
        vocabulary.Occasion,
        vocabulary.Method,
        vocabulary.PlaqueRole,
        vocabulary.PlaqueStatus,
        vocabulary.Initiation,
        vocabulary.Position,
        vocabulary.Situation,
        vocabulary.AidKind,
        vocabulary.AidGroup,
        vocabulary.AidStatus,
        vocabulary.FundSource,
        vocabulary.SchoolStage,
    ):
        assert set(choices.synonyms.values()) <= set(choices.values)


def test_moods_are_no_occasion():
    assert "思想情绪" not in [str(label) for label in vocabulary.Occasion.labels]
