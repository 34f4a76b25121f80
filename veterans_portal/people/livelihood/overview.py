"""就业荣誉: what the veterans of a scope live on, and the way to the pages of the theme."""

from collections import Counter

from django.db.models import Count, Q, Sum
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from veterans.models import Employment, Training, Venture
from veterans.tallies import has_class
from veterans.vocabulary import VETERAN_CLASSES, EmploymentStatus, FileStatus, UnemploymentReason

from .. import groups
from ..roster import lists
from ..roster.views import station_choices

# label, url name, icon, what stands there
PAGES = [
    (gettext_lazy("互助配对"), "people-matching", "household"),
    (gettext_lazy("荣誉"), "honours", "plaque"),
    (gettext_lazy("立功喜报"), "people-merit-news", "event"),
    (gettext_lazy("现役军人家庭"), "people-serving", "home"),
    (gettext_lazy("兵支书和两委"), "people-committee", "station"),
    (gettext_lazy("退役返乡"), "people-returning", "user"),
]
# Where a status is a figure of the dashboards already, its list has that key.
_STATUS_FIGURES = {EmploymentStatus.ENTREPRENEUR: "entrepreneurs", EmploymentStatus.UNEMPLOYED: "unemployed"}
_VETERAN = Q(person__status=FileStatus.ACTIVE) & has_class(VETERAN_CLASSES, "person__")


@requires(Verb.VIEW)
@never_cache
def overview(request):
    """The numbers of the theme, each with its unit and its list; three statements beside those of every page."""
    station = lists.station_of(request)
    user, today = request.user, timezone.localdate()
    employments = Employment.objects.visible_to(user, under=station).filter(_VETERAN)
    told = _counted(employments, today)
    statuses, reasons = told["status"], told["unemployment_reason"]
    context = {
        "station": station,
        "stations": station_choices(user, station),
        "pages": [
            {"label": label, "url": lists.address(name, station), "icon": icon} for label, name, icon in PAGES
        ],
        "figures": _figures(user, station, told["flags"], today),
        "statuses": _bars(EmploymentStatus, statuses, station, "employment", _STATUS_FIGURES),
        "answered": sum(number for code, number in statuses.items() if code),
        "reasons": _bars(UnemploymentReason, reasons, station, "unemployed", {}),
        "unemployed": statuses.get(EmploymentStatus.UNEMPLOYED, 0),
        "reasons_unknown": statuses.get(EmploymentStatus.UNEMPLOYED, 0)
        - sum(number for code, number in reasons.items() if code),
    }
    return render(request, "people/livelihood/overview.html", context)


def _counted(employments, today) -> dict[str, Counter]:
    """The people of each status and reason, and of each flag, in one statement."""
    flags = {
        "backbone": Q(is_backbone=True),
        "role_models": Q(is_role_model=True),
        "wants_work": groups.wants_work(today),
    }
    counts = {f"n_{name}": Count("pk", filter=condition) for name, condition in flags.items()}
    found = {"status": Counter(), "unemployment_reason": Counter(), "flags": Counter()}
    grouped = employments.order_by().values("status", "unemployment_reason")
    for row in grouped.annotate(n=Count("pk"), **counts):
        for field in ("status", "unemployment_reason"):
            found[field][row[field]] += row["n"]
        found["flags"].update({name: row[f"n_{name}"] for name in flags})
    return found


def _bars(choices, numbers, station, prefix, figures):
    """Rows of components/bars.html in the order of the vocabulary, those that occur."""
    total = sum(number for code, number in numbers.items() if code)
    return [
        {
            "label": choice.label,
            "value": numbers[choice],
            "percent": 100 * numbers[choice] / total,
            "url": lists.address("people", station, figure=figures.get(choice, f"{prefix}_{choice}")),
        }
        for choice in choices
        if numbers.get(choice)
    ]


def _figures(user, station, told, today):
    """Items of components/figure.html."""
    ventures = Venture.objects.visible_to(user, under=station).filter(_VETERAN, groups.runs_business(today))
    run = ventures.aggregate(
        n=Count("pk"), staff=Sum("staff", default=0), own=Sum("veteran_staff", default=0)
    )
    trained = Training.objects.visible_to(user, under=station).filter(
        _VETERAN, groups.trained_this_year(today)
    )
    people, times = _("人"), _("人次")
    staff = _("吸纳就业 {staff} 人，其中退役军人 {own} 人").format(staff=run["staff"], own=run["own"])
    rows = [
        ("backbone", _("业务骨干"), told["backbone"], people, _("在岗位上挑大梁的")),
        ("role_models", _("创业或岗位典型"), told["role_models"], people, ""),
        ("venture_owners", _("军创企业"), run["n"], _("家"), staff),
        ("trained_this_year", _("今年培训"), trained.count(), times, ""),
        ("wants_work", _("有就业意向"), told["wants_work"], people, _("登记了意向地区、行业、职业或月薪")),
    ]
    return [
        {
            "label": label,
            "value": value,
            "unit": unit,
            "note": note,
            "url": lists.address("people", station, figure=key),
        }
        for key, label, value, unit, note in rows
    ]
