"""Files that may be one person's: pairs found in sets, within the files somebody keeps.

A pair that somebody marked as two people (`NotSamePerson`) is not found again, and a file that is 注销 is
no longer anybody's second.
"""

from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from .models import NotSamePerson, PersonFile
from .vocabulary import FileStatus

# A phone that more files than this give is an office's or a village's, and says nothing.
MOST_BEHIND_A_PHONE = 5
_FULL_DATE = 10
_CHARACTERS = 4  # names differ in one of the first four characters; longer ones end alike


class Reason(TextChoices):
    """Why two files may be one person's, the strongest first."""

    NAME_AND_BIRTH = "1", _("姓名、出生日期相同")
    HOUSEHOLD = "2", _("同一户、姓名相同")
    SAME_SOUND = "3", _("出生日期相同、姓名同音")
    NEAR_NAME = "4", _("出生日期相同、姓名差一个字")
    PHONE = "5", _("手机号相同")


class Pair(NamedTuple):
    """Two files by id, the lower first; `reason` is the strongest."""

    reason: str
    first: int
    second: int


_DIFFERENT = " + ".join(
    f"CASE WHEN substr(a.name, {n}, 1) = substr(b.name, {n}, 1) THEN 0 ELSE 1 END"
    for n in range(1, _CHARACTERS + 1)
)
_ONE_CHARACTER = (
    "length(a.name) = length(b.name) AND "
    f"substr(a.name, {_CHARACTERS + 1}) = substr(b.name, {_CHARACTERS + 1}) AND ({_DIFFERENT}) = 1"
)
_SHARED_PHONES = (
    "SELECT mobile_digest FROM mine WHERE mobile_digest <> '' GROUP BY mobile_digest "
    f"HAVING COUNT(*) BETWEEN 2 AND {MOST_BEHIND_A_PHONE}"
)
# What to say of a pair, and the condition; each is one join, led by an equality.
_MATCHES = (
    (f"'{Reason.NAME_AND_BIRTH}'", "a.name = b.name AND a.birth_date = b.birth_date AND a.birth_date <> ''"),
    (f"'{Reason.HOUSEHOLD}'", "a.household_id = b.household_id AND a.name = b.name"),
    (
        f"'{Reason.SAME_SOUND}'",
        "a.birth_date = b.birth_date AND a.birth_date <> '' AND a.name_pinyin = b.name_pinyin AND a.name <> b.name",
    ),
    (
        f"'{Reason.PHONE}'",
        f"a.mobile_digest = b.mobile_digest AND a.mobile_digest IN ({_SHARED_PHONES})",
    ),
)
# Every two people of one birthday are compared letter by letter: for a street, not for a city.
_NEAR_MATCH = (
    f"'{Reason.NEAR_NAME}'",
    f"a.birth_date = b.birth_date AND length(a.birth_date) = {_FULL_DATE} AND a.name <> b.name AND {_ONE_CHARACTER}",
)
_COLUMNS = ("id", "name", "name_pinyin", "birth_date", "mobile_digest", "household_id")


def pairs(people, *, near, after=None, before=None, limit=50) -> list[Pair]:
    """Up to `limit` pairs among `people` (a PersonFile queryset narrowed to the user), the strongest first.

    One statement. `near`: whether names that differ in one character count; meant for a street or less.
    `after` and `before` are Pairs: those that follow, or the last that come before.
    """
    mine, params = _mine(people, near)
    mark, way = (before, "<") if before else (after, ">")
    beyond = f"WHERE (reason, a_id, b_id) {way} (%s, %s, %s)" if mark else ""
    order = ", ".join(f"{name} {'DESC' if before else 'ASC'}" for name in ("reason", "a_id", "b_id"))
    statement = f"{mine} SELECT reason, a_id, b_id FROM found {beyond} ORDER BY {order} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *(mark or ()), limit])
        found = [Pair(*row) for row in cursor.fetchall()]
    return found[::-1] if before else found


def _mine(people, near):
    """The statement's WITH: `found` holds every pair once."""
    rows = people.exclude(status=FileStatus.CANCELLED).order_by().values_list(*_COLUMNS)
    sql, params = rows.query.sql_with_params()
    matches = " UNION ALL ".join(
        f"SELECT {reason} AS reason, a.id AS a_id, b.id AS b_id FROM mine a JOIN mine b ON a.id < b.id AND {how}"
        for reason, how in (*_MATCHES, *([_NEAR_MATCH] if near else []))
    )
    marks = NotSamePerson._meta.db_table
    marked = f"SELECT 1 FROM {marks} WHERE first_id = a_id AND second_id = b_id"
    found = (
        f"SELECT MIN(reason) AS reason, a_id, b_id FROM ({matches}) AS matched "
        f"WHERE NOT EXISTS ({marked}) GROUP BY a_id, b_id"
    )
    return f"WITH mine ({', '.join(_COLUMNS)}) AS ({sql}), found AS ({found})", params


def lookalikes(people, person):
    """Those of `people` that may be `person`'s second file by name and birth, household and name, or phone.

    For the page of one file, answered from the indexes; the list of pairs also knows near names.
    """
    if person.status == FileStatus.CANCELLED:
        return people.none()
    alike = Q(name=person.name) & (Q(birth_date=person.birth_date) if person.birth_date else Q(pk=None))
    if person.household_id:
        alike |= Q(name=person.name, household=person.household_id)
    people = people.exclude(status=FileStatus.CANCELLED)
    if person.mobile_digest:
        same_phone = people.filter(mobile_digest=person.mobile_digest)
        alike |= Q(mobile_digest=person.mobile_digest) & ~Q(Exists(same_phone[MOST_BEHIND_A_PHONE:]))
    marked = NotSamePerson.objects.filter(Q(first=person) | Q(second=person)).values_list("first", "second")
    others = {pk for pair in marked for pk in pair} | {person.pk}
    return people.filter(alike).exclude(pk__in=others)


def reasons(first: PersonFile, second: PersonFile) -> list[str]:
    """Every reason that holds for two files, as a page says it."""
    same_birth = bool(first.birth_date) and first.birth_date == second.birth_date
    same_name = first.name == second.name
    holds = {
        Reason.NAME_AND_BIRTH: same_name and same_birth,
        Reason.HOUSEHOLD: same_name
        and first.household_id is not None
        and first.household_id == second.household_id,
        Reason.SAME_SOUND: same_birth and not same_name and first.name_pinyin == second.name_pinyin,
        Reason.NEAR_NAME: same_birth and not same_name and _one_character_apart(first.name, second.name),
        Reason.PHONE: bool(first.mobile_digest) and first.mobile_digest == second.mobile_digest,
    }
    return [str(reason.label) for reason, held in holds.items() if held]


def _one_character_apart(one, other):
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
