"""The overview of Party life, and the members it counts."""

from dataclasses import dataclass, field

from django.db.models import Count, Sum
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.models import PartyOrganisation
from stations.roles import Verb
from veterans.models import PartyMembership, PartyTransfer, PeopleTally
from veterans.vocabulary import FileStatus, RelationStatus

from ...paging import page_of
from ..roster import lists
from ..roster.views import station_choices
from ..worklists import WORKLISTS
from . import conditions

MOST_ORGANISATIONS = 200
NO_ORGANISATION = "none"
_WAITING = (*conditions.OF_MEMBERS, "party_letter_expiring", "party_transfer_open")
_FIGURES = ("party_members", "veterans", "floating_members", "unsettled_members")
_COLLOQUIAL = gettext_lazy("也叫“口袋党员”：介绍信开出后没有交到接收党组织")


@dataclass
class Branch:
    """A line of the tree of organisations: its own members, and those of everything below with them."""

    organisation: PartyOrganisation
    depth: int = 0
    own: int = 0
    below: int = 0
    children: list = field(default_factory=list)


@requires(Verb.VIEW)
@never_cache
def overview(request):
    """How many members, how they stand, and who waits for something; each number opens its list."""
    station = lists.station_of(request)
    counted = _tallies(request.user, station)
    waiting = _waiting(request.user, station)
    tree = _organisations(request.user, station)
    context = {
        "station": station,
        "stations": station_choices(request.user, station),
        "members": counted["party_members"],
        "roll_url": lists.address("people-party-members", station),
        "members_url": lists.address("people", station, figure="party_members"),
        "share": _share(counted),
        "figures": _figures(station, counted, waiting, tree.pop("without_organisation")),
        "relations": _relations(request.user, station),
        **tree,
    }
    return render(request, "people/party/overview.html", context)


def _tallies(user, station):
    rows = PeopleTally.objects.visible_to(user, under=station)
    return rows.aggregate(**{key: Sum(key, default=0) for key in _FIGURES})


def _members(user, station):
    rows = PartyMembership.objects.visible_to(user, under=station)
    return rows.filter(person__status=FileStatus.ACTIVE)


def _waiting(user, station):
    """How many files stand on each worklist of the theme, by key: three statements."""
    today = timezone.localdate()
    counts = {key: Count("pk", filter=condition(today)) for key, condition in conditions.OF_MEMBERS.items()}
    members = _members(user, station)
    waiting = members.filter(conditions.MEMBER).aggregate(**counts)
    transfers = PartyTransfer.objects.visible_to(user, under=station).filter(
        closed_on__isnull=True, person__status=FileStatus.ACTIVE
    )
    under_way = transfers.order_by().aggregate(
        n=Count("pk"), alerts=Count("pk", filter=conditions.letter_runs_out(today))
    )
    old_letters = members.filter(conditions.old_letter(today)).count()
    return waiting | {
        "party_transfer_open": under_way["n"],
        "party_letter_expiring": under_way["alerts"] + old_letters,
    }


def _share(counted):
    if not counted["veterans"]:
        return ""
    percent = 100 * counted["party_members"] / counted["veterans"]
    return _("占退役军人 {share}%（{members} / {veterans} 人）").format(
        share=f"{percent:.1f}", members=counted["party_members"], veterans=counted["veterans"]
    )


def _figures(station, counted, waiting, without_organisation):
    """Items of components/figure.html beside the number of members; `hint` is a tooltip."""
    told = [
        ("floating_members", _("流动党员"), counted["floating_members"], ""),
        ("unsettled_members", _("组织关系未落实"), counted["unsettled_members"], _COLLOQUIAL),
        *((key, WORKLISTS[key].label, waiting[key], WORKLISTS[key].note) for key in _WAITING),
    ]
    figures = [
        {"label": label, "value": value, "hint": hint, "url": lists.address("people", station, figure=key)}
        for key, label, value, hint in told
    ]
    url = lists.address("people-party-members", station, organisation=NO_ORGANISATION)
    hint = _("请在档案的“组织生活”里选择所在党组织")
    figures.append({"label": _("未登记党组织"), "value": without_organisation, "hint": hint, "url": url})
    return figures


def _relations(user, station):
    """`[(label, number of members, url)]` of every relation that occurs, unanswered last."""
    found = _members(user, station).order_by().values_list("relation_status").annotate(n=Count("pk"))
    numbers = dict(found)
    labels = [*RelationStatus.choices, ("", _("未填写"))]
    return [
        (label, numbers[code], lists.address("people-party-members", station, relation=code or "blank"))
        for code, label in labels
        if numbers.get(code)
    ]


def _organisations(user, station):
    """The tree of organisations with their members, cut at MOST_ORGANISATIONS lines."""
    counts = dict(
        _members(user, station)
        .filter(conditions.MEMBER)
        .order_by()
        .values_list("organisation")
        .annotate(n=Count("pk"))
    )
    rows = PartyOrganisation.objects.visible_to(user, under=station).select_related("station")
    branches = {
        row.pk: Branch(row, own=counts.get(row.pk, 0)) for row in rows.order_by("station__path", "pk")
    }
    roots = []
    for branch in branches.values():
        upper = branches.get(branch.organisation.parent_id)
        (upper.children if upper else roots).append(branch)
    tree = [line for root in roots for line in _lines(root, 0)]
    return {
        "branches": tree[:MOST_ORGANISATIONS],
        "more_branches": len(tree) > MOST_ORGANISATIONS,
        "without_organisation": counts.pop(None, 0),
        "elsewhere": sum(number for pk, number in counts.items() if pk not in branches),
    }


def _lines(branch, depth):
    """The branch and what stands below, top down; sums `below` on the way."""
    branch.depth, lines = min(depth, 3), [branch]
    for child in branch.children:
        lines += _lines(child, depth + 1)
    branch.below = branch.own + sum(child.below for child in branch.children)
    return lines


def asked_members(user, asked):
    """`(station, organisation or None, rows)` of the members that the address `asked` is about."""
    station = lists.station_by_code(user, asked.get("station"))
    relation, organisation = asked.get("relation", ""), asked.get("organisation", "")
    found = _members(user, station)
    if relation in RelationStatus.values or relation == "blank":
        found = found.filter(relation_status="" if relation == "blank" else relation)
    else:
        found = found.filter(conditions.MEMBER)
    chosen = _organisation(user, organisation)
    if chosen or organisation == NO_ORGANISATION:
        found = found.filter(organisation=chosen)
    return station, chosen, found


@requires(Verb.VIEW)
@never_cache
def members(request):
    """The members, by organisation and relation: dues, contact, last contact."""
    station, chosen, found = asked_members(request.user, request.GET)
    related = ("person__managing_station", "organisation", "contact")
    context = {
        "station": station,
        "stations": station_choices(request.user, station),
        "relations": [*RelationStatus.choices, ("blank", _("未填写"))],
        "relation": request.GET.get("relation", ""),
        "organisation": request.GET.get("organisation", ""),
        "chosen": chosen,
        "export_kind": "party",
        "page": page_of(found.select_related(*related), request, ["person__name_pinyin", "pk"]),
    }
    return render(request, "people/party/members.html", context)


def _organisation(user, asked):
    """The organisation asked for, None for none; Http404 outside the user's scope."""
    if not asked.isdecimal():
        return None
    return get_object_or_404(PartyOrganisation.objects.visible_to(user), pk=asked)
