"""The ledger of aid: its worklists, its filters, and what is told beside each case."""

import datetime
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.models import AidApplication, AidCase, AidPayment
from care_activities.vocabulary import (
    OPEN_CASES,
    AidGroup,
    AidKind,
    AidStatus,
    AidStep,
    ApplicationState,
    FundSource,
    Situation,
)
from stations.models import Station
from stations.roles import Verb
from veterans.buckets import Bucket

from ..dashboards.in_period import LABELS
from ..due import Due
from ..people.acts import as_day
from ..people.roster.lists import address, station_by_code

_FEW = 3
_RUNNING = ApplicationState.RUNNING


@dataclass(frozen=True)
class Worklist:
    """Cases that wait for something. `condition(today)` finds them, `verb` is what the work takes."""

    label: str
    note: str
    condition: object
    verb: Verb = Verb.CHANGE
    due: Due = Due.OPEN


def _this_year(column):
    today = timezone.localdate()
    return Q(**{f"{column}__range": (today.replace(month=1, day=1), today)})


# Key of a figure of the dashboard -> its name, and the condition of the cases that it counts: `within(column)` are
# the days that count, those of this year where none are asked for.
FIGURES = {
    "aid_found": (gettext_lazy("本年发现"), lambda within: within("found_on")),
    "aid_verified": (
        gettext_lazy("本年核实困难"),
        lambda within: within("verified_on") & ~Q(status=AidStatus.NOT_FOUND),
    ),
    "aid_helped": (gettext_lazy("本年已帮扶"), lambda within: within("helped_on")),
    "aid_out": (gettext_lazy("本年脱困"), lambda within: within("ended_on") & Q(status=AidStatus.OUT)),
    "aid_unhelped": (gettext_lazy("核实未帮扶"), lambda within: Q(status=AidStatus.VERIFIED)),
    "aid_amount": (
        gettext_lazy("本年帮扶金额"),
        lambda within: Q(Exists(AidPayment.objects.filter(within("paid_on"), case=OuterRef("pk")))),
    ),
}


def _with(**asked):
    return Q(Exists(AidApplication.objects.filter(case=OuterRef("pk"), **asked)))


WORKLISTS = {
    "verify": Worklist(
        gettext_lazy("帮扶待核实"),
        gettext_lazy("疑似困难，核实后登记结果"),
        lambda today: Q(status=AidStatus.SUSPECTED),
    ),
    "unhelped": Worklist(
        gettext_lazy("已核实未帮扶"),
        gettext_lazy("核实一个，及时帮扶一个"),
        lambda today: Q(status=AidStatus.VERIFIED),
    ),
    "review": Worklist(
        gettext_lazy("帮扶待镇街审核"),
        gettext_lazy("审核意见报县级审批"),
        lambda today: _with(state=_RUNNING, step=AidStep.STREET),
        Verb.APPROVE,
    ),
    "approve": Worklist(
        gettext_lazy("帮扶待县级审批"),
        gettext_lazy("批准，或书面说明理由"),
        lambda today: _with(state=_RUNNING, step__in=[AidStep.COUNTY_FIRST, AidStep.COUNTY]),
        Verb.APPROVE,
    ),
    "emergency": Worklist(
        gettext_lazy("急难先行待补手续"),
        gettext_lazy("在期限内补齐审批"),
        lambda today: _with(state=_RUNNING, emergency_on__isnull=False),
        due=Due.DATED,
    ),
    "reconsider": Worklist(
        gettext_lazy("帮扶待复核"),
        gettext_lazy("由没有办过的同事或上级复核"),
        lambda today: _with(state=ApplicationState.REVIEW),
        Verb.APPROVE,
    ),
    "pay": Worklist(
        gettext_lazy("已批准待发放"),
        gettext_lazy("发放后登记日期和金额"),
        lambda today: (
            _with(state=ApplicationState.APPROVED, payments=None) & Q(status__in=sorted(OPEN_CASES))
        ),
        Verb.APPROVE,
    ),
    "recheck": Worklist(
        gettext_lazy("帮扶到期复查"),
        gettext_lazy("复查后登记是否脱困"),
        lambda today: Q(recheck_on__lte=today, status__in=[AidStatus.VERIFIED, AidStatus.HELPED]),
        due=Due.OVERDUE,
    ),
}

# name in the address -> the column and its choices
_CHOICES = {
    "status": AidStatus,
    "situation": Situation,
    "kind": AidKind,
    "group": AidGroup,
}


@dataclass(frozen=True)
class AidFilter:
    """What the ledger was asked for. Unknown values are ignored, a foreign station, worklist or figure is 404."""

    station: Station | None
    work: str = ""
    figure: str = ""
    status: str = ""
    situation: str = ""
    kind: str = ""
    group: str = ""
    source: str = ""
    bucket: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None

    @classmethod
    def read(cls, user, query):
        work = query.get("work", "")
        figure = query.get("figure", "")
        if (work and work not in WORKLISTS) or (figure and figure not in FIGURES):
            raise Http404
        chosen = {name: query.get(name, "") for name in _CHOICES}
        known = {name: value for name, value in chosen.items() if value in _CHOICES[name].values}
        source, bucket = query.get("source", ""), query.get("bucket", "")
        return cls(
            station=station_by_code(user, query.get("station")),
            work=work,
            figure=figure,
            source=source if source in FundSource.values else "",
            bucket=bucket if bucket in Bucket.values else "",
            since=as_day(query.get("since")),
            until=as_day(query.get("until")),
            **known,
        )

    def apply(self, user, verb=Verb.VIEW):
        """The cases, as far as the user may see them."""
        found = AidCase.objects.visible_to(user, verb, under=self.station)
        if self.figure:
            # A figure counts where the case stands, not where the file is kept now.
            counted = FIGURES[self.figure][1](self.within if self._dated_figure else _this_year)
            found = AidCase.objects.kept_by(user, under=self.station).filter(counted)
        if self.work:
            found = found.filter(WORKLISTS[self.work].condition(timezone.localdate()))
        columns = {name: getattr(self, name) for name in _CHOICES if getattr(self, name)}
        if self.bucket:
            columns["person__bucket"] = self.bucket
        found = found.filter(**columns)
        if self.source:
            asked = AidApplication.objects.filter(case=OuterRef("pk"), source=self.source)
            paid = AidPayment.objects.filter(case=OuterRef("pk"), source=self.source)
            found = found.filter(Exists(asked) | Exists(paid))
        if (self.since or self.until) and not self._dated_figure:
            paid = AidPayment.objects.filter(self.within("paid_on"), case=OuterRef("pk"))
            found = found.filter(self.within("found_on") | Exists(paid))
        return found

    @property
    def _dated_figure(self) -> bool:
        """Whether the figure is counted within the days asked for; what is not helped counts from all years."""
        return bool(self.figure in LABELS and (self.since or self.until))

    @property
    def label(self) -> str:
        """The name of the worklist or figure whose cases these are, "" for the whole ledger."""
        if self.figure:
            return LABELS[self.figure] if self._dated_figure else FIGURES[self.figure][0]
        return WORKLISTS[self.work].label if self.work else ""

    def within(self, column) -> Q:
        """The condition that the day in `column` lies in the period asked for."""
        condition = Q(**{f"{column}__gte": self.since}) if self.since else Q()
        return condition & Q(**{f"{column}__lte": self.until}) if self.until else condition

    def payments(self, user):
        """The payments of the cases within the period and of the funds asked for."""
        plain = replace(self, work="", since=None, until=None)
        cases = self.apply(user) if self.work or self.figure else plain.apply(user)
        rows = AidPayment.objects.filter(self.within("paid_on"), case__in=cases.order_by().values("pk"))
        if self.figure == "aid_amount" and not self._dated_figure:
            rows = rows.filter(_this_year("paid_on"))
        return rows.filter(source=self.source) if self.source else rows

    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what was asked for beside the station."""
        parts = []
        if self.label:
            parts.append((_("名单"), str(self.label)))
        for name, choices in _CHOICES.items():
            if value := getattr(self, name):
                label = AidCase._meta.get_field(name).verbose_name
                parts.append((str(label), str(choices(value).label)))
        if self.source:
            parts.append((_("资金来源"), str(FundSource(self.source).label)))
        if self.bucket:
            parts.append((_("统计类别"), str(Bucket(self.bucket).label)))
        if self.since or self.until:
            days = [day.isoformat() if day else "" for day in (self.since, self.until)]
            parts.append((_("期间"), _("%(since)s 至 %(until)s") % {"since": days[0], "until": days[1]}))
        return parts


@dataclass(frozen=True)
class Row:
    """A case in the ledger, with its latest application, what was paid, and what it waits for."""

    case: AidCase
    application: AidApplication | None
    paid: object
    waits: str
    tone: str


def rows_of(cases) -> list[Row]:
    """The rows of a page of cases; three statements, however many."""
    return [_row(case, timezone.localdate()) for case in cases]


def with_rows(cases):
    """The cases with what their rows show."""
    applications = AidApplication.objects.order_by("pk")
    return cases.select_related("station", "person", "helper_staff", "helper_support").prefetch_related(
        Prefetch("applications", applications), "payments"
    )


def _row(case, today):
    applications = list(case.applications.all())
    last = applications[-1] if applications else None
    paid = sum(payment.amount for payment in case.payments.all())
    waits, tone = waiting(case, last, today)
    return Row(case, last, paid, waits, tone)


def waiting(case, application, today) -> tuple[str, str]:
    """What the case waits for, with its days, and how grave that is ("", "warn" or "bad")."""
    if application is not None and application.state == _RUNNING and application.is_emergency:
        left = application.days_left
        if left < 0:
            return _("急难先行，补手续超期 %d 天") % -left, "bad"
        return _("急难先行，%d 天内补齐手续") % left, "warn"
    if application is not None and application.state == _RUNNING:
        days = (today - application.applied_on).days
        return _("待%(step)s，已 %(days)d 天") % {
            "step": application.get_step_display(),
            "days": days,
        }, "warn"
    if application is not None and application.state == ApplicationState.REVIEW:
        return _("待复核"), "warn"
    if case.status == AidStatus.SUSPECTED:
        return _("待核实，已 %d 天") % (today - case.found_on).days, "warn"
    if case.status == AidStatus.VERIFIED:
        return _("未帮扶，核实后 %d 天") % (today - case.verified_on).days, "bad"
    if case.recheck_on and case.recheck_on <= today and case.is_open:
        return _("到期复查"), "warn"
    return "", ""


def to_do(user, station) -> list[dict]:
    """Items of components/todo.html, 件 (cases), as far as the user may do the work. One statement."""
    today = timezone.localdate()
    mine = {key: work for key, work in WORKLISTS.items() if user.holds(work.verb)}
    counts = {f"n_{key}": Count("pk", filter=work.condition(today)) for key, work in mine.items()}
    found = AidCase.objects.kept_by(user, under=station).aggregate(**counts)
    return [
        {
            "count": found[f"n_{key}"],
            "title": work.label,
            "note": work.note,
            "url": address("aid", station, work=key),
            "due": work.due,
        }
        for key, work in mine.items()
    ]


def totals(asked, user) -> dict:
    """件 and 人 of the cases, and 元 of what was paid, of all that the filter finds."""
    cases = asked.apply(user).order_by()
    counted = cases.aggregate(cases=Count("pk"), people=Count("person", distinct=True))
    return counted | {"paid": asked.payments(user).aggregate(n=Sum("amount", default=0))["n"]}


def tallies(asked, user) -> list[tuple[str, list[tuple[str, str]]]]:
    """The cover's tables: `(title, [(label, 件)])`. Few children are not told apart from none (<3)."""
    cases = asked.apply(user).order_by()
    told = []
    for name, choices in _CHOICES.items():
        counts = dict(cases.values_list(name).annotate(Count("pk")))
        rows = [
            (str(label), _told(value, counts.get(value, 0)))
            for value, label in choices.choices
            if counts.get(value)
        ]
        told.append((str(AidCase._meta.get_field(name).verbose_name), rows))
    sums = dict(asked.payments(user).order_by().values_list("source").annotate(Sum("amount")))
    money = [(str(label), f"{sums[value]:,.2f}") for value, label in FundSource.choices if value in sums]
    return [*told, (_("资金来源（元）"), money)]


def _told(value, number):
    return f"<{_FEW}" if value == AidKind.SCHOOLING and number < _FEW else str(number)
