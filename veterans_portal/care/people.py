"""孤老照料: who is cared for, when last, and what this year; and who waits for care."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import CareService
from care_activities.services.care_services import LONELY, last_cared, uncared
from care_activities.vocabulary import CareItem
from stations.access import requires
from stations.roles import Verb
from veterans.models import PersonFile

from ..paging import page_of
from ..people.roster.lists import address, station_of
from ..people.roster.views import station_choices

PERIODS = (30, 60, 90)
USUAL = PERIODS[0]  # days without care after which my station's page names somebody


@dataclass(frozen=True)
class CaredFor:
    """One of the 孤老 with the last care and how often each item was given this year."""

    person: PersonFile
    last: datetime.date | None
    days: int | None
    items: list[tuple[str, int]]
    late: bool


@requires(Verb.VIEW)
@never_cache
def lonely(request):
    """The 孤老 whose files the user's stations keep, all or those without care for some days."""
    user, station, today = request.user, station_of(request), timezone.localdate()
    over = next((days for days in PERIODS if str(days) == request.GET.get("over")), 0)
    found = PersonFile.objects.kept_by(user, under=station).filter(uncared(today, over) if over else LONELY)
    page = page_of(found.select_related("managing_station"), request, ["name_pinyin", "pk"])
    context = {
        "station": station,
        "stations": station_choices(user, station),
        "over": over,
        "periods": [(days, _("超过 %d 天没有照料") % days) for days in PERIODS],
        "page": page,
        "rows": rows_of(page.rows, today, over or USUAL),
        "year": today.year,
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "care/people.html", context)


def rows_of(people, today, over) -> list[CaredFor]:
    """The rows of a page of files; two statements, however many."""
    last = last_cared(people)
    items = _items_of(people, today.year)
    return [_row(person, last.get(person.pk), items[person.pk], today, over) for person in people]


def _items_of(people, year):
    """`{file: Counter of items}` of the year."""
    found = defaultdict(Counter)
    services = CareService.objects.filter(person__in=people, date__gte=datetime.date(year, 1, 1))
    for person, items in services.order_by().values_list("person", "items"):
        found[person].update(items)
    return found


def _row(person, last, counted, today, over):
    days = (today - last).days if last else None
    items = [(label, counted[code]) for code, label in CareItem.choices if counted[code]]
    return CaredFor(person, last, days, items, days is None or days >= over)


def to_do_item(count, station) -> dict:
    """The item of components/todo.html for 孤老 without care; `count` as `uncared` finds them."""
    return {
        "count": count,
        "title": _("孤老待照料"),
        "note": _("超过 %d 天没有照料服务的孤老") % USUAL,
        "url": address("care", station, over=USUAL),
    }


def waiting(today):
    """The condition of files that `to_do_item` counts."""
    return uncared(today, USUAL)
