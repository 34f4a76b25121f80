"""What hangs on people, as the pages list it: households, honours, benefits, cards, members of the Party, opinions,
meals, contracts; and lists of people that pages draw up themselves.

Each gives `(station or None, told, rows)` of an address; `told` says what it was narrowed by besides the station.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from stations.models import Venue
from veterans.models import PersonFile
from veterans.vocabulary import (
    BenefitStatus,
    CardStage,
    CommitteePost,
    DisabilityNature,
    HonourLevel,
    RelationStatus,
)

from ..activities.opinion_lists import OpinionFilter
from ..activities.resources import ResourceFilter
from ..care.lists import ContractFilter, DiningFilter
from ..organisation.library_lists import NEWEST as NEWEST_DOCUMENTS
from ..organisation.library_lists import LibraryFilter
from ..people.benefits import cards
from ..people.benefits import overview as benefits
from ..people.livelihood import honours, returning, village
from ..people.party import overview as party
from ..people.roster import lists
from ..policies.lists import PolicyFilter
from ..venues.lists import VenueFilter


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


def _cards(user, query):
    asked = cards.Asked.read(user, query)
    stage, batch = dict(CardStage.choices).get(asked.stage, ""), asked.batch.name if asked.batch else ""
    return asked.station, [(_("办理环节"), stage), (_("批次"), batch)], cards.cards_at(user, asked)


def _without_card(user, query):
    station = lists.station_by_code(user, query.get("station"))
    return station, [(_("办理环节"), _("待申请"))], cards.people_due(user, station)


def _disabled(user, query):
    station, chosen, found = benefits.asked_disabled(user, query)
    nature, grade = dict(DisabilityNature.choices), dict(benefits.GRADES)
    told = [
        (_("残疾性质"), nature.get(chosen["nature"], "")),
        (_("残疾等级"), grade.get(chosen["grade"], "")),
    ]
    return station, told, _people(found)


def _returning(user, query):
    station = lists.station_by_code(user, query.get("station"))
    found = returning.records(user, station, timezone.localdate())
    return station, [(_("名单"), _("退役返乡未报到"))], _people(found)


def _committee(user, query):
    station, post, found = village.asked_terms(user, query)
    labels = dict(CommitteePost.choices) | {"secretary": _("兵支书")}
    return station, [(_("两委任职"), labels.get(post, ""))], _people(found)


def _serving(user, query):
    station, found = village.asked_serving(user, query)
    return station, [(_("名单"), _("有现役军人的家庭"))], found


def _venues(user, query):
    asked = VenueFilter.read(user, query)
    label = Venue.Kind(asked.kind).label if asked.kind else ""
    return asked.station, [(_("名单"), _("在用的场所")), (_("类型"), label)], asked.apply(user)


def _resources(kind):
    def read(user, query):
        asked = ResourceFilter.read(user, query)
        return asked.station, asked.told(kind), asked.apply(user, kind)

    return read


def _asked_by(filter_class):
    """The rows of a ledger whose filter tells itself what it was asked for."""

    def read(user, query):
        asked = filter_class.read(user, query)
        return asked.station, asked.told(), asked.apply(user)

    return read


def _documents(user, query):
    asked = LibraryFilter.read(user, query)
    return asked.station, asked.told()[1:], asked.apply(user)


def _policies(user, query):
    asked = PolicyFilter.read(query)
    return None, asked.told(), asked.apply(user)


def _people(parts):
    return PersonFile.objects.filter(pk__in=parts.order_by().values("person"))


_BY_NAME, _BY_NUMBER = ["name_pinyin", "pk"], ["station_id", "number", "pk"]
_OF_PERSON = ["person__name_pinyin", "pk"]
_OF_STATION = ["station__path", "kind", "name", "pk"]
# (kind, what the address says is listed) -> the name of the page, how its address is read, the order.
PAGES = {
    ("households", "1"): ("households", _households, _BY_NUMBER),
    ("households", "serving"): ("people-serving", _serving, _BY_NUMBER),
    ("honours", "1"): ("honours", _honours, _OF_PERSON),
    ("benefits", "1"): ("people-benefit-rows", _benefits, _OF_PERSON),
    ("cards", "1"): ("people-cards", _cards, _OF_PERSON),
    ("party", "1"): ("people-party-members", _members, _OF_PERSON),
    ("venues", "1"): ("venues", _venues, ["station__path", "pk"]),
    ("red_resources", "1"): ("activity-resources", _resources("red_resources"), _OF_STATION),
    ("partners", "1"): ("activity-resources", _resources("partners"), _OF_STATION),
    ("opinions", "1"): ("opinions", _asked_by(OpinionFilter), ["-received_on", "-pk"]),
    ("care_contracts", "1"): ("care-contracts", _asked_by(ContractFilter), ["-ends_on", "-pk"]),
    ("dining_uses", "1"): ("care-dining", _asked_by(DiningFilter), ["-date", "-pk"]),
    ("documents", "1"): ("documents", _documents, NEWEST_DOCUMENTS),
    ("policies", "1"): ("policies", _policies, ["-pk"]),
    ("people", "without-card"): ("people-cards", _without_card, _BY_NAME),
    ("people", "disabled"): ("people-disabled", _disabled, _BY_NAME),
    ("people", "returning"): ("people-returning", _returning, _BY_NAME),
    ("people", "committee"): ("people-committee", _committee, _BY_NAME),
}
