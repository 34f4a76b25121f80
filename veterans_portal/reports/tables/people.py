"""R1 人员底数, R2 重点优抚对象, R3 安置方式×退役年度, R4 结构."""

from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from care_activities.querysets import cents
from veterans.buckets import Bucket
from veterans.composition import AGE, EDUCATION, ETHNICITY, POLITICAL, SERVICE
from veterans.models import Benefit, Disability, FileChange, PersonFile, ServiceRecord
from veterans.tallies import RUNNING_BENEFIT, VETERAN
from veterans.vocabulary import BenefitType, ChangeKind, FileStatus, PlacementMethod

from ...dashboards import composition
from ...people.benefits.overview import GRADE_BANDS
from ...people.roster.filters import moved_in
from .. import counting
from ..shapes import Report, Rule, Table, counted, known

_PERSON, _YUAN = _("人"), _("元")


# --- R1 ------------------------------------------------------------------------------------------


def _moved_out(subtree, period):
    """Whoever left the station, for another one or for good: counted where it was."""
    left = FileChange.objects.filter(
        period.partly("happened_on"), kind=ChangeKind.MOVED_OUT, undone_at__isnull=True
    )
    return subtree.group(left, n_moved_out=Count("person", distinct=True))


def _in_period(key, label, **asked):
    told = {name: value for name, value in asked.items() if value}
    return counted(
        key,
        label,
        _PERSON,
        _("本期变动"),
        opens="people",
        rows=None,
        asked=lambda period: [(name, value.format(period=period.code)) for name, value in told.items()],
    )


_FLOWS = counting.files(
    opened=lambda period: period.at("created_at"),
    moved_in=lambda period: Q(status=FileStatus.ACTIVE) & moved_in(period),
    deceased=lambda period: Q(status=FileStatus.DECEASED) & period.partly("status_changed_on"),
)

R1 = Report(
    "r1",
    _("人员底数"),
    _("人、户"),
    (
        Table(
            _("人员底数"),
            (
                *known("people", "veterans"),
                *known(*(f"bucket_{bucket}" for bucket in Bucket.values), group=_("退役军人按统计类别")),
                *known(
                    "survivors",
                    "survivor_households",
                    group=_("三属"),
                    labels={"survivors": _("人"), "survivor_households": _("户")},
                ),
                *known("military_families"),
                _in_period("opened", _("新增档案"), status="all", opened="{period}"),
                _in_period("moved_in", _("迁入"), moved_in="{period}"),
                counted("moved_out", _("迁出"), _PERSON, _("本期变动")),
                _in_period("deceased", _("去世"), status="deceased", left="{period}"),
            ),
            (counting.people(), _FLOWS, _moved_out),
        ),
    ),
    note=_("在册人数为填报时点数；本期变动按登记的日期。迁入、迁出包括本辖区各站之间的迁转。"),
    timed=True,
    rules=(
        Rule(
            tuple(f"bucket_{bucket}" for bucket in Bucket.values),
            ("veterans",),
            _("各统计类别合计与登记在册退役军人"),
        ),
        Rule(("veterans",), ("people",), _("退役军人与在册档案"), is_equal=False),
        Rule(("survivor_households",), ("survivors",), _("三属户数与人数"), is_equal=False),
    ),
)


# --- R2 ------------------------------------------------------------------------------------------

_GRADES = {
    "01-04": (_("残疾一至四级"), GRADE_BANDS["01-04"]),
    "05-06": (_("残疾五至六级"), GRADE_BANDS["05-06"]),
    "07-10": (_("残疾七至十级"), GRADE_BANDS["07-10"]),
}
_CLASSES = {
    BenefitType.MARTYR_SURVIVOR: _("烈士遗属"),
    BenefitType.DUTY_DEATH_SURVIVOR: _("因公牺牲军人遗属"),
    BenefitType.ILLNESS_DEATH_SURVIVOR: _("病故军人遗属"),
    BenefitType.DEMOBILISED_HOME: _("在乡复员军人"),
    BenefitType.ILL_RETURNED: _("带病回乡退役军人"),
    BenefitType.COMBAT: _("参战退役军人"),
    BenefitType.NUCLEAR_TEST: _("参试退役军人"),
    BenefitType.RURAL_OVER_60: _("60周岁农村籍退役士兵"),
    BenefitType.MARTYR_CHILD: _("烈士子女"),
}
_DISABLED = [kind for kind in BenefitType.values if kind.startswith("1")]
_SENSITIVE = {BenefitType.NUCLEAR_TEST}


def _yuan(number):
    return Decimal(number).scaleb(-2)


def _amounts(key, people):
    """A month's 元, and 元 for each whose amount is on file."""

    def total(basis):
        return _yuan(basis[f"cents_{key}"])

    def average(basis):
        paid = basis[f"paid_{key}"]
        return (
            (_yuan(basis[f"cents_{key}"]) / paid).quantize(Decimal("0.01"), ROUND_HALF_UP) if paid else None
        )

    return total, average


def _of_class(key, label, *, sensitive=False, **opens):
    total, average = _amounts(key, f"people_{key}")
    money = {"sensitive": sensitive, "people": f"people_{key}"}
    return [
        counted(f"people_{key}", label, _PERSON, label, short=_("人数"), sensitive=sensitive, **opens),
        counted(f"cents_{key}", label, _YUAN, label, short=_("月金额"), compute=total, **money),
        counted(f"paid_{key}", label, _YUAN, label, short=_("人均"), compute=average, **money),
    ]


def _running():
    return Benefit.objects.filter(RUNNING_BENEFIT, counting.ON_FILE)


def _sums(key, condition):
    return {
        f"n_cents_{key}": Sum(cents("monthly_amount"), filter=condition),
        f"n_paid_{key}": Count("pk", filter=condition & Q(monthly_amount__isnull=False)),
    }


def _benefits(subtree, _period):
    columns = {}
    for kind in _CLASSES:
        columns[f"n_people_{kind}"] = Count("person", distinct=True, filter=Q(type=kind))
        columns |= _sums(kind, Q(type=kind))
    return subtree.group(_running(), counting.OF_PERSON, **columns)


def _disabled(subtree, _period):
    graded = Disability.objects.filter(counting.ON_FILE).exclude(grade="")
    counts = {
        f"n_people_{key}": Count("pk", filter=Q(grade__in=grades)) for key, (_l, grades) in _GRADES.items()
    }
    return subtree.group(graded, counting.OF_PERSON, **counts)


def _disability_pay(subtree, _period):
    paid = _running().filter(type__in=_DISABLED)
    columns = {}
    for key, (_label, grades) in _GRADES.items():
        columns |= _sums(key, Q(person__disability__grade__in=grades))
    return subtree.group(paid, counting.OF_PERSON, **columns)


R2 = Report(
    "r2",
    _("重点优抚对象"),
    _("人、元/月"),
    (
        Table(
            _("残疾人员和三属"),
            (
                *(
                    column
                    for key, (label, _g) in _GRADES.items()
                    for column in _of_class(
                        key,
                        label,
                        sensitive=True,
                        opens="people-disabled",
                        rows=None,
                        asked=lambda period, key=key: [("grade", key)],
                    )
                ),
                *(
                    column
                    for kind, label in list(_CLASSES.items())[:3]
                    for column in _of_class(
                        kind,
                        label,
                        opens="people-benefit-rows",
                        rows=None,
                        asked=lambda period, kind=kind: [("type", str(kind))],
                    )
                ),
            ),
            (_disabled, _disability_pay, _benefits),
        ),
        Table(
            _("其他优抚对象"),
            tuple(
                column
                for kind, label in list(_CLASSES.items())[3:]
                for column in _of_class(
                    kind,
                    label,
                    sensitive=kind in _SENSITIVE,
                    opens="people-benefit-rows",
                    rows=None,
                    asked=lambda period, kind=kind: [("type", str(kind))],
                )
            ),
            (_benefits,),
        ),
    ),
    note=_("正在享受优抚的在册人员；同一人享受两类的各计一次。人均按登记了金额的人计算。"),
)


# --- R3 ------------------------------------------------------------------------------------------

_UNKNOWN = "none"


def _last_discharge():
    records = ServiceRecord.objects.filter(person=OuterRef("pk")).order_by().values("person")
    return Subquery(records.annotate(last=Max("discharged_on")).values("last"))


def _by_year(subtree, _period):
    """`[(year, numbers, what its lists are asked)]`, the latest first, those without a year last."""
    found: dict[str, Counter] = defaultdict(Counter)
    people = PersonFile.objects.filter(VETERAN, **{f"{counting.FILE}__prefix": subtree.path})
    rows = people.annotate(year=Substr(_last_discharge(), 1, 4), method=F("placement__method")).order_by()
    for row in rows.values("year", "method").annotate(n=Count("pk")):
        found[row["year"] or ""][f"method_{row['method'] or _UNKNOWN}"] += row["n"]
    years = [*sorted(found.keys() - {""}, reverse=True), *({""} & found.keys())]
    return [
        (f"{year}" if year else _now("未填写"), found[year], [("discharged", year or _UNKNOWN)])
        for year in years
    ]


def _method(code, label):
    return counted(
        f"method_{code}",
        label,
        _PERSON,
        opens="people",
        rows="veterans",
        asked=lambda period: [("method", code)],
    )


_METHODS = [*PlacementMethod.choices, (_UNKNOWN, _("未填写"))]

R3 = Report(
    "r3",
    _("安置方式和退役年度"),
    _PERSON,
    (
        Table(
            _("安置方式和退役年度"),
            (
                *(_method(code, label) for code, label in _METHODS),
                counted(
                    "method_all",
                    _("合计"),
                    _PERSON,
                    opens="people",
                    rows="veterans",
                    compute=lambda basis: sum(basis[f"method_{code}"] for code, _label in _METHODS),
                ),
            ),
            lines=_by_year,
            corner=_("退役年度"),
        ),
    ),
    note=_("登记在册的退役军人；服役两次以上的按最后一次退役。"),
    rules=(Rule(("method_all",), ("veterans",), _("各年度合计与登记在册退役军人")),),
)


# --- R4 ------------------------------------------------------------------------------------------


def _composition(subtree, _period):
    today = timezone.localdate()
    return chain(composition.lasting(subtree, today), composition.ages(subtree, today))


_STRUCTURE = (AGE, SERVICE, POLITICAL, EDUCATION, ETHNICITY)


def _keys(theme):
    return tuple(theme.figure_of(value) for value, _label in theme.choices)


def _of_theme(theme):
    labels = {theme.figure_of(value): label for value, label in theme.choices}
    return Table(theme.label, tuple(known(*_keys(theme), labels=labels)), (_composition,))


R4 = Report(
    "r4",
    _("人员结构"),
    _PERSON,
    tuple(_of_theme(theme) for theme in _STRUCTURE),
    note=_("登记在册的退役军人。年龄按填报当日的周岁，服役年限按各段服役的足年合计。"),
    rules=tuple(
        Rule(
            _keys(theme),
            ("veterans",),
            format_lazy(_("{theme}各项合计与登记在册退役军人"), theme=theme.label),
        )
        for theme in _STRUCTURE
    ),
)
