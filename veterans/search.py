"""Finding people by what a clerk types: the shape of the text decides which index answers."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from functools import reduce
from operator import or_

from django.db.models import F, Q

from stations.identity import IdentityError, clean_name
from stations.roles import Verb
from stations.scoping import PrefixOrder

from .derive import PHONE_DIGESTS, id_digest, phone_digest
from .models import FileMerge

_COMMON_LETTERS = 2  # as many begin too many names for an index to be of use
_SPACES = re.compile(r"\s+")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]")
_PATTERNS = [
    (re.compile(r"[0-9]{17}[0-9X]"), "ID_NUMBER"),
    (re.compile(r"[0-9]{12}-[0-9]{4,}"), "ARCHIVE_NUMBER"),
    (re.compile(r"1[0-9]{2}-?[0-9]{4}-?[0-9]{4}|0[0-9]{2,3}-?[0-9]{7,8}"), "PHONE"),
    (re.compile(r"[0-9]{3}[0-9X]"), "LAST_FOUR"),
    (re.compile(r"[A-Z'’]+"), "PINYIN"),
]


class Kind(Enum):
    """What the typed text was taken for."""

    EMPTY = auto()
    ID_NUMBER = auto()
    ARCHIVE_NUMBER = auto()
    PHONE = auto()
    LAST_FOUR = auto()
    PINYIN = auto()
    NAME = auto()
    UNKNOWN = auto()


# Searching by a number that points to one person is written to the audit log.
AUDITED = frozenset({Kind.ID_NUMBER, Kind.PHONE})
# What only the station that keeps the file knows: a visiting residence station must not probe for it.
OF_THE_FILE = frozenset({Kind.ID_NUMBER, Kind.LAST_FOUR, Kind.ARCHIVE_NUMBER})


@dataclass(frozen=True)
class _Route:
    """One index that may answer: what to ask, and the column whose order it gives for nothing."""

    condition: Q
    column: str
    is_exact: bool = False


def kind_of(text: str) -> Kind:
    """What `text` is: a whole number, the last four, pinyin, a name; UNKNOWN such as half a number."""
    return _classify(text)[0]


def reads_names_whole(user) -> bool:
    """Whether `user` sees so few files (a street or less) that names may be searched for any part."""
    return not any(grant.is_wide for grant in user.grants(Verb.VIEW))


def search(people, text: str, *, anywhere=False):
    """Those of `people` (a PersonFile queryset already narrowed to the user) whom `text` means.

    18 characters: ID number; 11 digits or a land line: any telephone of the file; three digits and a
    digit or X: last four of the ID number; letters: full pinyin or initials, of the name or the given name,
    from the start; Chinese: the name or the given name from the start, and any part of the name where
    `anywhere` (see reads_names_whole). An archive number finds its file. Blank text finds all, anything
    else none.
    """
    kind, typed = _classify(text)
    if kind is Kind.EMPTY:
        return people
    routes = _routes(kind, typed, anywhere)
    return people.filter(reduce(or_, (route.condition for route in routes))) if routes else people.none()


def first_found(people, text: str, limit: int, *, anywhere=False) -> list[int]:
    """The ids of the first `limit` whom `search` would find, best first: whole names before parts of names.

    Each index is asked by itself and left as soon as there are enough: an OR would gather and sort everybody
    whose name begins with a common letter. [] for blank text.
    """
    found: dict[int, None] = {}
    for route in _routes(*_classify(text), anywhere):
        # Few files are seen: the index of their station is shorter than that of a common last four.
        column = "name_pinyin" if route.is_exact and anywhere else route.column
        rows = people.filter(route.condition).order_by(PrefixOrder(F(column)))
        found |= dict.fromkeys(rows.values_list("pk", flat=True)[:limit])
        if len(found) >= limit:
            break
    return list(found)[:limit]


def _classify(text):
    # NFKC is right for numbers and letters only; a name is searched as it was typed.
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text or "")).upper()
    if not plain:
        return Kind.EMPTY, ""
    for pattern, name in _PATTERNS:
        if pattern.fullmatch(plain):
            return Kind[name], plain
    if not _CHINESE.search(text):
        return Kind.UNKNOWN, ""
    try:
        return Kind.NAME, clean_name(text)
    except IdentityError:
        return Kind.UNKNOWN, ""


def _routes(kind, typed, anywhere):
    return _ROUTES[kind](typed, anywhere) if kind in _ROUTES else []


def _prefixes(columns, text, lookup="prefix"):
    return [_Route(Q(**{f"{column}__{lookup}": text}), column) for column in columns]


def _equal(columns, value):
    return [_Route(Q(**{column: value}), column, is_exact=True) for column in columns]


def _by_name(typed, anywhere):
    routes = _prefixes(["name", "given_name"], typed)
    return [*routes, _Route(Q(name__contains=typed), "name_pinyin")] if anywhere else routes


def _by_pinyin(typed, anywhere):
    letters = re.sub(r"['’]", "", typed).lower()
    # Of few files each is asked (istartswith uses no index): a tenth of a city begins with one letter.
    lookup = "istartswith" if anywhere and len(letters) <= _COMMON_LETTERS else "prefix"
    columns = ["name_initials", "name_pinyin", "given_initials", "given_pinyin"]
    return _prefixes(columns, letters, lookup)


def _by_archive_number(typed, _anywhere):
    """The file of that number, or the one into which it was merged.

    Merges are asked first: beside a subquery PostgreSQL would read the whole table.
    """
    merges = FileMerge.objects.filter(gone_archive_no=typed, undone_at=None)
    kept = list(merges.values_list("kept", flat=True))
    into = [_Route(Q(pk__in=kept), "name_pinyin")] if kept else []
    return [*_equal(["archive_no"], typed), *into]


_ROUTES = {
    Kind.ID_NUMBER: lambda typed, _: _equal(["id_digest"], id_digest(typed)),
    Kind.ARCHIVE_NUMBER: _by_archive_number,
    Kind.PHONE: lambda typed, _: _equal(PHONE_DIGESTS.values(), phone_digest(typed)),
    Kind.LAST_FOUR: lambda typed, _: _equal(["id_last4"], typed),
    Kind.PINYIN: _by_pinyin,
    Kind.NAME: _by_name,
}
