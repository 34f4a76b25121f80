"""红色资源和合作单位: what there is to use, how often activities used it, and their ledgers on paper."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from care_activities.models import Activity
from care_activities.vocabulary import ActivityState
from stations.access import requires
from stations.models import PartnerOrganisation, RedResource, Station
from stations.roles import Verb

from ..people.roster.lists import root_of, station_by_code
from ..people.roster.views import station_choices
from ..printing import ledger_page
from ..reach import reaches

RED, PARTNERS = "red_resources", "partners"
IN_USE, ENDED = "in_use", "ended"
STATES = [(IN_USE, gettext_lazy("在用")), (ENDED, gettext_lazy("已停用"))]
_MOST = 300
_ORDER = ["station__path", "kind", "name", "pk"]


@dataclass(frozen=True)
class Register:
    """One of the two: its model, its field with the day of its end, its filter in the address, its title."""

    model: type
    ended: str
    asked: str
    title: str


REGISTERS = {
    RED: Register(RedResource, "closed_on", "red", gettext_lazy("红色资源")),
    PARTNERS: Register(PartnerOrganisation, "ended_on", "partner", gettext_lazy("合作单位")),
}


@dataclass(frozen=True)
class ResourceFilter:
    """What the page was asked for. Unknown values are ignored, a foreign station is 404."""

    station: Station | None
    state: str
    kinds: dict

    @classmethod
    def read(cls, user, query):
        state = query.get("state", "")
        asked = {kind: query.get(one.asked, "") for kind, one in REGISTERS.items()}
        return cls(
            station=station_by_code(user, query.get("station")),
            state=state if state in dict(STATES) else "",
            kinds={
                kind: value if value in REGISTERS[kind].model.Kind.values else ""
                for kind, value in asked.items()
            },
        )

    def apply(self, user, kind):
        """The rows of a register: those of the user's stations and of the stations above."""
        register = REGISTERS[kind]
        rows = register.model.objects.offered_to(user)
        if self.station:
            here = Q(station__below=self.station.path) | Q(station__code__in=self.station.path_codes)
            rows = rows.filter(here)
        if self.kinds[kind]:
            rows = rows.filter(kind=self.kinds[kind])
        if self.state:
            gone = Q(**{f"{register.ended}__lte": timezone.localdate()})
            rows = rows.filter(gone if self.state == ENDED else ~gone)
        return rows

    def used(self, user, kind):
        """The same with `uses`, the held activities that she may see."""
        held = Activity.objects.visible_to(user, under=self.station).filter(state=ActivityState.HELD)
        uses = Count("activities", filter=Q(activities__in=held.order_by().values("pk")), distinct=True)
        return self.apply(user, kind).select_related("station").annotate(uses=uses)

    def told(self, kind) -> list[tuple[str, str]]:
        """`(label, value)` of what was asked for beside the station."""
        chosen, choices = self.kinds[kind], REGISTERS[kind].model.Kind
        found = [
            (_("类型"), str(choices(chosen).label) if chosen else ""),
            (_("状态"), str(dict(STATES)[self.state]) if self.state else ""),
        ]
        return [(label, value) for label, value in found if value]


@requires(Verb.VIEW)
@never_cache
def resources(request):
    """Both registers with how often each was used."""
    user, asked = request.user, ResourceFilter.read(request.user, request.GET)
    context = {
        "asked": asked,
        "station": asked.station,
        "stations": station_choices(user, asked.station),
        "states": STATES,
        "red_kinds": RedResource.Kind.choices,
        "partner_kinds": PartnerOrganisation.Kind.choices,
        "may_add": user.holds(Verb.ADD),
        **{kind: _rows(user, asked, kind) for kind in REGISTERS},
    }
    return render(request, "activities/resources.html", context)


def _rows(user, asked, kind):
    """`[(row, uses, may it be changed)]` in the order of the stations."""
    rows = asked.used(user, kind).order_by(*_ORDER)[:_MOST]
    return [(row, row.uses, reaches(user, Verb.CHANGE, row.station)) for row in rows]


@requires(Verb.VIEW)
@never_cache
def printed(request, kind):
    """The ledger of a register on A4 landscape with its cover; that it was printed is logged."""
    if kind not in REGISTERS:
        raise Http404
    user, asked, register = request.user, ResourceFilter.read(request.user, request.GET), REGISTERS[kind]
    counts = Counter(asked.apply(user, kind).order_by().values_list("kind", flat=True))
    by_kind = [(label, counts[value]) for value, label in register.model.Kind.choices if counts[value]]
    return ledger_page(
        request,
        "activities/resource_ledger.html",
        rows=asked.used(user, kind),
        order=_ORDER,
        name=_("%s台账") % register.title,
        logged=f"{register.title}台账，{{}} 个",
        told=asked.told(kind),
        station=root_of(user, asked.station),
        further=lambda page: {"is_red": kind == RED, "total": counts.total(), "by_kind": by_kind},
    )
