"""Possible duplicates: the list of pairs, two files side by side, and marking them as two people."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations import audit
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from veterans import duplicates
from veterans.models import NotSamePerson, PersonFile
from veterans.services.duplicates import not_same_mark, not_same_unmark

from ...paging import Page
from ...reach import reaches
from ..roster.lists import station_of
from ..roster.views import station_choices
from . import comparing

PAIRS_A_PAGE = 30
_SMALL = (Station.Tier.TOWN, *Station.LEAF_TIERS)
_RELATED = ("managing_station", "household__village_group")


@requires(Verb.VIEW)
@never_cache
def pairs(request):
    """Pairs of files that may be one person's, among those the user keeps."""
    station = station_of(request)
    people = PersonFile.objects.kept_by(request.user, under=station)
    near = _is_small(request.user, station)
    context = {
        "station": station,
        "stations": station_choices(request.user, station),
        "page": _page(request, people, near),
        "near": near,
    }
    return render(request, "people/quality/duplicates.html", context)


def _is_small(user, station):
    """Whether the list covers a street or less."""
    tops = [station] if station else [grant.station for grant in user.grants(Verb.VIEW)]
    return all(top.tier in _SMALL for top in tops)


def _page(request, people, near):
    after, before = _mark(request.GET.get("after")), _mark(request.GET.get("before"))
    found = duplicates.pairs(people, near=near, after=after, before=before, limit=PAIRS_A_PAGE + 1)
    more = len(found) > PAIRS_A_PAGE
    found = (found[-PAIRS_A_PAGE:] if before else found[:PAIRS_A_PAGE]) if more else found
    first, last = (found[0], found[-1]) if found else (None, None)
    has_previous, has_next = (more, True) if before else (after is not None, more)
    return Page(
        _rows(found),
        _address(request, "before", first) if has_previous and found else "",
        _address(request, "after", last) if has_next and found else "",
    )


def _rows(found):
    ids = {pk for pair in found for pk in (pair.first, pair.second)}
    people = PersonFile.objects.select_related(*_RELATED).in_bulk(ids)
    rows = [(people[pair.first], people[pair.second]) for pair in found]
    return [{"files": files, "reasons": duplicates.reasons(*files)} for files in rows]


def _mark(text):
    """The Pair that an address names as "1-20-31"; None for anything else."""
    numbers = (text or "").split("-")
    if len(numbers) != 3 or not all(n.isdecimal() and len(n) < 19 for n in numbers):
        return None
    return duplicates.Pair(numbers[0], int(numbers[1]), int(numbers[2]))


def _address(request, way, pair):
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query[way] = "-".join(map(str, pair))
    return f"?{query.urlencode()}"


@requires(Verb.VIEW)
@never_cache
def compare(request, first, second):
    """Two files field by field, those that differ first. The look at both is logged."""
    one, other = pair_of(request.user, first, second)
    for person in (one, other):
        audit.record(audit.Action.VIEW, actor=request.user, station=person.managing_station, target=person)
    context = {
        "first": one,
        "second": other,
        "reasons": duplicates.reasons(one, other),
        "lines": comparing.own_lines(one, other),
        "parts": comparing.parts(one, other),
        "marked": NotSamePerson.objects.filter(first=min(first, second), second=max(first, second)).exists(),
        "may_change": _reach_both(request.user, Verb.CHANGE, one, other),
        "may_merge": may_merge(request.user, one, other),
    }
    return render(request, "people/quality/duplicate.html", context)


@requires(Verb.CHANGE)
@require_POST
def mark(request, first, second):
    """Not one person; with `same` the mark is taken back."""
    one, other = pair_of(request.user, first, second)
    if "same" in request.POST:
        not_same_unmark(actor=request.user, first=one, second=other)
        messages.success(request, _("已取消“不是同一人”的标记。"))
    else:
        not_same_mark(actor=request.user, first=one, second=other)
        messages.success(request, _("已标为不是同一人，疑似重复中不再列出这两份档案。"))
    return redirect("people-duplicate", first=first, second=second)


def pair_of(user, first, second) -> tuple[PersonFile, PersonFile]:
    """Both files in the order asked for; Http404 unless the user keeps both."""
    people = PersonFile.objects.kept_by(user).select_related(*_RELATED).in_bulk([first, second])
    if first == second or len(people) != 2:
        raise Http404
    return people[first], people[second]


def may_merge(user, one, other) -> bool:
    """CHANGE at both stations, and APPROVE where these differ."""
    verbs = [Verb.CHANGE] + ([Verb.APPROVE] if one.managing_station_id != other.managing_station_id else [])
    return all(_reach_both(user, verb, one, other) for verb in verbs)


def _reach_both(user, verb, *files):
    return all(reaches(user, verb, person.managing_station) for person in files)
