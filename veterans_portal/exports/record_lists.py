"""What hangs on people, as the pages list it: households, honours, benefits, members of the Party.

Each gives `(station or None, told, rows)` of an address; `told` says what it was narrowed by besides the station.
"""

from django.utils.translation import gettext as _

from veterans.vocabulary import BenefitStatus, HonourLevel, RelationStatus

from ..people.benefits import overview as benefits
from ..people.livelihood import honours
from ..people.party import overview as party
from ..people.roster import lists


def _households(user, query):
    station = lists.station_by_code(user, query.get("station"))
    label, rows = lists.households_of(user, station, query.get("figure", ""))
    return station, [(_("指标"), label)], rows


def _honours(user, query):
    asked = honours.asked_honours(user, query)
    level = HonourLevel(asked.level).label if asked.level else ""
    told = [(_("荣誉种类"), asked.label), (_("荣誉级别"), level), (_("年份"), asked.year)]
    return asked.station, told, asked.rows


def _benefits(user, query):
    asked = benefits.asked_benefits(user, query)
    labels = dict(BenefitStatus.choices) | {benefits.RUNNING: _("正在享受"), benefits.EVERY: ""}
    return asked.station, [(_("优抚类别"), asked.label), (_("享受状态"), labels[asked.status])], asked.rows


def _members(user, query):
    station, organisation, rows = party.asked_members(user, query)
    labels = dict(RelationStatus.choices) | {"blank": _("未填写")}
    told = [(_("组织关系"), labels.get(query.get("relation"), "")), (_("所在党组织"), organisation or "")]
    return station, told, rows


# kind -> the name of its page, how its address is read, the order.
PAGES = {
    "households": ("households", _households, ["station_id", "number", "pk"]),
    "honours": ("honours", _honours, ["person__name_pinyin", "pk"]),
    "benefits": ("people-benefit-rows", _benefits, ["person__name_pinyin", "pk"]),
    "party": ("people-party-members", _members, ["person__name_pinyin", "pk"]),
}
