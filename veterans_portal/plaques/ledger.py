"""台账: the plaques of the user's stations, on screen and as A4 landscape sheets with a cover."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Sum
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import HangingRound, Plaque, PlaqueEvent, PlaqueTally
from care_activities.vocabulary import PlaqueEventKind, PlaqueRole, PlaqueStatus
from stations.access import requires
from stations.models import Station
from stations.roles import Verb

from ..paging import page_of
from ..people.acts import as_id
from ..people.roster.lists import root_of, sees_widely, station_by_code
from ..people.roster.views import station_choices
from ..periods import Period
from ..printing import ledger_page
from .lines import lines_of
from .rounds import seen


@dataclass(frozen=True)
class PlaqueFilter:
    """What the ledger was asked for. Unknown values are ignored, a foreign station is 404."""

    station: Station | None
    status: str
    role: str
    round: HangingRound | None
    event: str = ""
    period: Period | None = None

    @classmethod
    def read(cls, user, asked):
        event, period = asked.get("event", ""), Period.parse(asked.get("period"))
        is_event = event in PlaqueEventKind.values and period is not None
        status, role, number = asked.get("status", ""), asked.get("role", ""), asked.get("round", "")
        rounds = seen(user)
        return cls(
            station=station_by_code(user, asked.get("station")),
            status=status if status in PlaqueStatus.values else "",
            role=role if role in PlaqueRole.values else "",
            round=rounds.filter(pk=as_id(number)).first(),
            event=event if is_event else "",
            period=period if is_event else None,
        )

    def apply(self, user):
        plaques = Plaque.objects.visible_to(user, under=self.station)
        if self.status:
            plaques = plaques.filter(status=self.status)
        if self.role:
            plaques = plaques.filter(role=self.role)
        if self.round:
            plaques = plaques.filter(hanging_entries__round=self.round)
        if self.event:
            events = PlaqueEvent.objects.filter(self.period.on("on"), kind=self.event, plaque=OuterRef("pk"))
            plaques = plaques.filter(Exists(events))
        return plaques

    def order(self, user):
        """By station and household; of a district or more by entry, since nothing must be sorted for that."""
        wide = sees_widely(user, self.station)
        return ["-pk"] if wide else ["station__path", "household__number", "pk"]

    @property
    def told(self):
        """`(label, value)` of what it was asked for besides the station."""
        found = []
        if self.status:
            found.append((_("状态"), str(PlaqueStatus(self.status).label)))
        if self.role:
            found.append((_("悬挂资格"), str(PlaqueRole(self.role).label)))
        if self.round:
            found.append((_("集中悬挂"), str(self.round)))
        if self.event:
            found.append((self.period.label, str(PlaqueEventKind(self.event).label)))
        return found


@requires(Verb.VIEW)
@never_cache
def plaques(request):
    user, asked = request.user, PlaqueFilter.read(request.user, request.GET)
    found = asked.apply(user).select_related("station", "household")
    tallies = PlaqueTally.objects.visible_to(user, under=asked.station)
    context = {
        "asked": asked,
        "page": page_of(found, request, asked.order(user)),
        "totals": tallies.aggregate(hung=Sum("hung", default=0), waiting=Sum("waiting", default=0)),
        "stations": station_choices(user, asked.station),
        "statuses": PlaqueStatus.choices,
        "roles": PlaqueRole.choices,
        "rounds": [(one.pk, str(one)) for one in seen(user)[:20]],
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "plaques/list.html", context)


@requires(Verb.VIEW)
@never_cache
def printed(request):
    """管理台账 (domain §2.4): cover and rows; that it was opened to be printed is logged."""
    user, asked = request.user, PlaqueFilter.read(request.user, request.GET)
    found = asked.apply(user).select_related("station", "household", "squad")
    homes = found.order_by().aggregate(n=Count("household", distinct=True))["n"]
    return ledger_page(
        request,
        "plaques/ledger.html",
        rows=found,
        order=asked.order(user),
        name=_("“光荣之家”光荣牌管理台账"),
        logged="光荣牌管理台账，{} 户",
        told=asked.told,
        station=root_of(user, asked.station),
        sums=[(_("户数"), _("%s 户") % f"{homes:,}")],
        further=lambda rows: {"lines": lines_of(user, rows)},
    )
