"""The orders a list of people can be read in. The address names the order, never a value it sorts by."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.lookups import Exact, IsNull
from django.utils.translation import gettext_lazy as _

from stations.scoping import Unindexed

from ...paging import Stretch

BY_NAME = ("name_pinyin", "pk")
_NO_BIRTH, _BORN = Q(Exact(Unindexed("birth_date"), "")), Q(birth_date__gt="")
_UNVERIFIED, _VERIFIED = Q(IsNull(Unindexed("verified_on"), True)), Q(verified_on__isnull=False)
_GROUP = "household__village_group"
_UNGROUPED, _GROUPED = Q(**{f"{_GROUP}__isnull": True}), Q(**{f"{_GROUP}__isnull": False})


@dataclass(frozen=True)
class Order:
    """`stretches` one after the other; `narrow`: only for a street or less, where all rows can be sorted."""

    label: str
    stretches: tuple[Stretch, ...]
    narrow: bool = False


def _order(label, *stretches, narrow=False):
    return Order(label, tuple(Stretch(condition, order) for condition, order in stretches), narrow)


ORDERS: dict[str, Order] = {
    "": _order(_("姓名拼音"), (Q(), BY_NAME)),
    "oldest": _order(_("年龄从大到小"), (_BORN, ("birth_date", "pk")), (_NO_BIRTH, BY_NAME)),
    "youngest": _order(_("年龄从小到大"), (_BORN, ("-birth_date", "-pk")), (_NO_BIRTH, BY_NAME)),
    "unverified": _order(_("最久未核实在前"), (_UNVERIFIED, BY_NAME), (_VERIFIED, ("verified_on", "pk"))),
    "verified": _order(_("最近核实在前"), (_VERIFIED, ("-verified_on", "-pk")), (_UNVERIFIED, BY_NAME)),
    "weakest": _order(_("完整度从低到高"), (Q(), ("completeness", "pk"))),
    "fullest": _order(_("完整度从高到低"), (Q(), ("-completeness", "-pk"))),
    "group": _order(
        _("村民小组、户号"),
        (_GROUPED, (f"{_GROUP}__name", "household__number", *BY_NAME)),
        (_UNGROUPED, BY_NAME),
        narrow=True,
    ),
}


def offered(narrow: bool) -> dict[str, Order]:
    """The orders for a list of a street or less (`narrow`), or of more."""
    return {key: order for key, order in ORDERS.items() if narrow or not order.narrow}
