"""What rounds of visits and regular contact ask of a station today."""

from django.urls import reverse
from django.utils.translation import gettext as _

from care_activities.models import VisitRound

from ..due import Due
from .contact import due_people
from .progress import totals_of

_STREET_DEPTH = 3  # city, district, street
_MOST_ROUNDS = 5


def to_do(user, station, today) -> list[dict]:
    """Items of components/todo.html: each open round by its name, then the people due. Three statements.

    Above the street nobody makes the calls, and counting would read every file.
    """
    codes = station.path_codes
    running = VisitRound.objects.running().select_related("station").order_by("due_on", "pk")
    running = running.filter(station__code__in=codes) | running.filter(station__path__prefix=station.path)
    found = [
        _round(one, line, station, today)
        for one, line in totals_of(list(running[:_MOST_ROUNDS]), user, station)
    ]
    if len(codes) >= _STREET_DEPTH:
        found.append(
            {
                "count": due_people(user, station, today).count(),
                "title": _("到期联系"),
                "note": _("按联系频次该联系或上门的人"),
                "url": f"{reverse('visits-due')}?station={station.code}",
                "due": Due.DATED,
            }
        )
    return found


def _round(one, line, station, today):
    inside = station if station.path.startswith(one.station.path) else one.station
    note = _("已走访 %(done)s / %(listed)s，%(due)s 前完成") % {
        "done": line.visited,
        "listed": line.listed,
        "due": one.due_on.isoformat(),
    }
    late = {"tag": _("已过期限"), "tone": "bad", "due": Due.OVERDUE} if one.due_on < today else {}
    url = f"{reverse('visit-round', args=[one.pk])}?station={inside.code}"
    return {"count": line.pending, "title": one.name, "note": note, "url": url, "due": Due.DATED, **late}
