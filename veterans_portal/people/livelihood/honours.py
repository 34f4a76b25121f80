"""荣誉 and 立功喜报: honours by kind, level and year; good news and whether it was brought home."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from veterans import tallies
from veterans.models import Honour, MeritNews
from veterans.services.honours import merit_news_deliver
from veterans.vocabulary import MILITARY_MERITS, HonourKind, HonourLevel

from ...paging import page_of
from ..acts import carried_out, day_field
from ..roster import lists
from ..roster.views import station_choices

MERITS = "merits"  # 立功受奖: every kind of MILITARY_MERITS
KINDS = [
    (HonourKind.MODEL.value, gettext_lazy("军人典范（选树典型）")),
    (MERITS, gettext_lazy("立功受奖（全部）")),
    *[choice for choice in HonourKind.choices if choice[0] != HonourKind.MODEL],
]


@dataclass(frozen=True)
class AskedHonours:
    """Honours by kind, level and year; with `figure` those behind a number in 项."""

    station: Station | None
    figure: str
    kind: str
    level: str
    year: str
    label: str
    rows: QuerySet


def asked_honours(user, asked) -> AskedHonours:
    """What the address `asked` is about."""
    station = lists.station_by_code(user, asked.get("station"))
    label, found = "", Honour.objects.visible_to(user, under=station)
    if figure := asked.get("figure", ""):
        label, found = lists.rows_of(figure, found, tallies.Unit.HONOURS)
    kind = asked.get("kind", "") if asked.get("kind") in dict(KINDS) else ""
    level = asked.get("level", "") if asked.get("level") in HonourLevel.values else ""
    year = asked.get("year", "") if asked.get("year", "").isdecimal() else ""
    if kind:
        found = found.filter(kind__in=sorted(MILITARY_MERITS) if kind == MERITS else [kind])
    if level:
        found = found.filter(level=level)
    if year:
        found = found.filter(year=year[:4])
    return AskedHonours(station, figure, kind, level, year, label or dict(KINDS).get(kind, ""), found)


@requires(Verb.VIEW)
@never_cache
def honours(request):
    """The honours one by one."""
    asked = asked_honours(request.user, request.GET)
    rows = asked.rows.select_related("person__managing_station")
    context = {
        "station": asked.station,
        "stations": station_choices(request.user, asked.station),
        "figure": asked.figure,
        "label": asked.label,
        "kinds": KINDS,
        "kind": asked.kind,
        "levels": HonourLevel.choices,
        "level": asked.level,
        "year": asked.year,
        "page": page_of(rows, request, ["person__name_pinyin", "pk"]),
        "export_kind": "honours",
    }
    return render(request, "people/livelihood/honours.html", context)


@requires(Verb.VIEW)
@never_cache
def merit_news(request):
    """The ledger of good news: what was not brought home yet first, then the newest."""
    station = lists.station_of(request)
    found = MeritNews.objects.visible_to(request.user, under=station)
    totals = found.order_by().aggregate(
        all=Count("pk"), waiting=Count("pk", filter=Q(delivered_on__isnull=True))
    )
    waiting = Case(When(delivered_on__isnull=True, then=Value(1)), default=0, output_field=IntegerField())
    rows = found.annotate(waiting=waiting).select_related("household__station")
    context = {
        "station": station,
        "stations": station_choices(request.user, station),
        "totals": totals,
        "page": page_of(rows, request, ["-waiting", "-received_on", "-pk"]),
        "may_change": request.user.holds(Verb.CHANGE),
        "export_kind": "merits",
    }
    return render(request, "people/livelihood/merit_news.html", context)


class DeliverForm(forms.Form):
    """When it was brought, by whom, how."""

    delivered_on = day_field(gettext_lazy("送达日期"))
    delivered_by = forms.CharField(
        label=gettext_lazy("送喜报人员"), max_length=100, help_text=gettext_lazy("姓名和职务")
    )
    ceremony = forms.CharField(
        label=gettext_lazy("送达形式"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("如：敲锣打鼓上门"),
    )

    def __init__(self, *args, news, **kwargs):
        super().__init__(*args, **kwargs)
        bounds = {"min": news.received_on.isoformat(), "max": timezone.localdate().isoformat()}
        self.fields["delivered_on"].widget.attrs.update(bounds)


@requires(Verb.CHANGE)
@never_cache
def deliver(request, pk):
    """Registers that one piece of good news was brought home."""
    visible = MeritNews.objects.visible_to(request.user, Verb.CHANGE)
    news = get_object_or_404(visible.select_related("household__station"), pk=pk)
    form = DeliverForm(request.POST or None, news=news)
    if request.method == "POST" and form.is_valid():

        def carry_out():
            merit_news_deliver(actor=request.user, news=news, **form.cleaned_data)

        if carried_out(form, carry_out):
            messages.success(request, _("已登记送达。"))
            return redirect("people-merit-news")
    return render(request, "people/livelihood/deliver.html", {"news": news, "form": form})
