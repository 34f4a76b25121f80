"""What the filter above the list of people offers, and what of it is chosen."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from veterans.vocabulary import ObjectClass

from ..worklists import WORKLISTS
from . import columns, lists, orders


@dataclass(frozen=True)
class Choice:
    """A select: its name in the address, label, `(value, label)` pairs and the chosen value ("" for none)."""

    name: str
    label: str
    choices: list
    chosen: str


@dataclass(frozen=True)
class Chosen:
    """A filter in force: what it says, and the address of the list without it."""

    label: str
    value: str
    url: str


def of(asked: lists.PeopleFilter, figure_label: str) -> dict:
    """The part of the page's context that draws the filter: more, orders, column_choices, chosen, query."""
    resident = asked.status == lists.RESIDENT
    return {
        "more": [] if resident else _more(asked, figure_label),
        "orders": Choice("order", _("排序"), _orders(asked), asked.order),
        "column_choices": [
            (column.key, column.label, column in asked.columns) for column in columns.COLUMNS.values()
        ],
        "most_columns": columns.MOST,
        "chosen": [] if resident else _chosen(asked),
        "query": urlencode(asked.query(), doseq=True),
    }


def _more(asked, figure_label):
    figures = [(key, worklist.label) for key, worklist in WORKLISTS.items()]
    if asked.figure and asked.figure not in WORKLISTS:
        figures.insert(0, (asked.figure, figure_label))
    return [
        *(
            Choice(
                one.key, one.label, one.choices_with(asked.more.get(one.key, "")), asked.more.get(one.key, "")
            )
            for one in asked.offered
            if not one.is_quiet or one.key in asked.more
        ),
        Choice("figure", _("待办或指标"), figures, asked.figure),
    ]


def _orders(asked):
    return [(key, order.label) for key, order in orders.offered(asked.narrow).items() if key]


def _chosen(asked):
    return [
        Chosen(one.label, one.label_of(asked.more[one.key]), f"?{_without(asked, one.key)}")
        for one in asked.offered
        if one.key in asked.more
    ]


def _without(asked, key):
    return urlencode({name: value for name, value in asked.query().items() if name != key}, doseq=True)


def parts(asked: lists.PeopleFilter) -> list[tuple[str, str]]:
    """`(label, value)` of everything the list was asked for, to read before it is saved."""
    found = [(_("服务站"), str(asked.station) if asked.station else _("我的全部站点"))]
    if asked.figure:
        found.append((_("待办或指标"), lists.label_of_figure(asked.figure)))
    else:
        found.append((_("档案状态"), dict(lists.STATUSES)[asked.status]))
    if asked.object_class:
        found.append((_("人员类别"), ObjectClass(asked.object_class).label))
    found += [(one.label, one.value) for one in _chosen(asked)]
    found.append((_("排序"), orders.ORDERS[asked.order].label))
    found.append((_("显示的列"), "、".join(str(column.label) for column in asked.columns)))
    return found
