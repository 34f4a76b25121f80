"""The lists of services, the canteen and volunteers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import CareContract, DiningUse
from care_activities.services.dining import Eligibility, dining_use_record, eligibility, eligible, unknown
from care_activities.vocabulary import CareItem, CareResult, VolunteerWork
from stations.access import requires
from stations.models import Venue
from stations.roles import Verb
from veterans.ages import age_text
from veterans.models import PersonFile

from ..paging import page_of
from ..people.acts import as_id, carried_out
from ..people.roster.views import station_choices
from . import lists
from .forms import MealsForm, open_canteens

_MOST_CHOICES = 100


@requires(Verb.VIEW)
@never_cache
def services(request):
    """服务记录, newest first. What was done is told of files that the user keeps."""
    user, asked = request.user, lists.CareFilter.read(request.user, request.GET)
    page = page_of(lists.services_shown(asked.apply(user)), request, ["-date", "-pk"])
    context = {
        "asked": asked,
        "page": page,
        "rows": lists.mark_told(user, page.rows),
        "totals": asked.totals(user),
        "stations": station_choices(user, asked.station),
        "years": [(year, year) for year in lists.years()],
        "items": CareItem.choices,
        "results": CareResult.choices,
        "contracts": CareContract.objects.offered_to(user).values_list("pk", "name")[:_MOST_CHOICES],
        "contract": as_id(asked.contract),
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "care/services.html", context)


@requires(Verb.VIEW)
@never_cache
def dining(request):
    """长者饭堂: the canteens with their rules, this month's meals, the day's count to register, and what was."""
    user, asked, today = (
        request.user,
        lists.DiningFilter.read(request.user, request.GET),
        timezone.localdate(),
    )
    form = MealsForm(request.POST or None, user=user) if user.holds(Verb.ADD) else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and _meals_recorded(request, form):
            return redirect(request.get_full_path())
    venues = open_canteens(Venue.objects.visible_to(user, under=asked.station))
    venues = list(venues.prefetch_related("dining_benefits").order_by("station__path", "pk")[:_MOST_CHOICES])
    page = page_of(asked.apply(user).select_related("venue__station", "person"), request, ["-date", "-pk"])
    context = {
        "asked": asked,
        "stations": station_choices(user, asked.station),
        "years": [(year, year) for year in lists.years()],
        "venues": [(venue.pk, f"{venue.station.place_name} {venue.name}") for venue in venues],
        "totals": asked.totals(user),
        "canteens": _canteens(DiningUse.objects.kept_by(user, under=asked.station), venues, today),
        "page": page,
        "form": form,
        "year": today.year,
    }
    return render(request, "care/dining.html", context)


def _meals_recorded(request, form):
    told = {**form.cleaned_data}
    told["discount"] = told["discount"] or 0
    done = carried_out(form, lambda: dining_use_record(actor=request.user, **told))
    if done:
        messages.success(request, _("已登记 %d 餐。") % told["meals"])
    return done


def _canteens(uses, venues, today):
    """`[(venue, meals, discount)]` of the year; one statement."""
    rows = uses.filter(venue__in=venues, date__gte=today.replace(month=1, day=1)).order_by()
    found = {
        pk: (meals, discount)
        for pk, meals, discount in rows.values_list("venue").annotate(Sum("meals"), Sum("discount"))
    }
    return [(venue, *found.get(venue.pk, (0, 0))) for venue in venues]


@requires(Verb.VIEW)
@never_cache
def dining_eligible(request, pk):
    """Who of the files kept at the canteen's station meets its rules today; `?show=unknown`: whom to verify."""
    venues = Venue.objects.visible_to(request.user).filter(kind=Venue.Kind.CANTEEN).select_related("station")
    venue, today = get_object_or_404(venues, pk=pk), timezone.localdate()
    rules = list(venue.dining_benefits.all())
    show = "unknown" if request.GET.get("show") == "unknown" else "met"
    people = PersonFile.objects.kept_by(request.user, under=venue.station)
    met = eligible(rules, today)
    found = people.filter(unknown(rules)).exclude(met) if show == "unknown" else people.filter(met)
    page = page_of(found.select_related("managing_station"), request, ["name_pinyin", "pk"])
    context = {
        "venue": venue,
        "rules": rules,
        "show": show,
        "page": page,
        "rows": [
            (person, age_text(person.birth_date, today), _rules_met(rules, person, today))
            for person in page.rows
        ],
    }
    return render(request, "care/eligible.html", context)


def _rules_met(rules, person, today):
    return [rule.rule for rule in rules if eligibility(rule, person, today) == Eligibility.MET]


@requires(Verb.VIEW)
@never_cache
def volunteering(request):
    """志愿服务: the hours of each volunteer by year, and the log, newest first."""
    user, asked = request.user, lists.VolunteerFilter.read(request.user, request.GET)
    rows = asked.apply(user).select_related("station", "volunteer", "person")
    page = page_of(rows, request, ["-date", "-pk"])
    context = {
        "asked": asked,
        "page": page,
        "volunteers": asked.by_volunteer(user),
        "most": lists.MOST_VOLUNTEERS,
        "hours": asked.hours(user),
        "stations": station_choices(user, asked.station),
        "years": [(year, year) for year in lists.years()],
        "works": VolunteerWork.choices,
        "add_url": reverse("admin:care_activities_volunteerservice_add") if user.holds(Verb.ADD) else "",
    }
    return render(request, "care/volunteering.html", context)
