"""集中悬挂: the rounds before 春节 and 八一, and one with its progress and list."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import HangingEntry, HangingRound
from care_activities.services import plaque_rounds as service
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError

from ..paging import page_of
from ..people.acts import carried_out, refusal_of, ticked_ids
from ..people.roster.lists import station_of
from ..people.roster.views import station_choices
from ..reach import reaches
from .forms import HangForm, RoundForm

_DONE = Count("pk", filter=Q(done_on__isnull=False))


def seen(user):
    """Rounds opened at the user's stations, and those above that list plaques of hers."""
    entries = HangingEntry.objects.visible_to(user).values("round")
    own = HangingRound.objects.visible_to(user).values("pk")
    return HangingRound.objects.filter(Q(pk__in=own) | Q(pk__in=entries))


@requires(Verb.VIEW)
@never_cache
def rounds(request):
    """All rounds with how far each is, and the form that opens one for who may."""
    user = request.user
    form = RoundForm(request.POST or None, user=user) if user.holds(Verb.APPROVE) else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        made = []
        if form.is_valid() and carried_out(
            form, lambda: made.append(service.round_open(actor=user, **form.cleaned_data))
        ):
            messages.success(request, _("名单已定，共 %s 户。") % made[0].entries.count())
            return redirect("hanging-round", pk=made[0].pk)
    page = page_of(seen(user).select_related("station"), request, ["-year", "-pk"], size=20)
    entries = HangingEntry.objects.visible_to(user).filter(round__in=page.rows).order_by()
    counts = {row["round"]: row for row in entries.values("round").annotate(listed=Count("pk"), done=_DONE)}
    none = {"listed": 0, "done": 0}
    context = {
        "page": page,
        "rows": [(one, _rated(counts.get(one.pk, none))) for one in page.rows],
        "form": form,
    }
    return render(request, "plaques/rounds.html", context)


@requires(Verb.VIEW)
@never_cache
def hanging_round(request, pk):
    """One round: each station's progress, and the list in which many are marked as hung at once."""
    user, station = request.user, station_of(request)
    hanging = get_object_or_404(seen(user).select_related("station"), pk=pk)
    form = HangForm(user=user)
    if request.method == "POST":
        if request.POST.get("act") == "close":
            return _close(request, hanging)
        if not user.holds(Verb.CHANGE):
            raise PermissionDenied
        form = HangForm(request.POST, user=user)
        if form.is_valid() and carried_out(form, lambda: _hang(request, hanging, station, form)):
            return redirect(request.get_full_path())
    entries = HangingEntry.objects.visible_to(user, under=station).filter(round=hanging)
    state = request.GET.get("state", "")
    shown = {"done": entries.filter(done_on__isnull=False), "all": entries}.get(
        state, entries.filter(done_on__isnull=True)
    )
    related = ("plaque__household", "station", "application")
    context = {
        "hanging": hanging,
        "station": station,
        "stations": station_choices(user, station),
        "state": state,
        "total": _rated(entries.aggregate(listed=Count("pk"), done=_DONE)),
        "lines": _lines(entries),
        "page": page_of(shown.select_related(*related), request, ["pk"]),
        "form": form,
        "chosen": set(request.POST.getlist("entry")),
        "may_hang": hanging.closed_at is None and user.holds(Verb.CHANGE),
        "may_close": hanging.closed_at is None and reaches(user, Verb.APPROVE, hanging.station),
    }
    return render(request, "plaques/round.html", context)


def _lines(entries):
    """`[(station, counts)]` of the stations on the list, in code order; [] for a single one."""
    rows = entries.order_by("station__path").values("station").annotate(listed=Count("pk"), done=_DONE)
    rows = list(rows)
    stations = Station.objects.in_bulk([row["station"] for row in rows])
    return [(stations[row["station"]], _rated(row)) for row in rows] if len(rows) > 1 else []


def _rated(row):
    listed, done = row["listed"], row["done"]
    return {
        "listed": listed,
        "done": done,
        "left": listed - done,
        "percent": done * 100 // listed if listed else 0,
    }


def _hang(request, hanging, station, form):
    entries = HangingEntry.objects.visible_to(request.user, under=station).filter(round=hanging)
    entries = entries.filter(pk__in=ticked_ids(request, "entry"))
    if not entries.exists():
        raise ServiceError(_("请先勾选已经悬挂的家庭。"))
    hung, left = service.entries_hang(actor=request.user, hanging=hanging, entries=entries, **form.answers())
    if hung:
        messages.success(request, _("已登记悬挂 %s 户。") % hung)
    if left:
        messages.warning(request, _("有 %s 户没有登记：已去世、已取消，或刚被别人登记，请逐户核对。") % left)


def _close(request, hanging):
    if said := refusal_of(lambda: service.round_close(actor=request.user, hanging=hanging)):
        messages.error(request, said)
    else:
        messages.success(request, _("集中悬挂已结束，没有挂的留到下一次。"))
    return redirect("hanging-round", pk=hanging.pk)
