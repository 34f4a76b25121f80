"""年度确认: the list to work through, many at a time; managers open the year and decide about those left."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Count, IntegerField, Prefetch, Q, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from veterans import reviews
from veterans.models import Benefit, BenefitConfirmation
from veterans.services.benefits import (
    benefits_confirm,
    benefits_stop,
    confirmation_open,
    confirmation_undo,
    unopened,
)
from veterans.vocabulary import ConfirmationMethod

from ...dashboards.subtree import Subtree
from ...paging import page_of
from ...reach import reaches
from ..acts import day_field, say_refusal, ticked_ids
from ..roster.lists import root_of, station_of
from ..roster.views import station_choices
from .overview import address, money, progress

WAITING, DONE = "waiting", "done"
STATES = [
    ("", gettext_lazy("全部，待确认的在前")),
    (WAITING, gettext_lazy("待确认")),
    (DONE, gettext_lazy("已确认")),
]


class ConfirmForm(forms.Form):
    """One day and one way for everybody ticked; nothing chosen beforehand."""

    use_required_attribute = False
    confirmed_on = day_field(gettext_lazy("确认日期"))
    method = forms.ChoiceField(
        label=gettext_lazy("确认方式"),
        choices=[("", gettext_lazy("请选择")), *ConfirmationMethod.choices],
    )
    note = forms.CharField(label=gettext_lazy("说明（可不填）"), max_length=200, required=False)


class StopForm(forms.Form):
    """When confirming should have been over, and why those ticked are stopped."""

    use_required_attribute = False
    deadline = day_field(gettext_lazy("确认截止日期"))
    reason = forms.CharField(label=gettext_lazy("停发原因"), max_length=200)


@requires(Verb.VIEW)
@never_cache
def confirmations(request):
    """The list of a year; a POST confirms or stops those ticked."""
    station, year = station_of(request), _year(request)
    forms_ = {"confirm": ConfirmForm(), "stop": StopForm()}
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in forms_:
            raise Http404
        forms_[act] = type(forms_[act])(request.POST)
        if _act(request, act, forms_[act], year):
            return redirect(request.get_full_path())
    return render(request, "people/benefits/confirmations.html", _context(request, station, year, forms_))


def _year(request):
    this_year = timezone.localdate().year
    return next((y for y in (this_year, this_year - 1) if str(y) == request.GET.get("year")), this_year)


def _act(request, act, form, year) -> bool:
    """Whether the POST was carried out; if not, the reason stands on the form."""
    ids = ticked_ids(request, "benefit")
    if not ids:
        form.add_error(None, _("请先在名单里勾选。"))
    if not form.is_valid():
        return False
    service = {"confirm": benefits_confirm, "stop": benefits_stop}[act]
    try:
        number = service(actor=request.user, benefit_ids=ids, year=year, **form.cleaned_data)
    except (ServiceError, ValidationError) as refusal:
        say_refusal(form, refusal)
        return False
    said = {"confirm": _("已确认 %d 项。点错的当天可以撤销。"), "stop": _("已停发 %d 项。")}[act]
    messages.success(request, said % number)
    return True


def _context(request, station, year, forms_):
    user, state = request.user, request.GET.get("state", "")
    root = root_of(user, station)
    page = page_of(_rows(user, station, year, state), request, ["done", "person__name_pinyin", "pk"])
    done, due = progress(user, station, year)
    may_approve = reaches(user, Verb.APPROVE, root)
    this_year = timezone.localdate().year
    return {
        "station": station,
        "stations": station_choices(user, station),
        "root": root,
        "year": year,
        "years": [(str(y), str(y)) for y in (this_year, this_year - 1)],
        "state": state,
        "states": STATES,
        "page": page,
        "rows": [_row(benefit) for benefit in page.rows],
        "done": done,
        "due": due,
        "branches": _branches(root, year) if may_approve and not root.is_leaf else [],
        "unopened": unopened(year, root).count() if may_approve and year == this_year else 0,
        "confirm_form": forms_["confirm"],
        "stop_form": forms_["stop"] if may_approve else None,
        "ticked": ticked_ids(request, "benefit"),
    }


def _rows(user, station, year, state):
    """Who is due, those without a confirmation first."""
    confirmed = reviews.confirmed(year)
    due = Benefit.objects.visible_to(user, under=station).filter(reviews.due(year))
    if state in (WAITING, DONE):
        due = due.filter(confirmed if state == DONE else ~Q(confirmed))
    of_year = BenefitConfirmation.objects.filter(year=year)
    return (
        due.annotate(done=Case(When(confirmed, then=Value(1)), default=Value(0), output_field=IntegerField()))
        .select_related("person__managing_station")
        .prefetch_related(Prefetch("confirmations", queryset=of_year, to_attr="of_year"))
    )


def _row(benefit):
    """The benefit, its confirmation of the year or None, and whether that can still be taken back."""
    confirmation = benefit.of_year[0] if benefit.of_year else None
    today = timezone.localdate()
    fresh = confirmation is not None and timezone.localdate(confirmation.created_at) == today
    return {
        "benefit": benefit,
        "amount": money(benefit.monthly_amount),
        "confirmation": confirmation,
        "undoable": fresh,
    }


def _branches(root, year):
    """`[{station, done, due, percent, url}]` (人) of the stations below `root`, in the order of their codes."""
    due = Benefit.objects.filter(reviews.due(year))
    counted = Subtree(root).group(
        due,
        route="person__managing_station__path",
        people=Count("person", distinct=True),
        waiting=Count("person", distinct=True, filter=~Q(reviews.confirmed(year))),
    )
    numbers = {row["branch"]: (row["people"] - row["waiting"], row["people"]) for row in counted}
    children = Station.objects.filter(parent=root, is_active=True).order_by("code")
    return [
        {
            "station": child,
            "done": numbers[child.code][0],
            "due": numbers[child.code][1],
            "percent": 100 * numbers[child.code][0] / numbers[child.code][1],
            "url": address("people-confirmations", station=child.code, year=year),
        }
        for child in children
        if child.code in numbers
    ]


@requires(Verb.APPROVE)
@require_POST
def open_year(request):
    """开始本年度确认 at and below a station."""
    station = get_object_or_404(
        Station.objects.visible_to(request.user, Verb.APPROVE), code=request.POST.get("station", "")
    )
    number = confirmation_open(actor=request.user, station=station)
    messages.success(request, _("已把 %d 项列入本年度确认。") % number)
    return redirect(address("people-confirmations", station=station.code))


@requires(Verb.CHANGE)
@require_POST
def undo(request, pk):
    """Takes one confirmation of today back."""
    visible = BenefitConfirmation.objects.visible_to(request.user, Verb.CHANGE)
    confirmation = get_object_or_404(visible.select_related("benefit__person"), pk=pk)
    code = request.POST.get("station", "")
    try:
        confirmation_undo(actor=request.user, confirmation=confirmation)
        messages.success(request, _("已撤销，这一项回到待确认。"))
    except ServiceError as refusal:
        messages.error(request, str(refusal))
    return redirect(address("people-confirmations", station=code, year=confirmation.year))
