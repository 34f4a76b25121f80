"""Lists of people and households, and finding somebody. A file itself is shown by file.py."""

from urllib.parse import urlencode

from django.db import transaction
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from stations import audit
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from veterans import search
from veterans.models import PersonFile
from veterans.vocabulary import ObjectClass

from ...paging import page_of
from ..models import SavedFilter
from ..worklists import WORKLISTS
from . import choices, lists
from .rows import rows_for, with_what_rows_show

MOST_FOUND = 50
_SEARCHED_FIELDS = {search.Kind.ID_NUMBER: "id_number", search.Kind.PHONE: "mobile"}


@requires(Verb.VIEW)
@never_cache
def people(request):
    """The files of the user's stations, as she narrowed, sorted and laid them out."""
    user, asked = request.user, lists.PeopleFilter.of(request)
    label, found = asked.apply(user)
    page = page_of(with_what_rows_show(found, asked.columns), request, asked.stretches)
    context = {
        "asked": asked,
        "label": label,
        "work_url": _work_url(asked),
        "rows": rows_for(user, page.rows, asked.columns),
        "page": page,
        "total": lists.total(asked, user, found, page),
        "stations": station_choices(user, asked.station),
        "classes": ObjectClass.choices,
        "statuses": lists.STATUSES,
        **choices.of(asked, label),
        "may_export": user.holds(Verb.EXPORT),
        "saved": SavedFilter.objects.visible_to(user),
    }
    return render(request, "people/roster/list.html", context)


def _work_url(asked):
    """Where the list is worked through, item by item; "" where that is the files themselves."""
    page = WORKLISTS[asked.figure].page if asked.figure in WORKLISTS else ""
    query = f"?{urlencode({'station': asked.station.code})}" if asked.station else ""
    return reverse(page) + query if page else ""


@requires(Verb.VIEW)
@never_cache
def households(request):
    """The households behind a figure in 户."""
    station, figure = lists.station_of(request), request.GET.get("figure", "")
    label, found = lists.households_of(request.user, station, figure)
    rows = found.select_related("station", "village_group")
    context = {
        "station": station,
        "label": label,
        "page": page_of(rows, request, ["station_id", "number", "pk"]),
        "stations": station_choices(request.user, station),
        "figure": figure,
        "export_kind": "households",
    }
    return render(request, "people/roster/households.html", context)


def station_choices(user, station, verb=Verb.VIEW):
    """Where the list can be narrowed to: the way up within the user's scope, and one step down."""
    visible = Station.objects.visible_to(user, verb)
    if station is None:
        granted = [grant.station_id for grant in user.grants(verb)]
        near = visible.filter(pk__in=granted) | visible.filter(parent__in=granted)
    else:
        near = visible.filter(code__in=station.path_codes) | visible.filter(parent=station)
    return near.filter(is_active=True).order_by("path").only("code", "place_name", "path")


@requires(Verb.VIEW)
@never_cache
def find(request):
    """Finds people by what was typed. The text comes by POST, so that no number stands in an address."""
    typed = request.POST.get("q", "").strip()
    kind = search.kind_of(typed)
    context = {
        "kind": kind.name,
        "anywhere": search.reads_names_whole(request.user),
        "rows": [],
        "more": False,
        "posted": request.method == "POST",
    }
    if kind not in (search.Kind.EMPTY, search.Kind.UNKNOWN):
        found = _find(request.user, typed, kind)
        context.update(rows=rows_for(request.user, found[:MOST_FOUND]), more=len(found) > MOST_FOUND)
    return render(request, "people/roster/search.html", context)


@transaction.atomic
def _find(user, typed, kind):
    """The people found (one more than shown); a search by a whole number is logged, also without a hit."""
    files = PersonFile.objects
    people = files.kept_by(user) if kind in search.OF_THE_FILE else files.visible_to(user)
    anywhere = search.reads_names_whole(user)
    ids = search.first_found(people, typed, MOST_FOUND + 1, anywhere=anywhere)
    found = with_what_rows_show(people.filter(pk__in=ids))
    found = sorted(found, key=lambda person: (person.name_pinyin, person.pk))
    if kind in search.AUDITED:
        target = found[0] if len(found) == 1 else None
        own = Station.objects.filter(pk=user.grants(Verb.VIEW)[0].station_id)
        audit.record(
            audit.Action.SEARCH,
            actor=user,
            station=target.managing_station if target else own.get(),
            target=target,
            fields=[_SEARCHED_FIELDS[kind]],
        )
    return found
