"""咨询台账: the consultations of the user's stations, registered on one screen, on the screen and on paper."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from care_activities.models import Consultation
from care_activities.services import consultations as service
from care_activities.vocabulary import ConsultationOutcome, ConsultationTopic
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from veterans.models import PersonFile

from ..paging import page_of
from ..people.acts import CHANGED_MEANWHILE, as_id, carried_out, refusal_of, sent_version
from ..people.roster.lists import root_of
from ..people.roster.views import station_choices
from ..printing import ledger_page
from ..reach import reaches
from . import lists
from .forms import ConsultationForm


@requires(Verb.VIEW)
@never_cache
def ledger(request):
    """The consultations, newest first."""
    user, asked = request.user, lists.ConsultationFilter.read(request.user, request.GET)
    page = page_of(lists.with_rows(asked.apply(user)), request, lists.ORDER)
    for row in page.rows:
        row.may_change = reaches(user, Verb.CHANGE, row.station)
    context = {
        "asked": asked,
        "page": page,
        "totals": lists.totals(asked, user),
        "stations": station_choices(user, asked.station),
        "advisers": _advisers(user, asked),
        "topics": ConsultationTopic.choices,
        "outcomes": ConsultationOutcome.choices,
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "team/consultations.html", context)


def _advisers(user, asked):
    members = service.advisers_of(user, root_of(user, asked.station), timezone.localdate())
    return [(member.pk, member.name) for member in members.order_by("role", "pk")]


@requires(Verb.VIEW)
@never_cache
def printed(request):
    """咨询台账 on A4 landscape with a cover; that it was opened to print is logged."""
    user, asked = request.user, lists.ConsultationFilter.read(request.user, request.GET)
    return ledger_page(
        request,
        "team/ledger.html",
        rows=lists.with_rows(asked.apply(user)),
        order=lists.ORDER,
        name=_("咨询台账"),
        logged="咨询台账，{} 次",
        told=asked.told(),
        station=root_of(user, asked.station),
        further=lambda page: {"totals": lists.totals(asked, user), "tallies": lists.tallies(asked, user)},
    )


@requires(Verb.ADD)
@never_cache
def new(request):
    """Registers one at `?station=`, of the file `?person=` where one is named; asks for the station if need be."""
    person = _person(request)
    station = _station(request, person)
    if station is None:
        return render(request, "team/consultation_station.html", {"stations": _may_add_at(request.user)})
    form = ConsultationForm(
        request.POST or None,
        user=request.user,
        station=station,
        initial={"who": person.archive_no if person else ""},
    )
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form,
            lambda: service.consultation_record(actor=request.user, station=station, **form.answers()),
        )
        if done:
            return _registered(request, station, form.answers())
    return _page(request, station, form)


def _registered(request, station, answers):
    """On to the ledger; what becomes a request, on to the desk that takes it, with whoever asked."""
    if answers["outcome"] != ConsultationOutcome.REQUEST:
        messages.success(request, _("咨询已登记。"))
        return redirect(f"{reverse('consultations')}?station={station.code}")
    messages.success(request, _("咨询已登记，请接着登记诉求。"))
    person = answers["person"]
    return redirect(reverse("request-new") + (f"?person={person.pk}" if person else ""))


def _person(request):
    pk = request.GET.get("person", "")
    if not pk:
        return None
    rows = PersonFile.objects.visible_to(request.user).select_related("managing_station")
    return get_object_or_404(rows, pk=as_id(pk))


def _may_add_at(user):
    """The way down to the stations where `user` may register: her own and those next below."""
    return station_choices(user, None)


def _station(request, person):
    """Where it is registered: the station named, else the person's, else the only one of the user."""
    user = request.user
    mine = Station.objects.visible_to(user, Verb.ADD)
    if code := request.GET.get("station"):
        station = mine.filter(code=code).first()
        if station is None:
            raise Http404
        return station
    if person is not None and reaches(user, Verb.ADD, person.managing_station):
        return person.managing_station
    grants = user.grants(Verb.ADD)
    return grants[0].station if len(grants) == 1 and grants[0].station.is_leaf else None


@requires(Verb.CHANGE)
@never_cache
def change(request, pk):
    """Corrects one; a save over a newer version is told and keeps what was typed."""
    rows = Consultation.objects.visible_to(request.user, Verb.CHANGE)
    found = get_object_or_404(rows.select_related("station", "person", "adviser"), pk=pk)
    form = ConsultationForm(request.POST or None, user=request.user, station=found.station, instance=found)
    if request.method == "POST":
        found.version = sent_version(request)
        if form.is_valid() and carried_out(form, lambda: _update(request.user, found, form)):
            messages.success(request, _("已保存。"))
            return redirect(f"{reverse('consultations')}?station={found.station.code}")
    if str(CHANGED_MEANWHILE) in form.non_field_errors():  # said once; the next save is over what was told
        found.version = rows.filter(pk=pk).values_list("version", flat=True).first()
    return _page(request, found.station, form, found)


def _update(user, found, form):
    service.consultation_update(actor=user, consultation=found, **form.answers())


def _page(request, station, form, found=None):
    context = {
        "station": station,
        "form": form,
        "consultation": found,
        "has_advisers": form.fields["adviser"].queryset.exists(),
        "may_delete": found is not None and reaches(request.user, Verb.DELETE, station),
        "add_url": f"{reverse('admin:stations_supportmember_add')}?station={station.pk}",
    }
    return render(request, "team/consultation.html", context)


@requires(Verb.DELETE)
@require_POST
def delete(request, pk):
    """Deletes one registered by mistake."""
    rows = Consultation.objects.visible_to(request.user, Verb.DELETE).select_related("station", "person")
    found = get_object_or_404(rows, pk=pk)
    said = refusal_of(lambda: service.consultation_delete(actor=request.user, consultation=found))
    if said:
        messages.error(request, said)
    else:
        messages.success(request, _("已删除这条咨询。"))
    return redirect(f"{reverse('consultations')}?station={found.station.code}")
