"""Finding people by what a clerk types: the shape of the text decides which index answers."""

import re
import unicodedata
from enum import Enum, auto

from django.db.models import Q

from stations.identity import IdentityError, clean_name

from .derive import id_digest, phone_digest
from .models import FileMerge

_SPACES = re.compile(r"\s+")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]")
_PATTERNS = [
    (re.compile(r"[0-9]{17}[0-9X]"), "ID_NUMBER"),
    (re.compile(r"[0-9]{12}-[0-9]{4,}"), "ARCHIVE_NUMBER"),
    (re.compile(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}"), "PHONE"),
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


def kind_of(text: str) -> Kind:
    """What `text` is: a whole number, the last four, pinyin, a name; UNKNOWN such as half a number."""
    return _classify(text)[0]


def search(people, text: str):
    """Those of `people` (a PersonFile queryset already narrowed to the user) whom `text` means.

    18 characters: ID number; 11 digits or a land line: mobile; three digits and a digit or X: last four
    of the ID number; letters: pinyin initials or full pinyin from the start; Chinese: the name or the
    given name from the start. An archive number finds its file. Blank text finds all, anything else none.
    """
    kind, typed = _classify(text)
    if kind is Kind.EMPTY:
        return people
    if kind is Kind.UNKNOWN:
        return people.none()
    return people.filter(_CONDITIONS[kind](typed))


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


def _by_pinyin(typed):
    letters = re.sub(r"['’]", "", typed).lower()
    return Q(name_initials__prefix=letters) | Q(name_pinyin__prefix=letters)


def _by_archive_number(typed):
    """The file of that number, or the one into which it was merged."""
    merged = FileMerge.objects.filter(gone_archive_no=typed, undone_at=None)
    return Q(archive_no=typed) | Q(pk__in=merged.values("kept"))


_CONDITIONS = {
    Kind.ID_NUMBER: lambda typed: Q(id_digest=id_digest(typed)),
    Kind.ARCHIVE_NUMBER: _by_archive_number,
    Kind.PHONE: lambda typed: Q(mobile_digest=phone_digest(typed)),
    Kind.LAST_FOUR: lambda typed: Q(id_last4=typed),
    Kind.PINYIN: _by_pinyin,
    Kind.NAME: lambda typed: Q(name__prefix=typed) | Q(given_name__prefix=typed),
}
