"""What `tests.benchmarks.search` asks: `(question, call)` for somebody of the largest station of a tier."""

from django.db.models import Q
from django.urls import reverse

from stations.roles import Role
from veterans.models import PersonFile

from .page_calls import Visitor, files_of, largest

_DEEP = 0.6  # how far down its list the deep page begins
_STOCK_COLUMNS = ("name", "name_pinyin", "name_initials", "archive_no", "id_last4")


def calls_of(tier):
    """Every question of `tier`, with a function that asks it once."""
    station = largest(tier)
    keeper = Visitor.at(station, Role.STAFF if station.is_leaf else Role.MANAGER)
    somebody = _somebody(station)
    yield "floor: a page without content", keeper.opens(reverse("requests"))
    for kind, typed in _typed(somebody).items():
        yield f"search, {kind}", keeper.searches(typed)
    yield from _lists(keeper, station)
    for kind in ("name", "part of a name", "nobody's name"):
        typed = _typed(somebody)[kind]
        yield f"stock search, {kind}", _stock(keeper.user, typed)


def _somebody(station):
    """A file with a number, a telephone and a name of three characters, from the middle of the station's."""
    files = files_of(station).exclude(mobile_digest="").filter(given_name__regex="^..$").order_by("pk")
    return files[files.count() // 2]


def _typed(person):
    """What a clerk may type to find `person`, by kind."""
    return {
        "ID number": person.id_number.open(),
        "last four": person.id_last4,
        "phone": person.mobile.open(),
        "archive number": person.archive_no,
        "name": person.name,
        "surname": person.name[0],
        "given name": person.given_name,
        "part of a name": person.given_name[-1],
        "full pinyin": person.name_pinyin,
        "pinyin of the surname": person.name_pinyin.removesuffix(person.given_pinyin),
        "pinyin of the given name": person.given_pinyin,
        "initials": person.name_initials,
        "initials of the given name": person.given_initials,
        "one letter": "z",
        "nobody's name": "龘靐",
        "nobody's initials": "vvvv",
    }


def _lists(keeper, station):
    people = reverse("people")
    files = files_of(station).order_by("name_pinyin", "pk")
    yield "list, first page", keeper.opens(people)
    yield "list, deep page", keeper.opens(people, after=files[int(files.count() * _DEEP)].pk)
    for order in ("oldest", "unverified", "verified", "weakest", "group"):
        yield f"list, {order} first", keeper.opens(people, order=order)
    for question, asked in {
        "a class": {"class": "02"},
        "a rare class": {"class": "09"},
        "a bucket": {"bucket": "key_preferential"},
        "an age": {"age": "80-"},
        "a tag": {"tag": "7"},
        "a benefit": {"benefit": "51"},
        "not verified": {"verified": "no"},
        "barely filled": {"complete": "40"},
        "three at once": {"class": "02", "age": "70-79", "verified": "no"},
        "resident here": {"status": "resident"},
    }.items():
        yield f"list, {question}", keeper.opens(people, **asked)


def _stock(user, typed):
    """The stock admin's search: `icontains` over the columns, a count of the hits and the first page."""
    contains = Q()
    for column in _STOCK_COLUMNS:
        contains |= Q(**{f"{column}__icontains": typed})
    found = PersonFile.objects.visible_to(user).filter(contains).order_by("name_pinyin", "pk")
    return lambda: (found.count(), list(found.all()[:50]))
