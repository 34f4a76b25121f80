"""R10 机构."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import StaffMember, Station

from ...dashboards import subtree as below
from ...dashboards.figures import Ratio
from ..shapes import Report, Rule, Table, counted, known

_PIECE, _PERSON = _("个"), _("人")
_TIERS = [(tier.value, tier.label) for tier in Station.Tier]


def _as_of(source):
    return lambda subtree, _period: source(subtree, timezone.localdate())


def _tiers(subtree, _period):
    established = Station.objects.active().filter(is_established=True)
    counts = {f"n_tier_{tier}": Count("pk", filter=Q(tier=tier)) for tier, _label in _TIERS}
    return subtree.group(established, "path", **counts)


def _posts(subtree, _period):
    in_post = StaffMember.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=timezone.localdate()))
    return subtree.group(in_post, n_dedicated=Count("pk", filter=Q(is_dedicated=True)))


def _met(key, label, counts):
    return [
        counted(key, label, _PIECE, label, short=_("站数"), opens="organisation", rows=f"{key}_ratio"),
        counted(
            f"{key}_share",
            label,
            "%",
            label,
            short=_("占比"),
            opens="organisation",
            rows=f"{key}_ratio",
            compute=lambda basis: Ratio(basis[counts], basis["stations_established"]),
        ),
    ]


R10 = Report(
    "r10",
    _("机构和队伍"),
    _("个、人"),
    (
        Table(
            _("机构和队伍"),
            (
                *known("stations_due"),
                *known("stations_established"),
                *(
                    counted(
                        f"tier_{tier}",
                        label,
                        _PIECE,
                        _("已建站按层级"),
                        opens="organisation",
                        rows=None,
                        asked=lambda period, tier=tier: [("tier", str(tier))],
                    )
                    for tier, label in _TIERS
                ),
                *_met("five_met", _("五有"), "five_met"),
                *_met("three_met", _("三有"), "three_met"),
                *_met("starred", _("有星级"), "starred"),
                *_met("five_star", _("五星级"), "five_star"),
                counted("staff", _("工作人员"), _PERSON, _("队伍")),
                counted("dedicated", _("专责"), _PERSON, _("队伍")),
                counted(
                    "others",
                    _("兼职或未填"),
                    _PERSON,
                    _("队伍"),
                    compute=lambda basis: basis["staff"] - basis["dedicated"],
                ),
                counted("venues", _("场所"), _PIECE),
            ),
            (
                _as_of(below.stations),
                _tiers,
                _as_of(below.checks),
                _as_of(below.staff),
                _posts,
                _as_of(below.venues),
            ),
        ),
    ),
    note=_("占比＝站数÷已建站；五有、三有按最近一次核对，星级按最近一次评定。"),
    rules=(
        Rule(
            tuple(f"tier_{tier}" for tier, _label in _TIERS),
            ("stations_established",),
            _("各层级合计与已建站"),
        ),
        Rule(("stations_established",), ("stations_due",), _("已建站与应建站"), is_equal=False),
    ),
)
