"""R5 光荣牌, R6 走访慰问, R7 帮扶援助."""

from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from care_activities.models import AidPayment, AidTally, Plaque, PlaqueEvent, PlaqueTally
from care_activities.vocabulary import Occasion, PlaqueEventKind, Situation
from veterans.models import PersonFile
from veterans.tallies import ACTIVE

from ...dashboards.figures import Ratio
from ...people.roster.filters import visited
from .. import counting
from ..shapes import Report, Rule, Table, counted, known

_PERSON, _HOUSEHOLD, _TIMES, _VISITS, _YUAN = _("人"), _("户"), _("人次"), _("户次"), _("元")


# --- R5 ------------------------------------------------------------------------------------------

_EVENTS = {
    PlaqueEventKind.HUNG: _("悬挂"),
    PlaqueEventKind.REPLACED: _("更换"),
    PlaqueEventKind.REISSUED: _("补发"),
    PlaqueEventKind.MOVED: _("迁移"),
    PlaqueEventKind.CANCELLED: _("取消"),
    PlaqueEventKind.RESTORED: _("恢复"),
}


def _plaques(subtree, _period):
    return subtree.group(PlaqueTally.objects, n_plaques_hung=Sum("hung"), n_plaques_waiting=Sum("waiting"))


def _plaque_events(subtree, period):
    counts = {}
    for kind in _EVENTS:
        happened = PlaqueEvent.objects.filter(period.on("on"), plaque=OuterRef("pk"), kind=kind)
        counts[f"n_plaque_{kind}"] = Count("pk", filter=Exists(happened))
    return subtree.group(Plaque.objects, **counts)


def _event(kind, label):
    return counted(
        f"plaque_{kind}",
        label,
        _HOUSEHOLD,
        _("本期"),
        opens="plaques",
        rows=None,
        asked=lambda period: [("event", str(kind)), ("period", period.code)],
    )


R5 = Report(
    "r5",
    _("光荣牌"),
    _("户"),
    (
        Table(
            _("光荣牌悬挂"),
            (
                *known("plaque_households", "plaques_hung", "plaque_ratio", "plaques_waiting"),
                *(_event(kind, label) for kind, label in _EVENTS.items()),
            ),
            (counting.people("plaque_households"), _plaques, _plaque_events),
        ),
    ),
    note=_("应挂、已挂、待挂为填报时点数；本期各项按办理日期，同一户计一次。"),
    timed=True,
    rules=(Rule(("plaques_hung",), ("plaque_households",), _("已悬挂与应挂光荣牌家庭"), is_equal=False),),
)


# --- R6 ------------------------------------------------------------------------------------------

_FESTIVALS = [
    Occasion.SPRING_FESTIVAL,
    Occasion.ARMY_DAY,
    Occasion.MID_AUTUMN,
    Occasion.DOUBLE_NINTH,
    Occasion.NATIONAL_DAY,
]
_REST = "rest"
_VISIT_SUMS = ("person_times", "household_times", "cash_cents", "goods_cents")


def _visits(subtree, period):
    sums = {f"n_{name}": Sum(name) for name in _VISIT_SUMS}
    for occasion in _FESTIVALS:
        sums |= {f"n_{occasion}_{name}": Sum(name, filter=Q(occasion=occasion)) for name in _VISIT_SUMS}
    others = ~Q(occasion__in=_FESTIVALS)
    sums |= {f"n_{_REST}_{name}": Sum(name, filter=others) for name in _VISIT_SUMS}
    return counting.visits(subtree, period, **sums)


def _covered(subtree, period):
    found = PersonFile.objects.filter(ACTIVE)
    return subtree.group(
        found, counting.FILE, n_people=Count("pk"), n_visited=Count("pk", filter=visited(period))
    )


def _yuan(*names):
    return lambda basis: Decimal(sum(basis[name] for name in names)).scaleb(-2)


def _days(period):
    return [("start", period.first.isoformat()), ("end", period.last.isoformat())]


def _of_occasion(occasion, label, *names):
    opens = {} if occasion == _REST else {"opens": "visits", "rows": None}

    def asked(period):
        return [*_days(period), ("occasion", str(occasion))] if opens else []

    shapes = {
        "person_times": (_("人次"), _TIMES, None),
        "household_times": (_("户次"), _VISITS, None),
        "cash_cents": (_("慰问金"), _YUAN, True),
        "goods_cents": (_("物资"), _YUAN, True),
    }
    for name in names:
        short, unit, is_money = shapes[name]
        key = f"{occasion}_{name}"
        compute = {"compute": _yuan(key)} if is_money else {}
        yield counted(key, label, unit, label, short=short, asked=asked, **opens, **compute)


_OCCASIONS = [*((occasion, occasion.label) for occasion in _FESTIVALS), (_REST, _("其他事由"))]
_ALL = {"opens": "visits", "rows": None, "asked": _days}

R6 = Report(
    "r6",
    _("走访慰问"),
    _("人次、户次、人、元"),
    (
        Table(
            _("走访慰问情况"),
            (
                counted("person_times", _("走访人次"), _TIMES, **_ALL),
                counted("household_times", _("走访户次"), _VISITS, **_ALL),
                counted(
                    "visited",
                    _("走访到的人"),
                    _PERSON,
                    opens="people",
                    rows=None,
                    asked=lambda period: [("visited", period.code)],
                ),
                counted(
                    "coverage",
                    _("走访覆盖率"),
                    "%",
                    opens="people",
                    rows=None,
                    asked=lambda period: [("visited", period.code)],
                    compute=lambda basis: Ratio(basis["visited"], basis["people"]),
                ),
                counted("cash", _("慰问金"), _YUAN, compute=_yuan("cash_cents"), **_ALL),
                counted("goods", _("物资价值"), _YUAN, compute=_yuan("goods_cents"), **_ALL),
                counted("amount", _("金额合计"), _YUAN, compute=_yuan("cash_cents", "goods_cents"), **_ALL),
            ),
            (_visits, _covered),
        ),
        Table(
            _("按事由：人次和户次"),
            tuple(
                column
                for occasion, label in _OCCASIONS
                for column in _of_occasion(occasion, label, "person_times", "household_times")
            ),
            (_visits,),
        ),
        Table(
            _("按事由：慰问金和物资"),
            tuple(
                column
                for occasion, label in _OCCASIONS
                for column in _of_occasion(occasion, label, "cash_cents", "goods_cents")
            ),
            (_visits,),
        ),
    ),
    note=_(
        "人次为记录中写明的人，户次为走访的家庭，记在走访的站。走访到的人为在册人员本人或其家庭在本期被走访过的，每人计一次，记在管理档案的站；覆盖率＝走访到的人÷在册人数。"
    ),
    timed=True,
    rules=(
        Rule(
            tuple(f"{occasion}_person_times" for occasion, _label in _OCCASIONS),
            ("person_times",),
            _("各事由人次合计与走访人次"),
        ),
        Rule(
            tuple(
                f"{occasion}_{name}"
                for occasion, _label in _OCCASIONS
                for name in ("cash_cents", "goods_cents")
            ),
            ("amount",),
            _("各事由金额合计与金额合计"),
        ),
    ),
)


# --- R7 ------------------------------------------------------------------------------------------

_AID_FACTS = {
    "found": _("发现"),
    "applied": _("申请"),
    "verified": _("核实困难"),
    "helped": _("帮扶"),
    "out": _("脱困"),
}
_CASE = _("件")


def _aid(subtree, period):
    names = (*_AID_FACTS, "paid_cents")
    sums = {f"n_{name}": Sum(name) for name in names}
    for situation in Situation.values:
        sums |= {f"n_{situation}_{name}": Sum(name, filter=Q(situation=situation)) for name in names}
    return subtree.group(AidTally.objects.filter(period.months()), **sums)


def _paid_people(subtree, period):
    paid = AidPayment.objects.filter(period.on("paid_on"))
    counts = {"n_paid_people": Count("case__person", distinct=True)}
    for situation in Situation.values:
        counts[f"n_{situation}_paid_people"] = Count(
            "case__person", distinct=True, filter=Q(case__situation=situation)
        )
    return subtree.group(paid, "case__station__path", **counts)


def _aid_columns(prefix="", group="", facts=tuple(_AID_FACTS)):
    situation = prefix.rstrip("_")
    told = [("situation", situation)] if situation else []

    def asked(period):
        return [("since", period.first.isoformat()), ("until", period.last.isoformat()), *told]

    for fact in facts:
        opens = {} if fact == "applied" else {"opens": "aid", "rows": f"aid_{fact}", "asked": asked}
        yield counted(f"{prefix}{fact}", _AID_FACTS[fact], _CASE, group, sensitive=True, **opens)
    yield counted(
        f"{prefix}paid_cents",
        _("帮扶金额"),
        _YUAN,
        group,
        compute=_yuan(f"{prefix}paid_cents"),
        sensitive=True,
        people=f"{prefix}paid_people",
        opens="aid",
        rows="aid_amount",
        asked=asked,
    )


R7 = Report(
    "r7",
    _("困难帮扶"),
    _("件、元"),
    (
        Table(_("帮扶援助情况"), tuple(_aid_columns()), (_aid, _paid_people)),
        Table(
            _("按困难情形"),
            tuple(
                column
                for situation in Situation
                for column in _aid_columns(
                    f"{situation}_", f"{situation} {situation.label}", ("verified", "helped")
                )
            ),
            (_aid, _paid_people),
        ),
    ),
    note=_("各项记在发生的月份；金额记在发放的月份。"),
    timed=True,
    rules=(
        Rule(
            tuple(f"{situation}_verified" for situation in Situation.values),
            ("verified",),
            _("各困难情形合计与核实困难"),
        ),
    ),
)
