"""`quickstart --scale city`: as many veterans as the article gives the whole city, a third of them in the Party.

On top of the demo: one sheet a district, brought in by the import pipeline. Their households are numbered C…,
so that a run that was stopped knows how many are still to come.
"""

import io
from collections import defaultdict

from stations.models import Station
from veterans.models import PersonFile
from veterans.tallies import VETERAN

from ..dashboards.subtree import people_totals
from .deliveries import Delivery
from .paper import Layout, plain_columns, write_sheet
from .people_maker import HEADERS, make_people

VETERANS, MEMBERS = 90_000, 30_000
_CITY, _SEED = "440700000000", 9
_HOUSEHOLD = "C"
_MEMBER = ("是否党员", "入党时间", "组织关系状态")
_OFFICERS_EVERY = 12
_OFFICER = {
    "人员类别": "军队转业干部",
    "军人类别": "军官",
    "军衔": "上尉",
    "安置类别": "计划分配军转干部(转业军官)",
    "安置方式": "转业",
}


def deliveries(veterans=VETERANS, members=MEMBERS) -> list[Delivery]:
    """A sheet for each district, so that the city has `veterans` with `members` of the Party among them."""
    demo = PersonFile.objects.filter(VETERAN).exclude(household__number__startswith=_HOUSEHOLD)
    people = veterans - demo.count()
    of_party = members - demo.filter(party_membership__isnull=False).count()
    by_district = defaultdict(list)
    for number, cells in enumerate(make_people(people, seed=_SEED)):
        # As many as are due by here, so that members are spread evenly.
        is_member = (number + 1) * of_party // people > number * of_party // people
        row = _row(number, dict(zip(HEADERS, cells, strict=True)), is_member)
        by_district[f"{row['所属站'][:6]}000000"].append(row)
    places = Station.objects.filter(code__in=by_district).order_by("path")
    return [_delivery(place, by_district[place.code]) for place in places]


def told() -> str:
    """How many there are now."""
    found = people_totals(Station.objects.get(code=_CITY))
    share = 100 * found["party_members"] / found["veterans"]
    return f"全市退役军人 {found['veterans']:,} 人，党员 {found['party_members']:,} 人，占 {share:.1f}%"


def _row(number, row, is_member):
    """The row with a household of its own: nobody is taken for somebody else."""
    row["户编号"], row["户主"] = f"{_HOUSEHOLD}{number:06d}", row["姓名"]
    row["政治面貌"] = "中共党员" if is_member else "群众"
    if is_member:
        joined = f"{int(row['入伍时间'][:4]) + 2}-07"
        row |= dict(zip(_MEMBER, ("是", joined, "已在本地"), strict=True))
    if number % _OFFICERS_EVERY == 0 and not row["优抚类别"]:
        row |= _OFFICER
    return row


def _delivery(place, rows):
    label = f"{place.place_name}退役军人名册"

    def content():
        file = io.BytesIO()
        write_sheet(file, Layout(label, "名册", plain_columns([*HEADERS, *_MEMBER])), rows)
        return file.getvalue()

    def present():
        kept = PersonFile.objects.filter(
            managing_station__path__prefix=place.path, household__number__startswith=_HOUSEHOLD
        )
        return kept.count() >= len(rows)

    return Delivery(f"{label}（{len(rows):,} 人）", "people", place.code, "city_manager", content, present)
