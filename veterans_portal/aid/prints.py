"""What is printed about aid: the application form, the refusal, the notice, and the ledger with its cover."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import AidApplication, AidNotice, SchoolingAid
from care_activities.services.aid_applications import may_be_posted
from care_activities.vocabulary import AidAct, AidStep, ApplicationState, Situation
from stations import audit, dates
from stations.access import requires
from stations.roles import Verb

from ..people.roster.lists import root_of
from ..printing import ledger_page
from . import acts, lists
from .views import case_of

_REFUSED = (ApplicationState.REFUSED, ApplicationState.REVIEW, ApplicationState.UPHELD)


@requires(Verb.VIEW)
@never_cache
def form(request, pk):
    """困难帮扶申请表 on A4, filled with what is known; numbers masked. That it is printed is logged."""
    case = case_of(request.user, pk)
    _printed(request.user, case.station, case, "帮扶申请表")
    application = acts.latest(case)
    context = {
        "case": case,
        "person": case.person,
        "born": dates.show(case.person.birth_date),
        "application": application,
        "child": SchoolingAid.objects.visible_to(request.user).filter(case=case).first(),
        "situations": [(label, value == case.situation) for value, label in Situation.choices],
        "steps": [AidStep(step).label for step in application.steps] if application else [],
    }
    return render(request, "aid/form.html", context)


@requires(Verb.VIEW)
@never_cache
def refusal(request, pk):
    """不予帮扶告知书: the refusal in writing, with its reason and how to have it reviewed."""
    rows = AidApplication.objects.visible_to(request.user).filter(state__in=_REFUSED)
    application = get_object_or_404(
        rows.select_related("case__station", "case__person__managing_station"), pk=pk
    )
    decision = (
        application.decisions.filter(act__in=[AidAct.REFUSED, AidAct.UPHELD])
        .select_related("station")
        .order_by("-pk")
        .first()
    )
    if decision is None:
        raise Http404
    _printed(request.user, application.station, application, "不予帮扶告知书")
    context = {"application": application, "case": application.case, "decision": decision}
    return render(request, "aid/refusal.html", context)


@requires(Verb.VIEW)
@never_cache
def notices(request):
    """公示: what is up today, to print and post. Name, village and kind of situation, nothing else."""
    today = timezone.localdate()
    station = lists.AidFilter.read(request.user, request.GET).station
    rows = AidNotice.objects.visible_to(request.user, under=station).filter(
        taken_down_on__isnull=True, posted_on__lte=today, until__gte=today
    )
    rows = rows.select_related("application__case__station", "application__case__person").order_by("until")
    # Whoever turns out to be a minor is not shown, whatever was posted.
    up = [row for row in rows if may_be_posted(row.application, today)]
    context = {"notices": up, "station": station, "today": today}
    return render(request, "aid/notices.html", context)


@requires(Verb.VIEW)
@never_cache
def ledger(request):
    """帮扶援助台账: A4 landscape with a cover and its tallies; a page of the list at a time."""
    user, asked = request.user, lists.AidFilter.read(request.user, request.GET)
    totals = lists.totals(asked, user)
    return ledger_page(
        request,
        "aid/ledger.html",
        rows=lists.with_rows(asked.apply(user)),
        order=["-found_on", "-pk"],
        name=_("帮扶援助台账"),
        logged="帮扶援助台账，{} 件",
        told=asked.told(),
        station=root_of(user, asked.station),
        sums=[
            (_("帮扶"), _("%(cases)s 件，%(people)s 人") % totals),
            (_("发放"), _("%s 元") % f"{totals['paid']:,.2f}"),
        ],
        further=lambda rows: {"rows": lists.rows_of(rows), "tallies": lists.tallies(asked, user)},
    )


def _printed(user, station, target, what):
    audit.record(audit.Action.PRINT, actor=user, station=station, target=target, reason=what)
