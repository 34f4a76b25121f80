"""The columns of a file that follow from others: the same function for one save and for a bulk import."""

from stations import crypto, identity
from stations.pinyin import given_pinyin_of, pinyin_of

COMPOUND_SURNAMES = frozenset(
    "欧阳 司徒 上官 司马 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 端木 夏侯 钟离 宇文 长孙 鲜于 闾丘 澹台 淳于 太史 申屠 "
    "轩辕 南宫 独孤 西门 百里 呼延 赫连 万俟 拓跋 司空 司寇 濮阳 单于 闻人 公羊 公冶 左丘 东郭 南门 第五".split()
)
# A telephone and the column it is found by: whoever rings may be on file under any of them.
PHONE_DIGESTS = {
    "mobile": "mobile_digest",
    "phone_alt": "phone_alt_digest",
    "emergency_phone": "emergency_phone_digest",
}
DERIVED_FIELDS = (
    "given_name",
    "name_pinyin",
    "name_initials",
    "given_pinyin",
    "given_initials",
    "id_number",
    "id_digest",
    "id_last4",
    "is_sample",
    "no_id_reason",
    "birth_date",
    "sex",
    *PHONE_DIGESTS.values(),
)


def plain(secret) -> str:
    """The text of an encrypted column; "" where there is none."""
    return secret.open() if secret else ""


def derive(person) -> None:
    """Sets what follows from the ID number, the name and the mobile of `person`; touches no database.

    From an ID number: birth date, sex, last four, digest, whether it is made up (and no reason for its
    absence). Without one the birth date and sex stay as they were entered. Raises
    stations.identity.IdentityError for a number that is none. The report bucket needs the related
    records: `veterans.services.people.refresh_derived`.
    """
    for column, value in name_keys(person.name).items():
        setattr(person, column, value)
    for phone in PHONE_DIGESTS:
        for column, value in phone_key(phone, plain(getattr(person, phone))).items():
            setattr(person, column, value)
    _derive_identity(person)


def _derive_identity(person):
    number = plain(person.id_number)
    if number:
        # Whether made-up numbers are welcome is asked where people type, not here.
        person.id_number = number = identity.check_id(number, allow_sample=True).number
        person.id_digest = id_digest(number)
    for column, value in identity_keys(number, plain(person.mobile)).items():
        setattr(person, column, value)


def identity_keys(number: str, mobile: str) -> dict[str, str | bool | None]:
    """The columns that follow from a checked ID number, apart from its digest, or from its absence ("")."""
    if not number:
        return {"id_digest": None, "id_last4": "", "is_sample": mobile.startswith(identity.SAMPLE_PHONE)}
    return {
        "id_last4": number[-4:],
        "is_sample": number.startswith(identity.SAMPLE_REGION),
        "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
        "sex": "1" if int(number[16]) % 2 else "2",
        "no_id_reason": "",
    }


def id_keys(number: str) -> dict[str, str | bool | None]:
    """The columns of a file that follow from its ID number, itself among them; IdentityError for none."""
    checked = identity.check_id(number, allow_sample=True).number
    return {"id_number": checked, "id_digest": id_digest(checked), **identity_keys(checked, "")}


def name_keys(name: str) -> dict[str, str]:
    """The columns by which somebody of this name is found, the given name and its pinyin among them."""
    given = given_name_of(name)
    pinyin, initials = pinyin_of(name)
    given_pinyin, given_initials = given_pinyin_of(given)
    return {
        "given_name": given,
        "name_pinyin": pinyin[:120],
        "name_initials": initials[:50],
        "given_pinyin": given_pinyin[:120],
        "given_initials": given_initials[:50],
    }


def phone_key(phone: str, number: str) -> dict[str, str | None]:
    """The column by which a file is found by `number`, which stands in its field `phone`; "" for none."""
    absent = "" if phone == "mobile" else None
    return {PHONE_DIGESTS[phone]: phone_digest(number) if number else absent}


def given_name_of(name: str) -> str:
    """What follows the surname or the first dot, for searching by it; "" for a name of one character."""
    if "·" in name:
        return name.partition("·")[2]
    surname = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[surname:].lstrip()


def id_digest(number: str) -> str:
    """The digest under which an ID number is stored and found."""
    return crypto.digest("id", identity.normalise_id(number))


def phone_digest(number: str) -> str:
    """The digest under which a telephone number is stored and found."""
    return crypto.digest("phone", identity.normalise_phone(number))
