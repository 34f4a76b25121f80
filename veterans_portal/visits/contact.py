"""常态化联系: who is due under the frequencies of city and county, and who was not visited since a day."""

import datetime

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.services import contact
from stations.access import requires
from stations.roles import Verb
from stations.scoping import at, grants_of
from veterans.models import PersonFile
from veterans.vocabulary import FileStatus

from ..paging import page_of
from ..people.roster.lists import station_of
from ..people.roster.views import station_choices

_AHEAD = (0, 7, 30)
_ROWS = 50


def due_people(user, station, today):
    """Files kept at `station` and below (None for all of the user's) that are due by `today`."""
    return PersonFile.objects.kept_by(user, under=station).filter(contact.contact_due(today))


@requires(Verb.VIEW)
@never_cache
def due(request):
    """Who is to be contacted or seen now, or within some days."""
    station, today = station_of(request), timezone.localdate()
    ahead = next((days for days in _AHEAD if str(days) == request.GET.get("ahead")), 0)
    found = due_people(request.user, station, today + datetime.timedelta(days=ahead))
    related = found.select_related("managing_station", "residence_station", "household")
    page = page_of(related, request, ["name_pinyin", "pk"], size=_ROWS)
    dues = contact.dues_of(page.rows, today)
    context = {
        "title": _("到期联系"),
        "station": station,
        "stations": station_choices(request.user, station),
        "ahead": ahead,
        "choices": _AHEAD,
        "page": page,
        "rows": [
            (person, [one for one in dues[person.pk] if one.days_left is None or one.days_left <= ahead])
            for person in page.rows
        ],
        "rules": contact.effects(station.path if station else None),
        "may_set": _may_set(request.user),
        "may_add": request.user.holds(Verb.ADD),
    }
    return render(request, "visits/due.html", context)


def _may_set(user):
    """Whether the user stands in a city or county, where the frequencies are set."""
    return any(grant.is_wide for grant in user.grants(Verb.APPROVE))


@requires(Verb.VIEW)
@never_cache
def unvisited(request):
    """Who lives here and was not visited since a day, alone or with the household."""
    station, today = station_of(request), timezone.localdate()
    try:
        since = datetime.date.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = today.replace(month=1, day=1)
    found = _living_here(request.user, station).filter(
        contact.not_visited(since - datetime.timedelta(days=1)), status=FileStatus.ACTIVE
    )
    related = found.select_related("managing_station", "residence_station", "household")
    page = page_of(related, request, ["name_pinyin", "pk"], size=_ROWS)
    last = contact.last_visits(page.rows)
    context = {
        "title": _("久未走访"),
        "station": station,
        "stations": station_choices(request.user, station),
        "since": since,
        "page": page,
        "rows": [(person, last[person.pk].get("contact")) for person in page.rows],
        "may_add": request.user.holds(Verb.ADD),
    }
    return render(request, "visits/unvisited.html", context)


def _living_here(user, station):
    """Where somebody lives decides who visits: the residence station where there is one."""
    grants = grants_of(user, Verb.VIEW, station)
    home = Q(residence_station__isnull=True) & at(grants, PersonFile.scope)
    return PersonFile.objects.filter(at(grants, PersonFile.scope_read) | home)
