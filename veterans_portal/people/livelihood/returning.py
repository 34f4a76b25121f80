"""退役返乡: who was discharged within a year and has not reported, by the last day to do so."""

import datetime
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat, Length
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.roles import Verb
from veterans import tallies
from veterans.models import ServiceRecord
from veterans.services.returning import report_deadline, returning_report
from veterans.vocabulary import VETERAN_CLASSES, FileStatus

from ...paging import page_of
from ..acts import carried_out, day_field, kept_person
from ..roster import lists
from ..roster.views import station_choices
from .conditions import discharged_unreported

NO_DAY = gettext_lazy("没有登记：请填写报到日期，如 2026-01-31。")


class ReportForm(forms.Form):
    on = day_field(gettext_lazy("报到日期"), error_messages={"required": NO_DAY, "invalid": NO_DAY})


@dataclass(frozen=True)
class Returned:
    """One who came back: the last day to report, and how many days are left (negative: overdue)."""

    record: ServiceRecord
    deadline: datetime.date
    days: int

    @property
    def overdue(self):
        return -self.days

    @property
    def exact(self):
        """Whether the day of discharge is known; else its month or year counts to the end."""
        return len(self.record.discharged_on) == len("2026-01-31")


@requires(Verb.VIEW)
@never_cache
def returning(request):
    """The records of discharge without a report, the nearest deadline first."""
    station, today = lists.station_of(request), timezone.localdate()
    found = records(request.user, station, today).select_related("person__managing_station")
    page = page_of(found, request, ["last_day", "pk"])
    context = {
        "station": station,
        "stations": station_choices(request.user, station),
        "page": page,
        "rows": [returned(record, today) for record in page.rows],
        "export_kind": "people",
        "export_listed": "returning",
        "today": today,
        "may_change": request.user.holds(Verb.CHANGE),
    }
    return render(request, "people/livelihood/returning.html", context)


def records(user, station, today):
    """Annotated with `last_day`, the last day that the partial date of discharge can mean (as text)."""
    veterans = tallies.has_class(VETERAN_CLASSES, "person__")
    lately = ServiceRecord.objects.filter(discharged_unreported(today)).order_by().values("pk")
    records = ServiceRecord.objects.visible_to(user, under=station).filter(
        veterans, pk__in=lately, person__status=FileStatus.ACTIVE
    )
    text, length = F("discharged_on"), Length("discharged_on")
    return records.annotate(precision=length).annotate(
        last_day=Case(
            When(precision=10, then=text),
            When(precision=7, then=Concat(text, Value("-31"))),
            default=Concat(text, Value("-12-31")),
        )
    )


def returned(record, today) -> Returned:
    deadline = report_deadline(record.discharged_on)
    return Returned(record, deadline, (deadline - today).days)


@requires(Verb.CHANGE)
@require_POST
def report(request, pk):
    """登记报到 with one click; back to the list, or to the file where it was clicked there."""
    person = kept_person(request, pk)
    form = ReportForm(request.POST)

    def act():
        returning_report(actor=request.user, person=person, on=form.cleaned_data["on"])

    if form.is_valid() and carried_out(form, act):
        messages.success(request, _("已登记报到。"))
    for sentence in (error for errors in form.errors.values() for error in errors):
        messages.error(request, sentence)
    return redirect("person", pk=pk) if request.POST.get("back") == "person" else redirect("people-returning")
