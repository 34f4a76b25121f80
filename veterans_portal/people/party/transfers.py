"""纳入管理: the transfers of the user's stations by step, those with a letter running out first to see."""

from django.db.models import Count, Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from veterans.models import PartyTransfer
from veterans.vocabulary import PartyTransferStep as Step

from ...paging import page_of
from ..roster import lists
from ..roster.views import station_choices
from . import conditions

ALERT, CLOSED = "alert", "closed"


@requires(Verb.VIEW)
@never_cache
def transfers(request):
    """Transfers under way, of one step, with an alert, or closed ones; the newest first."""
    station, state = lists.station_of(request), request.GET.get("state", "")
    today = timezone.localdate()
    visible = PartyTransfer.objects.visible_to(request.user, under=station)
    wanted = _conditions(today)
    found = visible.filter(wanted.get(state, wanted[""]))
    page = page_of(
        found.select_related("person__managing_station", "to_organisation"), request, ["-opened_on", "-pk"]
    )
    context = {
        "station": station,
        "stations": station_choices(request.user, station),
        "state": state if state in wanted else "",
        "states": _states(visible, wanted),
        "page": page,
        "rows": [(transfer, letter_alert(transfer, today)) for transfer in page.rows],
    }
    return render(request, "people/party/transfers.html", context)


def _conditions(today) -> dict[str, Q]:
    """By the state asked for: all under way, one step, letters running out, brought in, closed."""
    under_way = Q(closed_on__isnull=True)
    steps = {str(step): under_way & Q(step=step) for step in Step if step != Step.SETTLED}
    return {
        "": under_way,
        ALERT: conditions.letter_runs_out(today),
        **steps,
        str(Step.SETTLED): Q(step=Step.SETTLED),
        CLOSED: ~under_way,
    }


def _states(visible, wanted):
    """`[(state, label, number)]`, counted in one statement."""
    labels = {"": _("办理中"), ALERT: _("介绍信快到期或已到期"), CLOSED: _("已办结")}
    counts = visible.order_by().aggregate(
        **{f"n_{state}": Count("pk", filter=condition) for state, condition in wanted.items()}
    )
    return [(state, str(labels.get(state) or Step(state).label), counts[f"n_{state}"]) for state in wanted]


def letter_alert(transfer, today) -> tuple[str, str] | None:
    """What to say of the letter of a transfer under way: the days left, or that it ran out."""
    last = transfer.letter_valid_until
    if transfer.closed_on or last is None or transfer.step not in (Step.LETTER, Step.SUBMITTED):
        return None
    days = (last - today).days
    if days < 0:
        return _("介绍信已过期 %d 天") % -days, "bad"
    if days <= conditions.ALERT_DAYS:
        return _("介绍信还有 %d 天到期") % days, "warn"
    return None
