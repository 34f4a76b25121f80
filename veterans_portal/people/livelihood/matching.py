"""互助配对: "想请人帮" against "能帮别人", tag by tag, the same station first, then the same street."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from veterans.models import PersonFile
from veterans.vocabulary import FileStatus, Skill

from ...paging import page_of
from ..roster import lists
from ..roster.views import station_choices

HELPERS_SHOWN = 3
_WISHES_A_PAGE = 20
_HELPERS_READ = 200


@dataclass(frozen=True)
class Helper:
    """Somebody who can: `near` says how far away, in words."""

    person: PersonFile
    near: str


@dataclass
class Wish:
    """Somebody who looks for help, and who could give it, the nearest first."""

    person: PersonFile
    helpers: list[Helper] = field(default_factory=list)


@requires(Verb.VIEW)
@never_cache
def matching(request):
    """Every tag that somebody looks for, and for one of them who needs it and who can."""
    station, user = lists.station_of(request), request.user
    tags = _tags(user, station)
    asked = request.GET.get("skill", "")
    chosen = next((tag for tag in tags if tag["code"] == asked), tags[0] if tags else None)
    context = {
        "station": station,
        "stations": station_choices(user, station),
        "tags": tags,
        "chosen": chosen,
    }
    if chosen:
        found = _with_station(_kept(user, station).filter(help_wanted__has_code=chosen["code"]))
        page = page_of(found, request, ["name_pinyin", "pk"], size=_WISHES_A_PAGE)
        context |= {"page": page, "wishes": _matched(user, page.rows, chosen["code"])}
    return render(request, "people/livelihood/matching.html", context)


def _kept(user, station=None):
    return PersonFile.objects.kept_by(user, under=station).filter(status=FileStatus.ACTIVE)


def _with_station(people):
    return people.select_related("managing_station")


def _tags(user, station) -> list[dict]:
    """The tags somebody looks for: code, label, how many need it and can do it. Two statements."""
    people = _kept(user, station)
    wanted, able = _tagged(people, "help_wanted"), _tagged(people, "skills")
    return [
        {"code": code, "label": label, "wanted": wanted[code], "able": able[code]}
        for code, label in Skill.choices
        if wanted[code]
    ]


def _tagged(people, column) -> Counter:
    """How many of `people` carry each code in `column`: few combinations occur, and are counted as such."""
    found = people.exclude(**{column: ""}).order_by().values_list(column).annotate(n=Count("pk"))
    counted = Counter()
    for codes, number in found:
        counted.update(dict.fromkeys(codes, number))
    return counted


def _matched(user, people, code) -> list[Wish]:
    """The people of a page, each with those who can help; one statement for all."""
    wishes = [Wish(person) for person in people]
    able = list(
        _near(_kept(user).filter(skills__has_code=code), [person.managing_station for person in people])
    )
    for wish in wishes:
        wish.helpers = _nearest(wish.person, able)[:HELPERS_SHOWN]
    return wishes


def _near(able, stations):
    """`able` at the given stations, then elsewhere in their streets; bounded."""
    own = Q(managing_station__in={station.pk for station in stations})
    street = Q(managing_station__parent__in={station.parent_id for station in stations} - {None})
    distance = Case(When(own, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = _with_station(able.filter(own | street)).annotate(distance=distance)
    return found.order_by("distance", "name_pinyin", "pk")[:_HELPERS_READ]


def _nearest(person, able) -> list[Helper]:
    """Who of `able` stands near `person`: the same station, then the same street; never the person."""
    here, street = [], []
    for other in able:
        if other.pk == person.pk:
            continue
        if other.managing_station_id == person.managing_station_id:
            here.append(Helper(other, _("本站")))
        elif other.managing_station.parent_id == person.managing_station.parent_id:
            street.append(Helper(other, _("同镇街 %s") % other.managing_station.place_name))
    return here + street


def helpers_of(user, person) -> list[tuple[str, list[Helper]]]:
    """`[(label of a wish, who can help)]` for the page of a file; [] without one and off file. One statement."""
    if not person.help_wanted or person.status != FileStatus.ACTIVE:
        return []
    wanted = Q()
    for code in person.help_wanted:
        wanted |= Q(skills__has_code=code)
    able = list(_near(_kept(user).filter(wanted), [person.managing_station]))
    return [
        (
            Skill(code).label,
            _nearest(person, [other for other in able if code in other.skills])[:HELPERS_SHOWN],
        )
        for code in person.help_wanted
    ]
