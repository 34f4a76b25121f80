"""Every veteran stands in one bucket, whoever else he is."""

import pytest

from veterans.buckets import report_bucket

PENSION = ("41", "1", "1")  # 在乡老复员军人, 定期抚恤金, 正常


@pytest.mark.parametrize(
    ("classes", "placement", "benefits", "bucket"),
    [
        (["02"], "", [], "discharged_soldier"),
        (["02", "07"], "", [], "discharged_soldier"),
        (["01", "02"], "", [], "transferred_officer"),
        (["01", "03"], "", [], "military_retiree"),
        (["05"], "", [], "demobilised"),
        (["07"], "", [], "other"),
        (["06"], "", [], "other"),
        (["02"], "15", [], "transferred_officer"),
        (["01"], "27", [], "discharged_soldier"),
        (["05"], "", [PENSION], "key_preferential"),
        (["03"], "11", [("11", "2", "2")], "key_preferential"),
    ],
)
def test_the_first_bucket_of_the_priority_wins(classes, placement, benefits, bucket):
    assert report_bucket(classes, placement, benefits) == bucket


@pytest.mark.parametrize(
    "benefit",
    [
        ("41", "1", "3"),  # stopped
        ("41", "9", "1"),  # of the class, but receives nothing
        ("41", "8", "1"),  # paid once
        ("99", "3", "1"),  # a local group
    ],
)
def test_only_a_running_periodic_benefit_of_the_key_set_counts(benefit):
    assert report_bucket(["02"], "", [benefit]) == "discharged_soldier"


@pytest.mark.parametrize("classes", [["09"], ["04"], ["08"], ["12"], []])
def test_who_is_no_veteran_stands_in_no_bucket(classes):
    assert report_bucket(classes, "", [("21", "1", "1")]) == ""


def test_a_martyrs_relative_who_served_is_a_veteran():
    assert report_bucket(["02", "09"], "", [("21", "1", "1")]) == "key_preferential"
