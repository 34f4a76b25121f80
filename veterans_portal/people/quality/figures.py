"""What `/people/quality/` counts, in a number of statements that does not depend on how many files there are."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from stations.dates import months_before
from stations.models import Station
from stations.roles import Verb
from veterans import completeness
from veterans.models import PersonFile
from veterans.tallies import ACTIVE

from ..roster.lists import sees_widely
from ..worklists import VERIFIED_MONTHS, WORKLISTS, condition_of

WEAKEST = 10
# The first value of each band of completeness, in percent.
_BANDS = (0, 40, 60, 80, 100)


@dataclass(frozen=True)
class Overview:
    """Files 在册 (人): how many, the sum of their completeness, how many verified lately, and who waits for what."""

    people: int
    score: int
    verified: int
    waiting: dict[str, int]
    bands: list[dict]

    @property
    def average(self) -> float | None:
        """In percent; None without files."""
        return self.score / self.people if self.people else None

    @property
    def verified_percent(self) -> float | None:
        return 100 * self.verified / self.people if self.people else None


@dataclass(frozen=True)
class Branch:
    """A station below, with all that lies under it."""

    station: Station
    people: int
    average: float | None
    verified: int

    @property
    def verified_percent(self) -> float | None:
        return 100 * self.verified / self.people if self.people else None


def kept(user, station):
    """The files 在册 that count here."""
    return PersonFile.objects.kept_by(user, under=station).filter(ACTIVE)


def counted(user, station, today) -> dict[int, Counter]:
    """Everything that is a number, of each station that keeps files: one statement, folded by the functions below.

    Grouped in the order of an index, which costs a city of 94,000 files less than one sum over all.
    """
    wide = sees_widely(user, station)
    columns = {f"waiting_{key}": Count("pk", filter=condition_of(key, today, wide=wide)) for key in WORKLISTS}
    columns |= {f"from_{start}": Count("pk", filter=ACTIVE & Q(completeness__gte=start)) for start in _BANDS}
    columns["score"] = Sum("completeness", filter=ACTIVE, default=0)
    columns["verified"] = Count("pk", filter=ACTIVE & _verified(today))
    # A worklist may hold files that are no longer 在册.
    people = PersonFile.objects.kept_by(user, under=station).order_by()
    rows = people.values("managing_station_id").annotate(**columns)
    return {row.pop("managing_station_id"): Counter(row) for row in rows}


def overview(stations: dict[int, Counter]) -> Overview:
    """The sum of counted()."""
    found = sum_of(stations.values())
    return Overview(
        people=found["from_0"],
        score=found["score"],
        verified=found["verified"],
        waiting={key: found[f"waiting_{key}"] for key in WORKLISTS},
        bands=_bands(found),
    )


def sum_of(counters) -> Counter:
    total = Counter()
    for numbers in counters:
        total.update(numbers)
    return total


def _verified(today):
    return Q(verified_on__gte=months_before(today, VERIFIED_MONTHS))


def _bands(found):
    """Rows of components/bars.html, from the weakest."""
    rows, everybody = [], found["from_0"]
    for start, end in zip(_BANDS, (*_BANDS[1:], None), strict=True):
        number = found[f"from_{start}"] - (found[f"from_{end}"] if end else 0)
        label = f"{start}–{end - 1}%" if end else _("100%（齐全）")
        percent = 100 * number / everybody if everybody else 0
        rows.append({"label": label, "value": number, "percent": percent})
    return rows


def themes(found: Overview, user, station) -> list[dict]:
    """The worklists as `[{title, items of components/todo.html}]`, in the order of the registry."""
    narrowed = f"&station={station.code}" if station else ""
    grouped = defaultdict(list)
    for key, worklist in WORKLISTS.items():
        grouped[str(worklist.theme)].append(
            {
                "count": found.waiting[key],
                "title": worklist.label,
                "note": worklist.note,
                "key": key,
                "query": f"?figure={key}{narrowed}",
            }
        )
    return [{"title": title, "entries": items} for title, items in grouped.items()]


def weakest(user, station) -> list[dict]:
    """The next ten files to complete, with what each lacks: two statements along the index."""
    people = kept(user, station).select_related("managing_station")
    people = list(people.filter(completeness__lt=100).order_by("completeness", "pk")[:WEAKEST])
    facts = completeness.facts_of(person.pk for person in people)
    return [{"person": person, "missing": completeness.missing(facts[person.pk])} for person in people]


def branches(stations: dict[int, Counter], user, station) -> list[Branch]:
    """The stations one step below, in code order, from counted(); [] where there are none. Two statements."""
    tops = [station] if station else [grant.station for grant in user.grants(Verb.VIEW)]
    tops = [top for top in tops if not top.is_leaf]
    below = list(Station.objects.active().filter(parent__in=tops).order_by("path")) if tops else []
    if not below:
        return []
    paths = Station.objects.filter(pk__in=stations).order_by().values_list("pk", "path")
    parts = {place.path: Counter() for place in below}
    for pk, path in paths:
        for branch in parts:
            if path.startswith(branch):
                parts[branch].update(stations[pk])
    return [_branch(place, parts[place.path]) for place in below]


def _branch(place, found):
    people = found["from_0"]
    return Branch(place, people, found["score"] / people if people else None, found["verified"])
