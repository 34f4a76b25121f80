"""登记照料: several 孤老 of a station on one screen, or one person by `?person=`."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.services.care_services import LONELY, care_services_register
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from veterans.models import PersonFile

from ..people.acts import as_id, ticked_ids
from ..people.roster.lists import address, station_of
from .forms import CareForm, CareLineForm

_LINES = 100  # one screen


@requires(Verb.ADD)
@never_cache
def register(request):
    """One set of answers for everybody who is ticked, and room for what differs."""
    station = station_of(request)
    people, one = _people(request, station)
    stations = _stations(people)
    if request.method == "POST":
        return _submitted(request, station, people, stations, one)
    form = CareForm(user=request.user, stations=stations)
    return _page(request, station, form, people, {person.pk: _line(person) for person in people}, {}, one)


def _people(request, station):
    """The files on the screen, and whether it is about one person only; 404 for one the user does not keep."""
    rows = PersonFile.objects.visible_to(request.user, Verb.ADD).select_related("managing_station")
    if request.GET.get("person"):
        found = list(rows.filter(pk=as_id(request.GET["person"])))
        if not found:
            raise Http404
        return found, True
    if station:
        rows = PersonFile.objects.visible_to(request.user, Verb.ADD, under=station).select_related(
            "managing_station"
        )
    return list(rows.filter(LONELY).order_by("name_pinyin", "pk")[:_LINES]), False


def _stations(people):
    """Where helpers may come from: the stations of the files and those above."""
    codes = {code for person in people for code in person.managing_station.path_codes}
    return Station.objects.filter(code__in=codes)


def _line(person, data=None):
    return CareLineForm(data, prefix=f"p{person.pk}")


def _submitted(request, station, people, stations, one):
    form = CareForm(request.POST, user=request.user, stations=stations)
    lines = {person.pk: _line(person, request.POST) for person in people}
    ticked = ticked_ids(request, "person") & lines.keys()
    if one:
        ticked = set(lines)
    bad = {pk for pk in ticked if not lines[pk].is_valid()}
    if not ticked:
        form.add_error(None, _("没有登记：请先勾选服务了的人。"))
    if not form.is_valid() or bad:
        return _page(request, station, form, people, lines, {pk: [] for pk in bad}, one, ticked)
    answers = [lines[pk].answer(pk) for pk in sorted(ticked)]
    missing = {} if form.cleaned_data["items"] else _without_items(answers)
    if missing:
        return _page(request, station, form, people, lines, missing, one, ticked)
    done = _carry_out(request, form, answers)
    if done.refused:
        left = ticked & done.refused.keys()
        return _page(request, station, form, people, lines, done.refused, one, left)
    return redirect("person", pk=people[0].pk) if one else redirect(address("care", station))


def _without_items(answers):
    sentence = _("请勾选服务项目：在上面选每个人都一样的，或在这一行选。")
    return {answer.person_id: [sentence] for answer in answers if not answer.items}


def _carry_out(request, form, answers):
    common = form.common()
    done = care_services_register(actor=request.user, date=common.pop("date"), answers=answers, **common)
    if done.done:
        messages.success(request, _("已登记照料 %d 人次。") % len(done.done))
    if done.already:
        messages.info(request, _("有 %d 人这一天已经登记过同样的项目，没有重复登记。") % len(done.already))
    for sentence in done.warnings:
        messages.warning(request, sentence)
    if done.refused:
        messages.error(request, _("有 %d 人没有登记，原因写在各行；其余的已经保存。") % len(done.refused))
    return done


def _page(request, station, form, people, lines, refused, one, ticked=frozenset()):
    if not request.user.holds(Verb.ADD):
        raise PermissionDenied
    rows = [
        {
            "person": person,
            "form": lines[person.pk],
            "refused": refused.get(person.pk, []),
            "is_bad": person.pk in refused,
            "ticked": person.pk in ticked,
        }
        for person in people
    ]
    context = {
        "station": station,
        "form": form,
        "rows": rows,
        "one": one,
        "cut": _LINES if len(rows) == _LINES else 0,
    }
    return render(request, "care/register.html", context)
