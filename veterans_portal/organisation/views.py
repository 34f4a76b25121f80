"""The stations by what they are measured by, the page of one station, and its check."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import StationCheck, StationDocument, StationStar
from care_activities.services.station_standards import check_register, items_asked, proposals
from care_activities.vocabulary import Checklist
from stations.access import requires
from stations.models import Station
from stations.roles import Verb

from ..paging import page_of
from ..people.acts import carried_out
from ..people.roster.lists import root_of
from ..people.roster.views import station_choices
from ..printing import ledger_page
from ..reach import reaches
from . import lists
from .forms import CheckForm

_HISTORY = 10


@requires(Verb.FIGURES)
@never_cache
def stations(request):
    """建站达标: the established stations in the order of their codes."""
    user, asked = request.user, lists.OrganisationFilter.read(request.user, request.GET)
    rows = asked.apply(user)
    page = page_of(rows, request, ["path", "pk"])
    context = {
        "asked": asked,
        "label": lists.STATES[asked.state][0] if asked.state else "",
        "page": page,
        "lines": lists.lines_of(page.rows, timezone.localdate()),
        "totals": lists.totals(rows),
        "stations": station_choices(user, asked.station, Verb.FIGURES),
        "tiers": lists.TIERS,
        "states": [(key, label) for key, (label, _condition) in lists.STATES.items()],
        "year": timezone.localdate().year,
        "may_rule": user.holds(Verb.CONFIGURE),
    }
    return render(request, "organisation/list.html", context)


@requires(Verb.FIGURES)
@never_cache
def ledger(request):
    """建站达标台账 on A4 landscape with a cover; a page of the list at a time. That it is printed is logged."""
    user, asked = request.user, lists.OrganisationFilter.read(request.user, request.GET)
    rows, today = asked.apply(user), timezone.localdate()
    return ledger_page(
        request,
        "organisation/ledger.html",
        rows=rows,
        order=["path", "pk"],
        name=_("建站达标台账"),
        logged="建站达标台账，{} 个站",
        told=asked.told(),
        station=root_of(user, asked.station, Verb.FIGURES),
        further=lambda page: {
            "lines": lists.lines_of(page, today),
            "totals": lists.totals(rows),
            "stars": lists.stars_of(rows, today),
        },
    )


@requires(Verb.FIGURES)
@never_cache
def station(request, code):
    """One station: its checks with their evidence, its stars, its documents."""
    user, found = request.user, lists.reachable(request.user, code)
    today = timezone.localdate()
    reads = reaches(user, Verb.VIEW, found)
    documents = StationDocument.objects.filter(station=found).current().order_by("kind", "title")
    context = {
        "station": found,
        "line": lists.lines_of([found], today)[0],
        "checks": [_checks_of(found, checklist) for checklist in Checklist],
        "stars": StationStar.objects.filter(station=found),
        "documents": documents if reads else None,
        "today": today,
        "may_check": reaches(user, Verb.CHANGE, found),
        "may_award": reaches(user, Verb.APPROVE, found),
    }
    return render(request, "organisation/station.html", context)


def _checks_of(station, checklist):
    """The latest check of a list with its items, and those before it."""
    rows = StationCheck.objects.filter(station=station, checklist=checklist)
    rows = rows.order_by("-is_current", "-checked_on", "-pk").prefetch_related(
        "items__venue", "items__document"
    )
    checks = list(rows[: _HISTORY + 1])
    current = checks[0] if checks and checks[0].is_current else None
    return {"checklist": checklist, "current": current, "earlier": checks[1:] if current else checks}


@requires(Verb.CHANGE)
@never_cache
def check(request, code, checklist):
    """Answers the items of one list for a station; what was answered before stands beside, never in the fields."""
    found = get_object_or_404(Station.objects.visible_to(request.user, Verb.CHANGE), code=code)
    if checklist not in Checklist.values:
        raise Http404
    last = _checks_of(found, checklist)["current"]
    documents = StationDocument.objects.offered_to(request.user).current()
    form = CheckForm(
        request.POST or None,
        station=found,
        asked=items_asked(found, checklist),
        proposed=proposals(found, timezone.localdate()),
        last={item.item: item for item in last.items.all()} if last else {},
        documents=documents.filter(station__code__in=found.path_codes).order_by("kind", "title"),
    )
    if request.method == "POST" and form.is_valid() and _registered(request, form, found, checklist):
        messages.success(request, _("已登记%s核对。") % Checklist(checklist).label)
        return redirect("organisation-station", code=code)
    context = {"station": found, "checklist": Checklist(checklist), "form": form, "last": last}
    return render(request, "organisation/check.html", context)


def _registered(request, form, station, checklist):
    about = form.cleaned_data
    return carried_out(
        form,
        lambda: check_register(
            actor=request.user,
            station=station,
            checklist=checklist,
            checked_on=about["checked_on"] or timezone.localdate(),
            checker=about["checker"],
            note=about["note"],
            answers=form.answers(),
        ),
    )
