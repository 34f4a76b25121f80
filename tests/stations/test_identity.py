"""Identity numbers, telephone numbers and names as clerks write them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.identity import (
    IdentityError,
    PersonNameError,
    age_on,
    check_id,
    check_id_cell,
    check_phone,
    clean_name,
    id_check_digit,
    mask_id,
    mask_phone,
    normalise_id,
    normalise_phone,
)


def number_of(birth="19850102", sequence="001", region="440799"):
    first17 = f"{region}{birth}{sequence}"
    return first17 + id_check_digit(first17)


def with_wrong_check_digit(number):
    return number[:17] + ("1" if number[17] != "1" else "2")


SAMPLE = number_of()
MOBILE = "10000123456"


def id_code(text, allow_sample=True):
    with pytest.raises(IdentityError) as refused:
        check_id(text, allow_sample=allow_sample)
    return refused.value.code


def phone_code(text, allow_sample=True):
    with pytest.raises(IdentityError) as refused:
        check_phone(text, allow_sample=allow_sample)
    return refused.value.code


# --- identity numbers


def test_the_example_of_the_standard_is_valid():
    found = check_id("11010519491231002X", allow_sample=False)
    assert found.number == "11010519491231002X"
    assert found.birth == datetime.date(1949, 12, 31)
    assert (found.sex, found.region, found.is_sample) == ("2", "110105", False)


@given(
    st.dates(datetime.date(1880, 1, 1), datetime.date.today()),
    st.integers(0, 999),
    st.sampled_from(["440799", "110105", "442024", "810000"]),
)
def test_every_well_formed_number_tells_birth_and_sex(birth, sequence, region):
    number = number_of(f"{birth:%Y%m%d}", f"{sequence:03}", region)
    found = check_id(number, allow_sample=True)
    assert (found.number, found.birth, found.region) == (number, birth, region)
    assert found.sex == ("1" if sequence % 2 else "2")


@given(st.integers(0, 17), st.integers(1, 9), st.dates(datetime.date(1900, 1, 1), datetime.date(2020, 1, 1)))
def test_no_single_wrong_digit_passes(position, shift, birth):
    number = number_of(f"{birth:%Y%m%d}")
    digits = "0123456789X" if position == 17 else "0123456789"
    wrong = digits[(digits.index(number[position]) + shift) % len(digits)]
    with pytest.raises(IdentityError):
        check_id(number[:position] + wrong + number[position + 1 :], allow_sample=True)


def test_full_width_spaces_dashes_quotes_and_small_x_are_put_right():
    number = next(n for n in (number_of(sequence=f"{i:03}") for i in range(1, 99)) if n.endswith("X"))
    full_width = "".join(chr(ord(char) + 0xFEE0) for char in number)
    for written in (
        number.lower(),
        full_width,
        full_width.lower(),
        f" {number}\n",
        f"'{number}",
        f"{number[:6]}-{number[6:14]}－{number[14:]}",
        f"{number[:6]}\u3000{number[6:14]}\u200b{number[14:]}\xa0",
    ):
        assert normalise_id(written) == number
        assert check_id(written, allow_sample=True).number == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \u3000", "empty"),
        ("440799850102001", "length15"),
        (SAMPLE[:17], "length"),
        (SAMPLE + "1", "length"),
        ("440799********002X", "masked"),
        (SAMPLE[:10] + "l" + SAMPLE[11:], "characters"),
        ("待补", "characters"),
        ("X" + SAMPLE[1:], "characters"),
        (number_of("19851302"), "birth"),
        (number_of("19850230"), "birth"),
        (number_of("18790101"), "birth"),
        (number_of("29500101"), "birth"),
        (with_wrong_check_digit(SAMPLE), "checksum"),
        ("4.40799198501020E+17", "excel"),
        ("440799198501020000.0", "excel"),
        (with_wrong_check_digit(number_of(sequence="000"))[:17] + "0", "excel"),
    ],
)
def test_a_bad_number_is_refused_for_its_own_reason(text, code):
    assert id_code(text) == code


def test_someone_born_today_is_accepted_and_tomorrow_refused():
    today = datetime.date.today()
    tomorrow = today + datetime.timedelta(days=1)
    assert check_id(number_of(f"{today:%Y%m%d}"), allow_sample=True).birth == today
    assert id_code(number_of(f"{tomorrow:%Y%m%d}")) == "birth"


def test_an_unknown_or_withdrawn_region_is_no_error():
    assert check_id(number_of(region="449900"), allow_sample=False).region == "449900"


def test_made_up_numbers_are_for_trials_only():
    assert check_id(SAMPLE, allow_sample=True).is_sample
    assert id_code(SAMPLE, allow_sample=False) == "sample"


@pytest.mark.parametrize("value", [4.40799198501e17, int(number_of()[:17]), 440799.0, True])
def test_a_numeric_cell_is_never_trusted(value):
    with pytest.raises(IdentityError) as refused:
        check_id_cell(value, allow_sample=True)
    assert str(refused.value) == (
        "该身份证号在表格里被存成了数字，末几位已丢失；请把该列设为“文本”格式后重新填写"
    )


def test_other_cells():
    assert check_id_cell(SAMPLE, allow_sample=True).number == SAMPLE
    for value in (None, datetime.date(1985, 1, 2), with_wrong_check_digit(SAMPLE)):
        with pytest.raises(IdentityError):
            check_id_cell(value, allow_sample=True)


@pytest.mark.parametrize("text", [SAMPLE[:17], with_wrong_check_digit(SAMPLE), SAMPLE + "9", "张" + SAMPLE])
def test_neither_the_message_nor_the_repr_holds_the_number(text):
    with pytest.raises(IdentityError) as refused:
        check_id(text, allow_sample=True)
    assert SAMPLE[6:14] not in f"{refused.value}{refused.value!r}"
    found = repr(check_id(SAMPLE, allow_sample=True))
    assert SAMPLE[6:] not in found and "1985" not in found


def test_masks():
    assert mask_id("11010519491231002X") == "110105********002X"
    assert mask_id("H12345678") == "*********"
    assert mask_id("") == ""
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone(MOBILE) == "100****3456"
    assert mask_phone("0750-3123456") == "0750-****456"
    assert mask_phone("020-83123456-801") == "020-****3456"
    assert mask_phone("123") == "****"
    assert mask_phone("") == ""


def test_age_is_counted_in_full_years():
    born = datetime.date(1960, 2, 29)
    assert age_on(born, datetime.date(2021, 2, 28)) == 60
    assert age_on(born, datetime.date(2021, 3, 1)) == 61
    assert age_on(datetime.date(1960, 8, 1), datetime.date(2020, 7, 31)) == 59
    assert age_on(datetime.date(1960, 8, 1), datetime.date(2020, 8, 1)) == 60


# --- telephone numbers


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (MOBILE, MOBILE),
        ("１００００１２３４５６", MOBILE),
        (" 100 0012 3456 ", MOBILE),
        ("100-0012-3456", MOBILE),
        ("+86 10000123456", MOBILE),
        ("0086-10000123456", MOBILE),
        ("86 10000123456", MOBILE),
        ("010000123456", MOBILE),
        ("10000123456.0", MOBILE),
        ("07503123456", "0750-3123456"),
        ("0750-3123456", "0750-3123456"),
        ("(0750)3123456", "0750-3123456"),
        ("（0750）312-3456", "0750-3123456"),
        ("0750—3123456", "0750-3123456"),
        ("0750 3123456转801", "0750-3123456-801"),
        ("0750-3123456-801", "0750-3123456-801"),
        ("02083123456", "020-83123456"),
        ("+86-750-3123456", "0750-3123456"),
        ("+86 (0)750 3123456", "0750-3123456"),
        ("+86 20 83123456", "020-83123456"),
    ],
)
def test_telephone_numbers_in_every_style(written, kept):
    assert normalise_phone(written) == kept
    assert check_phone(written, allow_sample=True) == kept


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_mobile_is_kept_as_it_is(number):
    assert check_phone(number, allow_sample=False) == number
    assert check_phone(f"+86 {number[:3]} {number[3:7]} {number[7:]}", allow_sample=False) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("138****1234", "masked"),
        (f"{MOBILE}/{MOBILE}", "several"),
        ("3123456", "area"),
        ("83123456", "area"),
        ("12012341234", "prefix"),
        ("1381234123", "length"),
        ("无", "length"),
        ("7503123456", "length"),
    ],
)
def test_a_bad_telephone_number_is_refused_for_its_own_reason(text, code):
    assert phone_code(text) == code


def test_made_up_telephone_numbers_are_for_trials_only():
    assert phone_code(MOBILE, allow_sample=False) == "sample"


# --- names


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("王芳", "王芳"),
        (" 王　芳 ", "王芳"),
        ("王\u200b芳\ufeff", "王芳"),
        ("\u202a王芳\u202c", "王芳"),
        ("⻢⽂", "马文"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("Ｊｏｈｎ　 Smith", "John Smith"),
        ("J. Smith", "J. Smith"),
        ("王\ue863", "王䶮"),
        ("\ue81e王", "\u9fb4王"),
        ("\ufa0e\U00020087", "\ufa0e\U00020087"),  # a compatibility ideograph and a rare character stay
        ("\uf900亮", "\uf900亮"),
        ("王\U0003106c", "王\U0003106c"),
        ("王" + chr(0x31350), "王" + chr(0x31350)),  # newer than the Unicode tables of this Python
    ],
)
def test_names_are_cleaned_without_changing_anybody(written, kept):
    assert clean_name(written) == kept
    assert clean_name(kept) == kept


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("\u200b \u3000", "empty"),
        ("王\ue000", "characters"),
        ("王\U000f0001", "characters"),
        ("王\x07芳", "characters"),
        ("王\x00芳", "characters"),
        ("王\ufffd", "characters"),
        ("王\ud842", "characters"),
        ("王\uffff", "characters"),
        ("王芳\n李强", "lines"),
        ("王\t芳", "lines"),
        ("王？", "lost"),
        ("□建国", "lost"),
        ("王*强", "masked"),
        ("陈某", "masked"),
        ("王某某", "masked"),
        ("张三、李四", "several"),
        ("张志强/李建国", "several"),
    ],
)
def test_names_that_cannot_be_kept(text, code):
    with pytest.raises(PersonNameError) as refused:
        clean_name(text)
    assert refused.value.code == code
    assert "姓名" in str(refused.value)


@given(st.text())
def test_a_cleaned_name_is_clean(text):
    try:
        name = clean_name(text)
    except PersonNameError:
        return
    assert name and name == name.strip() and clean_name(name) == name
