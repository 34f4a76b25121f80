"""Dates as clerks write them, never more precise than they were written."""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from stations.dates import DateError, first_day, is_partial, last_day, months_before, parse_date, show

TODAY = datetime.date(2026, 6, 15)
DAYS = st.dates(datetime.date(1880, 1, 1), TODAY)


def parse(value):
    return parse_date(value, today=TODAY)


def refusal(value, today=TODAY):
    with pytest.raises(DateError) as refused:
        parse_date(value, today=today)
    return str(refused.value)


def chinese(number):
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones] if ones else ''}"


@given(DAYS)
def test_a_day_in_every_style_is_the_same_day(day):
    y, m, d = day.year, day.month, day.day
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(y))
    for written in (
        day.isoformat(),
        f"{y}-{m}-{d}",
        f"{y}/{m}/{d}",
        f"{y}.{m:02}.{d:02}",
        f"{y}{m:02}{d:02}",
        f"{y}年{m}月{d}日",
        f" {y} 年 {m} 月 {d} 号 ",
        f"{year}年{chinese(m)}月{chinese(d)}日",
        f"{y}-{m:02}-{d:02} 00:00:00",
        f"{y}/{m}/{d} 0:00",
        f"{y}-{m:02}-{d:02}T00:00:00.000Z",
        f"'{y}-{m}-{d}",
        "".join(chr(ord(char) + 0xFEE0) for char in f"{y}/{m}/{d}"),
        day,
        datetime.datetime(y, m, d, 23, 59),
        int(f"{y}{m:02}{d:02}"),
        float(f"{y}{m:02}{d:02}"),
    ):
        assert parse(written) == day.isoformat(), written


@given(DAYS)
def test_a_month_stays_a_month_and_a_year_a_year(day):
    y, m = day.year, day.month
    for written in (
        f"{y}-{m:02}",
        f"{y}/{m}",
        f"{y}.{m:02}",
        f"{y}{m:02}",
        f"{y}年{m}月",
        f"{y}年{m}月份",
        int(f"{y}{m:02}"),
    ):
        assert parse(written) == f"{y}-{m:02}", written
    for written in (f"{y}", f"{y}年", y, float(y)):
        assert parse(written) == f"{y}", written


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("一九八五年", "1985"),
        ("一九八五年元月", "1985-01"),
        ("1985年十二月卅一日", "1985-12-31"),
        ("二零零五年廿月", None),
        ("二○○五年十月二十日", "2005-10-20"),
        ("二〇〇五年10月廿一", "2005-10-21"),
        ("1985.", "1985"),
        ("1985—01—02", "1985-01-02"),
        ("民国三十七年3月", "1948-03"),
        ("1998冬", "1998"),
        ("1985,12", "1985-12"),
        ("1985年12月（冬季）", "1985-12"),
        (1985.05, "1985-05"),
        (1985.12, "1985-12"),
        (None, ""),
        ("", ""),
        (" \u3000", ""),
    ],
)
def test_odd_but_clear_writings(written, kept):
    if kept is None:
        refusal(written)
    else:
        assert parse(written) == kept


def test_the_number_1985_1_may_be_january_or_october():
    assert "1月还是10月" in refusal(1985.1)
    assert parse("1985.1") == "1985-01", "as text it was typed so"


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("85-1-2", "四位"),
        ("02/01/1985", "四位"),
        ("1985-13", "没有这一天"),
        ("1985-02-29", "没有这一天"),
        ("1985-00-01", "没有这一天"),
        ("19851301", "没有这一天"),
        ("31049", "序号"),
        (31049, "序号"),
        (31049.5, "序号"),
        ("农历1985年1月2日", "公历"),
        ("1985年正月初二", "公历"),
        ("1985-1990", "两个日期"),
        ("约1985年", "看不懂"),
        ("1985-00-12", "没有这一天"),
        ("1985-07至1989-03", "两个日期"),
        ("九八年", "四位"),
        ("1900-01-00", "看不懂"),
        (datetime.date(1899, 12, 31), "看不懂"),
        ("1985102", "看不懂"),
        ("不详", "看不懂"),
        ("1879", "年份"),
        ("9999-12-31", "年份"),
        (True, "看不懂"),
        (float("nan"), "看不懂"),
        (float("inf"), "看不懂"),
        (5e-324, "看不懂"),
        (-1985, "看不懂"),
        ([], "看不懂"),
        (datetime.date(1879, 1, 1), "年份"),
    ],
)
def test_what_cannot_be_taken_says_what_to_do(value, word):
    assert word in refusal(value)


def test_dates_after_today_are_refused_unless_the_future_is_allowed():
    assert parse("2026-06-15") == "2026-06-15"
    assert parse("2026") == "2026"
    assert parse("2026-06") == "2026-06"
    for later in ("2026-06-16", "2026-07", "2027", datetime.date(2026, 6, 16)):
        assert "今天之后" in refusal(later)
    assert parse_date("2031-07", today=None) == "2031-07"


@given(st.one_of(st.text(), st.floats(), st.integers(), st.text("0123456789-/.年月日一二十〇 ")))
def test_nothing_but_a_partial_date_or_a_refusal_comes_out(value):
    try:
        partial = parse(value)
    except DateError:
        return
    assert partial == "" or is_partial(partial)


@given(DAYS, DAYS, st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_text_order_is_time_order(one, other, one_length, other_length):
    first, second = one.isoformat()[:one_length], other.isoformat()[:other_length]
    if last_day(first) < first_day(second):
        assert first < second


@given(DAYS)
def test_first_and_last_day_enclose_the_day(day):
    for length in (4, 7, 10):
        partial = day.isoformat()[:length]
        assert first_day(partial) <= day <= last_day(partial)
        assert first_day(partial).isoformat()[:length] == last_day(partial).isoformat()[:length] == partial
    assert last_day(f"{day:%Y-%m}") + datetime.timedelta(days=1) == months_before(day, -1).replace(day=1)


@pytest.mark.parametrize("text", ["", "85", "1985-1", "1985-02-30", "1985-13", "19850102", "abc", "１９８５"])
def test_only_kept_forms_are_partial_dates(text):
    assert not is_partial(text)
    with pytest.raises(DateError):
        first_day(text)


def test_show_in_the_language_of_the_reader():
    with translation.override("zh-hans"):
        assert [show(p) for p in ("1985", "1985-01", "1985-01-02", "")] == [
            "1985年",
            "1985年1月",
            "1985年1月2日",
            "",
        ]


def test_months_before_keeps_to_the_calendar():
    assert months_before(datetime.date(2026, 3, 31), 1) == datetime.date(2026, 2, 28)
    assert months_before(datetime.date(2024, 3, 31), 1) == datetime.date(2024, 2, 29)
    assert months_before(datetime.date(2026, 6, 15), 36) == datetime.date(2023, 6, 15)
    assert months_before(datetime.date(2026, 1, 15), 1) == datetime.date(2025, 12, 15)
    assert months_before(datetime.date(2026, 1, 15), 0) == datetime.date(2026, 1, 15)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1985 1 2", "1985-01-02"),
        ("2005-3月", "2005-03"),
        ("1985.7月", "1985-07"),
        ("2001年9.11", "2001-09-11"),
        ("1985-00-00", "1985"),  # how forms write a month or day that nobody knows
        ("19850100", "1985-01"),
        ("1985年1月2日（星期三）", "1985-01-02"),
        ("1985年12月入伍", "1985-12"),
        ("1985年春", "1985"),
        ("1985年3月上旬", "1985-03"),
        ("1985年底", "1985"),
    ],
)
def test_what_stands_behind_a_date_never_makes_it_more_precise(written, kept):
    assert parse(written) == kept
