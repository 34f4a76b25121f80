"""What can be exported: each list of the portal as the rows behind its address, in its order."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.db.models import Max, Q, QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from care_activities.models import Activity, StationCheck
from care_activities.vocabulary import PlaqueStatus
from stations.models import Station
from stations.roles import Verb

from ..activities.lists import ActivityFilter
from ..aid.lists import AidFilter
from ..care.lists import CareFilter, VolunteerFilter
from ..imports.kinds import RESOURCES
from ..paging import Stretch
from ..people.acts import as_id
from ..people.roster import choices
from ..people.roster.lists import PeopleFilter, station_by_code
from ..plaques.ledger import PlaqueFilter
from ..requests import ledger as requests
from ..requests.lists import RequestFilter
from ..team.lists import ORDER as NEWEST
from ..team.lists import ConsultationFilter
from ..venues.lists import UseFilter
from ..visits.ledger import VisitFilter
from .record_lists import PAGES

MOST_SORTED = 20_000
FROM_PAGE = "listed"  # in an address: what a page lists, not everything there is of the kind
_GONE = (PlaqueStatus.CANCELLED, PlaqueStatus.MOVED)
_MOST_NAMED, _LONGEST_ID = 100, 19
# Columns of the list of people -> attributes of the sheet.
_OF_THE_LIST = {
    "sex": ("sex",),
    "birth": ("birth_date",),
    "classes": ("classes",),
    "station": ("station",),
    "place": ("household__village_group", "household__number"),
    "phone": ("mobile",),
    "last4": ("id_number",),
    "archive": ("archive_no",),
    "status": ("status",),
    "address": ("residence_address",),
    "needs": ("service_needs",),
    "demands": ("demands",),
    "tags": ("tags",),
    "verified": ("verified_on",),
    "political": ("political_status",),
    "party": ("party_membership__relation_status",),
    "discharged": ("service_records__discharged_on",),
    "placement": ("placement__type",),
    "work": ("employment__status",),
    "benefit": ("benefits__type",),
}


@dataclass(frozen=True)
class Listed:
    """The rows of a list as far as a user may export them.

    `station`: to which the list is narrowed, None for all of hers. `told`: `(label, value)` of what it was
    asked for. `shown`: the attributes that the list shows, () where it has no columns of its own choice.
    """

    kind: str
    rows: QuerySet
    station: Station | None
    told: list[tuple[str, str]]
    stretches: list[Stretch] = field(default_factory=lambda: [Stretch(Q(), ["pk"])])
    shown: tuple[str, ...] = ()

    def ids(self) -> array:
        """The ids of all rows: in the order of the list, of a long one in that of their entry.

        Read in any other order than they lie in, 100,000 files take a third longer.
        """
        found = array("q", self._in_order([Stretch(Q(), ["pk"])]))
        return found if len(found) > MOST_SORTED else array("q", self._in_order(self.stretches))

    def _in_order(self, stretches):
        for stretch in stretches:
            rows = stretch.rows(self.rows, None, False)
            yield from rows.values_list("pk", flat=True).iterator(chunk_size=MOST_SORTED)


def listed(kind: str, user, query: QueryDict) -> Listed:
    """The list of `kind` that `query` asks for; Http404 for an unknown kind or a foreign station."""
    if kind not in RESOURCES:
        raise Http404
    if page := PAGES.get((kind, query.get(FROM_PAGE))):
        return _of_page(kind, page, user, query)
    return _LISTS.get(kind, _whole_kind)(kind, user, query)


def _of_page(kind, page, user, query):
    _page, read, order = page
    station, told, rows = read(user, query)
    said = [(label, str(value)) for label, value in told if value]
    rows = rows.visible_to(user, Verb.EXPORT)
    return Listed(kind, rows, station, [_told_station(station), *said], [Stretch(Q(), order)])


def _people(kind, user, query):
    if "only" in query:
        return _some_people(kind, user, query["only"])
    asked = PeopleFilter.read(user, query)
    shown = ("name", *(name for c in asked.columns for name in _OF_THE_LIST.get(c.key, ())))
    _label, rows = asked.apply(user)
    return Listed(
        kind=kind,
        # Who only lives here is kept, and exported, elsewhere.
        rows=rows.visible_to(user, Verb.EXPORT),
        station=asked.station,
        told=choices.parts(asked)[:-1],
        stretches=asked.stretches,
        shown=shown,
    )


def _some_people(kind, user, ids):
    """People who were found by what was typed: the address names them, never what was typed."""
    wanted = [int(pk) for pk in ids.split(",")[:_MOST_NAMED] if pk.isdecimal() and len(pk) < _LONGEST_ID]
    rows = RESOURCES[kind].model.objects.visible_to(user, Verb.EXPORT).filter(pk__in=wanted)
    return Listed(
        kind, rows, None, [(_("查找结果"), _("查找到的档案"))], [Stretch(Q(), ["name_pinyin", "pk"])]
    )


def _visits(kind, user, query):
    asked = VisitFilter.read(user, query)
    told = [_told_station(asked.station), *asked.told()]
    rows = asked.apply(user).visible_to(user, Verb.EXPORT)
    return Listed(kind, rows, asked.station, told, [Stretch(Q(), ["-date", "-pk"])])


def _plaques(kind, user, query):
    asked = PlaqueFilter.read(user, query)
    # One taken back or moved away is history: an import would take it for a new one.
    rows = asked.apply(user).visible_to(user, Verb.EXPORT).exclude(status__in=_GONE)
    told = [_told_station(asked.station), *asked.told, (_("状态"), _("不含已取消、已迁出的"))]
    return Listed(kind, rows, asked.station, told)


def _aid(kind, user, query):
    asked = AidFilter.read(user, query)
    rows = asked.apply(user, Verb.EXPORT)
    return Listed(kind, rows, asked.station, asked.told(), [Stretch(Q(), ["-found_on", "-pk"])])


def _consultations(kind, user, query):
    asked = ConsultationFilter.read(user, query)
    return Listed(kind, asked.apply(user, Verb.EXPORT), asked.station, asked.told(), [Stretch(Q(), NEWEST)])


def _venue_uses(kind, user, query):
    asked = UseFilter.read(user, query)
    rows = asked.apply(user, Verb.EXPORT)
    return Listed(kind, rows, asked.station, asked.told(), [Stretch(Q(), ["-date", "-pk"])])


def _activities(kind, user, query):
    asked = ActivityFilter.read(user, query)
    rows = asked.apply(user, Verb.EXPORT)
    told = [_told_station(asked.station), *asked.told()]
    return Listed(kind, rows, asked.station, told, [Stretch(Q(), ["-date", "-pk"])])


def _attendance(kind, user, query):
    """The list of one activity, else of those that the list of activities shows."""
    asked = ActivityFilter.read(user, query)
    held, told = asked.apply(user), asked.told()
    if "activity" in query:
        one = get_object_or_404(Activity.objects.visible_to(user), pk=as_id(query["activity"]))
        held, told = Activity.objects.filter(pk=one.pk), [(_("活动"), str(one))]
    rows = RESOURCES[kind].model.objects.visible_to(user, Verb.EXPORT)
    rows = rows.filter(activity__in=held.order_by().values("pk"))
    order = ["-activity__date", "-activity", "person__name_pinyin", "pk"]
    return Listed(kind, rows, asked.station, [_told_station(asked.station), *told], [Stretch(Q(), order)])


def _care(kind, user, query):
    asked = CareFilter.read(user, query)
    told = [_told_station(asked.station), *asked.told()]
    rows = asked.apply(user, Verb.EXPORT).told_to(user, Verb.EXPORT)
    return Listed(kind, rows, asked.station, told, [Stretch(Q(), ["-date", "-pk"])])


def _volunteering(kind, user, query):
    asked = VolunteerFilter.read(user, query)
    told = [_told_station(asked.station), *asked.told()]
    return Listed(kind, asked.apply(user, Verb.EXPORT), asked.station, told, [Stretch(Q(), ["-date", "-pk"])])


def _checks(kind, user, query):
    """Of one day the check that was registered last: an import could not tell the others from it."""
    listed = _whole_kind(kind, user, query)
    days = StationCheck.objects.order_by().values("station", "checklist", "checked_on")
    last = days.annotate(last=Max("pk")).values("last")
    return replace(
        listed,
        rows=listed.rows.filter(pk__in=last),
        stretches=[Stretch(Q(), ["station__path", "checklist", "checked_on", "pk"])],
    )


def _requests(kind, user, query):
    asked = RequestFilter.read(user, query)
    rows = asked.apply(user).visible_to(user, Verb.EXPORT)
    return Listed(kind, rows, asked.station, requests.told(asked), [Stretch(Q(), requests.NEWEST)])


def _whole_kind(kind, user, query):
    station = station_by_code(user, query.get("station"))
    rows = RESOURCES[kind].model.objects.visible_to(user, Verb.EXPORT, under=station)
    return Listed(kind, rows, station, [_told_station(station)])


def _told_station(station):
    return _("服务站"), str(station) if station else _("我的全部站点")


_LISTS: dict[str, Callable] = {
    "people": _people,
    "visits": _visits,
    "plaques": _plaques,
    "aid": _aid,
    "consultations": _consultations,
    "venue_uses": _venue_uses,
    "standard_checks": _checks,
    "activities": _activities,
    "attendance": _attendance,
    "care_services": _care,
    "volunteering": _volunteering,
    "requests": _requests,
}
