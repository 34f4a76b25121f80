"""兵支书和两委任职, and the households of serving soldiers."""

from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from veterans.models import CommitteeTerm, Household
from veterans.vocabulary import CommitteePost, FileStatus

from ...paging import page_of
from ..roster import lists
from ..roster.views import station_choices

# 兵支书: a veteran who leads the village's Party organisation.
SECRETARIES = (CommitteePost.PARTY_SECRETARY, CommitteePost.BOTH_HEADS)


@requires(Verb.VIEW)
@never_cache
def committee(request):
    """Terms in force, a line each; the totals count a person once however many posts."""
    station, post, terms = asked_terms(request.user, request.GET)
    totals = (
        _terms(request.user, station)
        .order_by()
        .aggregate(
            people=Count("person", distinct=True),
            secretaries=Count("person", distinct=True, filter=Q(post__in=SECRETARIES)),
            heads=Count("person", distinct=True, filter=Q(is_station_head=True)),
        )
    )
    context = {
        "station": station,
        "stations": station_choices(request.user, station),
        "export_kind": "people",
        "export_listed": "committee",
        "post": post,
        "posts": [choice for choice in CommitteePost.choices if choice[0] != CommitteePost.NONE],
        "totals": totals,
        "page": page_of(
            terms.select_related("person__managing_station"), request, ["person__name_pinyin", "pk"]
        ),
    }
    return render(request, "people/livelihood/committee.html", context)


@requires(Verb.VIEW)
@never_cache
def serving(request):
    """Households with a serving soldier (户) and the relation; of the soldier nothing else is held."""
    station, found = asked_serving(request.user, request.GET)
    context = {
        "station": station,
        "stations": station_choices(request.user, station),
        "export_kind": "households",
        "export_listed": "serving",
        "total": found.count(),
        "page": page_of(
            found.select_related("station", "village_group"), request, ["station_id", "number", "pk"]
        ),
    }
    return render(request, "people/livelihood/serving.html", context)


def _terms(user, station):
    terms = CommitteeTerm.objects.visible_to(user, under=station)
    return terms.filter(ended_on="", person__status=FileStatus.ACTIVE).exclude(post=CommitteePost.NONE)


def asked_terms(user, query):
    """`(station or None, post, terms in force)` of an address; the post "secretary" means both kinds."""
    station, post = lists.station_by_code(user, query.get("station")), query.get("post", "")
    terms = _terms(user, station)
    if post == "secretary":
        terms = terms.filter(post__in=SECRETARIES)
    elif post in CommitteePost.values:
        terms = terms.filter(post=post)
    return station, post, terms


def asked_serving(user, query):
    """`(station or None, households with a serving soldier)` of an address."""
    station = lists.station_by_code(user, query.get("station"))
    return station, Household.objects.visible_to(user, under=station).filter(has_serving_member=True)
