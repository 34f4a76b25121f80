"""优抚待遇 of a station: who receives what, how much a month, and the lists behind each number."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from stations import dates
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from veterans import reviews
from veterans.models import Benefit, Disability, PersonFile
from veterans.tallies import RUNNING_BENEFIT
from veterans.vocabulary import (
    BenefitStatus,
    BenefitType,
    DisabilityGrade,
    DisabilityNature,
    FileStatus,
)

from ...paging import page_of
from ..roster.lists import sees_widely, station_by_code, station_of
from ..roster.views import station_choices
from ..worklists import WORKLISTS, counted

RUNNING, EVERY = "running", "all"
# The lists of files that this page counts, in the order of urgency.
COUNTED = ("confirmation_due", "certificates_expiring", "may_qualify_60", "turning_60", "card_due")
_ON_FILE = Q(person__status=FileStatus.ACTIVE)
# The bands of grades that reports count.
GRADE_BANDS = {
    "01-04": DisabilityGrade.values[:4],
    "05-06": DisabilityGrade.values[4:6],
    "07-10": DisabilityGrade.values[6:],
}
GRADES = [
    *DisabilityGrade.choices,
    ("01-04", gettext_lazy("一至四级")),
    ("05-06", gettext_lazy("五至六级")),
    ("07-10", gettext_lazy("七至十级")),
]


@dataclass(frozen=True)
class TypeRow:
    """One type of benefit: people (人), what is paid a month (元), and to how many an amount is on file."""

    label: str
    people: int
    with_amount: int
    amount: Decimal
    url: str = ""

    @property
    def amount_text(self) -> str:
        return money(self.amount)

    @property
    def average_text(self) -> str:
        """元 a month for each whose amount is on file; "" where no amount is."""
        if not self.with_amount:
            return ""
        return money((self.amount / self.with_amount).quantize(Decimal("0.01"), ROUND_HALF_UP))


def money(amount: Decimal | None) -> str:
    """元 with two decimals and thousands marked; "" for None."""
    return "" if amount is None else f"{amount:,.2f}"


def address(name, **query) -> str:
    """The address of page `name` with the answered ones of `query`."""
    answered = {key: value for key, value in query.items() if value}
    return f"{reverse(name)}?{urlencode(answered)}" if answered else reverse(name)


@requires(Verb.VIEW)
@never_cache
def overview(request):
    """Types of benefit with people and money, disability by nature and grade, and what waits."""
    station = station_of(request)
    code = station.code if station else ""
    types, total = _types(request.user, station, code)
    context = {
        "station": station,
        "stations": station_choices(request.user, station),
        "types": types,
        "total": total,
        "natures": DisabilityNature.choices,
        "grades": _disabilities(request.user, station, code),
        "figures": _waiting(request.user, station, code),
    }
    return render(request, "people/benefits/overview.html", context)


def _types(user, station, code):
    sums = {
        "people": Count("person", distinct=True),
        "with_amount": Count("pk", filter=Q(monthly_amount__isnull=False)),
        "amount": Sum("monthly_amount"),
    }
    running = Benefit.objects.visible_to(user, under=station).filter(RUNNING_BENEFIT, _ON_FILE).order_by()
    of_type = {row.pop("type"): row for row in running.values("type").annotate(**sums)}
    rows = [
        _type_row(label, of_type[value], address("people-benefit-rows", type=value, station=code))
        for value, label in BenefitType.choices
        if value in of_type
    ]
    everything = _type_row(_("合计"), running.aggregate(**sums), address("people-benefit-rows", station=code))
    return rows, everything


def _type_row(label, counted, url):
    return TypeRow(
        str(label), counted["people"], counted["with_amount"], counted["amount"] or Decimal(0), url
    )


def _disabilities(user, station, code):
    """`[(grade, [(number, url) a nature], (number, url) of all)]`, the gravest first."""
    graded = Disability.objects.visible_to(user, under=station).filter(_ON_FILE).exclude(grade="")
    numbers = {
        (row["grade"], row["nature"]): row["n"]
        for row in graded.order_by().values("grade", "nature").annotate(n=Count("pk"))
    }
    rows = []
    for grade, label in DisabilityGrade.choices:
        cells = [
            (
                numbers.get((grade, nature), 0),
                address("people-disabled", nature=nature, grade=grade, station=code),
            )
            for nature in DisabilityNature.values
        ]
        whole = sum(number for number, _url in cells)
        rows.append((label, cells, (whole, address("people-disabled", grade=grade, station=code))))
    return rows if numbers else []


def _waiting(user, station, code):
    """The figures on top: each opens its list."""
    today = timezone.localdate()
    people = PersonFile.objects.kept_by(user, under=station)
    numbers = counted(people, COUNTED, today, wide=sees_widely(user, station))
    return [
        {
            "label": WORKLISTS[key].label,
            "note": WORKLISTS[key].note,
            "value": numbers[key],
            "url": address(WORKLISTS[key].page or "people", figure=key, station=code),
        }
        for key in COUNTED
    ]


# --- the lists behind the numbers ----------------------------------------------------------------


@dataclass(frozen=True)
class AskedBenefits:
    """Benefits of a station, a type, a status."""

    station: Station | None
    kind: str
    status: str
    rows: QuerySet

    @property
    def label(self):
        return str(BenefitType(self.kind).label) if self.kind else ""


def asked_benefits(user, asked) -> AskedBenefits:
    """What the address `asked` is about."""
    station = station_by_code(user, asked.get("station"))
    kind = asked.get("type", "") if asked.get("type") in BenefitType.values else ""
    status = asked.get("status", "") if asked.get("status") in (EVERY, *BenefitStatus.values) else RUNNING
    found = Benefit.objects.visible_to(user, under=station).filter(_ON_FILE)
    if kind:
        found = found.filter(type=kind)
    if status == RUNNING:
        found = found.filter(RUNNING_BENEFIT)
    elif status != EVERY:
        found = found.filter(status=status)
    return AskedBenefits(station, kind, status, found)


@requires(Verb.VIEW)
@never_cache
def rows(request):
    """Benefits one by one."""
    asked = asked_benefits(request.user, request.GET)
    found = asked.rows.select_related("person__managing_station")
    page = page_of(found, request, ["person__name_pinyin", "pk"])
    context = {
        "station": asked.station,
        "stations": station_choices(request.user, asked.station),
        "page": page,
        "rows": [
            (benefit, money(benefit.monthly_amount), dates.show(benefit.started_on)) for benefit in page.rows
        ],
        "label": asked.label,
        "types": BenefitType.choices,
        "kind": asked.kind,
        "statuses": [(RUNNING, _("正在享受")), *BenefitStatus.choices, (EVERY, _("全部"))],
        "status": asked.status,
    }
    return render(request, "people/benefits/rows.html", context)


@requires(Verb.VIEW)
@never_cache
def disabled(request):
    """The disabled one by one: of a station, a nature, a grade."""
    station, chosen, found = asked_disabled(request.user, request.GET)
    page = page_of(found.select_related("person__managing_station"), request, ["person__name_pinyin", "pk"])
    context = {
        "station": station,
        "stations": station_choices(request.user, station),
        "page": page,
        "rows": [(row, dates.show(row.certificate_valid_until)) for row in page.rows],
        "natures": DisabilityNature.choices,
        "grades": GRADES,
        **chosen,
    }
    return render(request, "people/benefits/disabled.html", context)


def asked_disabled(user, query):
    """`(station or None, {"nature", "grade"}, rows)` of an address."""
    station = station_by_code(user, query.get("station"))
    chosen = {
        "nature": query.get("nature", "") if query.get("nature") in DisabilityNature.values else "",
        "grade": query.get("grade", "") if query.get("grade") in dict(GRADES) else "",
    }
    found = Disability.objects.visible_to(user, under=station).filter(_ON_FILE).exclude(grade="")
    if chosen["nature"]:
        found = found.filter(nature=chosen["nature"])
    if chosen["grade"]:
        found = found.filter(grade__in=GRADE_BANDS.get(chosen["grade"], [chosen["grade"]]))
    return station, chosen, found


def progress(user, station, year) -> tuple[int, int]:
    """`(people confirmed, people due)` of `year` (人): whoever has two benefits is done with both."""
    due = Benefit.objects.visible_to(user, under=station).filter(reviews.due(year))
    counted = due.aggregate(
        people=Count("person", distinct=True),
        waiting=Count("person", distinct=True, filter=~Q(reviews.confirmed(year))),
    )
    return counted["people"] - counted["waiting"], counted["people"]
