"""Venues with their bookings, the ledger of uses, and the page of one use."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import VenueUse
from care_activities.services.venue_uses import use_book, use_settle, use_update
from care_activities.vocabulary import UseOrganiser, UseState
from stations.access import requires
from stations.models import Venue
from stations.roles import Verb

from ..paging import page_of
from ..people.acts import as_id, carried_out, sent_version
from ..people.roster.lists import root_of
from ..people.roster.views import station_choices
from ..printing import ledger_page
from ..reach import reaches
from . import lists
from .forms import SETTLED, SettleForm, UseForm

_NEWEST = ["-date", "-pk"]


@requires(Verb.VIEW)
@never_cache
def venues(request):
    """The venues of the user's stations with how often each was used, and what is booked."""
    user, asked = request.user, lists.VenueFilter.read(request.user, request.GET)
    rows = asked.apply(user).select_related("station")
    page = page_of(rows, request, ["station__path", "pk"])
    counts = lists.counts_of(page.rows, asked)
    context = {
        "asked": asked,
        "page": page,
        "rows": [(venue, counts.get(venue.pk, {})) for venue in page.rows],
        "coming": lists.coming(user, asked.station),
        "today": timezone.localdate(),
        "overdue": lists.overdue_of(user, asked.station),
        "stations": station_choices(user, asked.station),
        "kinds": Venue.Kind.choices,
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "venues/list.html", context)


@requires(Verb.VIEW)
@never_cache
def uses(request):
    """场所使用台账: the newest first."""
    user, asked = request.user, lists.UseFilter.read(request.user, request.GET)
    rows = asked.apply(user).select_related("venue", "station")
    context = {
        "asked": asked,
        "page": page_of(rows, request, _NEWEST),
        "totals": asked.totals(user),
        "stations": station_choices(user, asked.station),
        "states": UseState.choices,
        "organisers": UseOrganiser.choices,
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "venues/uses.html", context)


@requires(Verb.VIEW)
@never_cache
def ledger(request):
    """场所使用台账 on A4 landscape with a cover; a page of the list at a time. That it is printed is logged."""
    user, asked = request.user, lists.UseFilter.read(request.user, request.GET)
    return ledger_page(
        request,
        "venues/ledger.html",
        rows=asked.apply(user).select_related("venue", "station"),
        order=_NEWEST,
        name=_("场所使用台账"),
        logged="场所使用台账，{} 次",
        told=asked.told(),
        station=root_of(user, asked.station),
        further=lambda page: {"totals": asked.totals(user)},
    )


@requires(Verb.ADD)
@never_cache
def use_new(request):
    """Books a venue for somebody, or registers a use that took place already."""
    may = Venue.objects.visible_to(request.user, Verb.ADD).filter(closed_on__isnull=True)
    chosen = may.filter(pk=as_id(request.GET.get("venue"))).first()
    of_station = may.filter(station=chosen.station_id) if chosen else may
    form = UseForm(
        request.POST or None,
        venues=of_station.select_related("station").order_by("station__path", "pk"),
        initial={"venue": chosen} if chosen else None,
    )
    if request.method == "POST" and form.is_valid():
        made, used = [], request.POST.get("act") == "used"
        values = dict(form.cleaned_data)
        if carried_out(form, lambda: made.append(use_book(actor=request.user, used=used, **values))):
            messages.success(request, _("已登记使用。") if used else _("已预约。"))
            return redirect("venue-use", pk=made[0].pk)
    return render(request, "venues/new.html", {"form": form, "chosen": chosen})


@requires(Verb.VIEW)
@never_cache
def use(request, pk):
    """One use: what it was for, and for those who may whether it took place and its correction."""
    found = _use_of(request, pk)
    may_change = reaches(request.user, Verb.CHANGE, found.station)
    form, settle = _forms(found), SettleForm(auto_id="settle_%s", initial={"people": found.people})
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        act = request.POST.get("act", "")
        form, settle = (
            (form, SettleForm(request.POST, auto_id="settle_%s"))
            if act in SETTLED
            else (_forms(found, request.POST), settle)
        )
        said = _settled(request, found, settle, act) if act in SETTLED else _corrected(request, found, form)
        if said:
            messages.success(request, said)
            return redirect("venue-use", pk=pk)
        found = _use_of(request, pk)
    context = {
        "use": found,
        "form": form,
        "settle": settle,
        "may_change": may_change,
        "states": UseState,
        "is_over": found.date <= timezone.localdate(),
    }
    return render(request, "venues/use.html", context)


def _use_of(request, pk):
    rows = VenueUse.objects.visible_to(request.user).select_related("venue", "station")
    return get_object_or_404(rows, pk=pk)


def _forms(found, data=None):
    venues = Venue.objects.filter(station=found.station_id).order_by("pk")
    return UseForm(data, instance=found, venues=venues)


def _settled(request, found, form, state):
    """The sentence that tells what became of the booking; "" with the reason on the form."""
    found.version = sent_version(request)
    if not form.is_valid():
        return ""
    values = form.cleaned_data
    done = carried_out(form, lambda: use_settle(actor=request.user, use=found, state=state, **values))
    return SETTLED[state] if done else ""


def _corrected(request, found, form):
    found.version = sent_version(request)
    if not form.is_valid():
        return ""
    values = dict(form.cleaned_data)
    done = carried_out(form, lambda: use_update(actor=request.user, use=found, **values))
    return _("已保存。") if done else ""
