"""R8 诉求."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from care_activities.models import ServiceRequest
from care_activities.request_tallies import counts_in, with_moments
from care_activities.vocabulary import RequestChannel
from veterans.vocabulary import Demand

from ...dashboards.figures import Ratio
from ...requests.figures import FACTS, REPORTED
from ..shapes import Report, Rule, Table, counted

_CASE = _("件")
_TOLD = ("registered", "accepted", "closed", "overdue", "repeated")


def _counts(period, prefix=""):
    """`{n_<prefix><fact>: count}` of requests `with_moments`."""
    return {f"n_{prefix}{fact}": Count("pk", filter=counts_in(fact, *period.days)) for fact in FACTS}


def _rows():
    return with_moments(ServiceRequest.objects.filter(REPORTED))


def _requests(subtree, period):
    return subtree.group(
        _rows(),
        **_counts(period),
        **_counts(period.before, "before_"),
        **_counts(period.year_before, "year_"),
    )


def _parts(name, values):
    def source(subtree, period):
        counts = {}
        for value in values:
            for fact in ("registered", "closed"):
                condition = counts_in(fact, *period.days) & Q(**{name: value})
                counts[f"n_{name}_{value}_{fact}"] = Count("pk", filter=condition)
        return subtree.group(_rows(), **counts)

    return source


def _asked(fact, **narrowed):
    return lambda period: [("fact", fact), ("period", period.code), *narrowed.items()]


def _fact(fact, key="", group="", **narrowed):
    return counted(
        key or fact,
        FACTS[fact],
        _CASE,
        group,
        opens="requests",
        rows=None,
        asked=_asked(fact, **narrowed),
        sensitive=True,
    )


def _share(key, label, part, whole):
    return counted(
        key,
        label,
        "%",
        opens="requests",
        rows=None,
        asked=_asked(part),
        sensitive=True,
        compute=lambda basis: Ratio(basis[part], basis[whole]),
    )


def _change(key, label, group, fact, earlier):
    """By how many per cent `fact` is more than in the earlier period; None where that had nothing."""

    def compute(basis):
        return Ratio(basis[fact] - basis[f"{earlier}_{fact}"], basis[f"{earlier}_{fact}"]).value

    return counted(key, label, "%", group, compute=compute)


def _of(name, choices):
    return tuple(
        _fact(fact, f"{name}_{value}_{fact}", label, **{name: value})
        for value, label in choices
        for fact in ("registered", "closed")
    )


R8 = Report(
    "r8",
    _("诉求办理"),
    _CASE,
    (
        Table(
            _("诉求办理情况"),
            (
                *(_fact(fact) for fact in _TOLD[:3]),
                _share("on_time_ratio", _("按期率"), "on_time", "closed"),
                *(_fact(fact) for fact in _TOLD[3:]),
                _share("satisfied_ratio", _("满意率"), "satisfied", "rated"),
                _change("registered_year", _("登记"), _("同比"), "registered", "year"),
                _change("closed_year", _("办结"), _("同比"), "closed", "year"),
                _change("registered_before", _("登记"), _("环比"), "registered", "before"),
                _change("closed_before", _("办结"), _("环比"), "closed", "before"),
            ),
            (_requests,),
        ),
        Table(_("按诉求类别"), _of("demand", Demand.choices), (_parts("demand", Demand.values),)),
        Table(
            _("按渠道"),
            _of("channel", RequestChannel.choices),
            (_parts("channel", RequestChannel.values),),
        ),
    ),
    note=_(
        "记在登记诉求的站和发生的日期；满意率＝满意÷已评价。反映工作人员或服务站的诉求不计入本表。同比与上年同期比，环比与上一期比。"
    ),
    timed=True,
    rules=tuple(
        Rule(tuple(f"{name}_{value}_registered" for value in values), ("registered",), words)
        for name, values, words in (
            ("demand", Demand.values, _("各类别登记合计与登记")),
            ("channel", RequestChannel.values, _("各渠道登记合计与登记")),
        )
    ),
)
