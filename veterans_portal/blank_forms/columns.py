"""What a blank form may ask about a person: the columns of the people sheet, and what follows from them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import override

from stations.identity import mask_id_in_lists
from stations.models import Station
from stations.spreadsheets import read_synonyms
from stations.spreadsheets.columns import is_blank, plain
from veterans.ages import age_on, service_text
from veterans.resources import PersonResource

from ..imports.headers import ColumnSpec
from ..imports.kinds import specs_of

COUNTER = "序号"
LEFT_BLANK = "备注"  # a note is for the station itself; who wants it in the form says so
_OTHER_NAMES = read_synonyms(
    """
序号: 编号 No 行号
年龄: 周岁 岁数 实足年龄
出生年月: 出生年月(岁)
所属区县: 区县 县区 县(市、区) 县(市区) 区(县) 县(区) 县市区 所在区县 市(区) 市(县、区)
所属镇街: 镇街 镇(街) 镇(街道) 乡镇 乡镇街道 乡镇(街道) 街道 街镇 所在镇街 镇街名称 所属街道 所在街道
    所属镇(街道) 所在镇(街道)
村(社区): 村社区 村(居) 村居 所在村 所属村 社区 所在社区 所属社区 所在村(社区) 所属村(社区) 所属村居 村居名称 村委会
    居委会 户籍所在村 户籍地村(社区)
统计类别: 报表类别
服役年限: 军龄 服役时间 服役年数 服役时长
档案编号: 档案号 建档编号
优待证状态: 优待证办理状态 优待证办理情况 优待证情况
"""
)
_TIERS = {"所属区县": Station.Tier.DISTRICT, "所属镇街": Station.Tier.TOWN, "村(社区)": Station.Tier.VILLAGE}


@dataclass(frozen=True)
class Question:
    """A column a form may have: `value(person, places)` is its cell, `field` what it comes from (for the log).

    `part` is the relation it reads; a `secret` one is masked unless the user may see whole numbers.
    """

    name: str
    value: Callable
    field: str
    part: str = ""
    secret: bool = False


def specs(taught=()) -> list[ColumnSpec]:
    """The columns as the search for the header needs them. What is worked out wins over what is stored."""
    taught = list(taught)
    own = [
        ColumnSpec(name, (*_OTHER_NAMES.get(name, ()), *(word for word, meant in taught if meant == name)))
        for name in _DERIVED
    ]
    stored = [spec for spec in specs_of(PersonResource(), taught) if spec.name not in _DERIVED]
    return [*own, *stored]


@cache
def questions() -> dict[str, Question]:
    """Every column a form can be filled with, by name."""
    found = {name: Question(name, *derived) for name, derived in _DERIVED.items()}
    for column in PersonResource().columns():
        if column.column_name not in found:
            found[column.column_name] = _stored(column)
    return found


def _stored(column):
    name, field = column.column_name, column.field_name
    if column.attribute == "station":
        return Question(name, lambda person, places: person.managing_station.name, "managing_station")
    if column.attribute == "is_party_member":
        return Question(name, _is_party_member, "party_membership", part="party_membership")
    if column.secret:
        return Question(name, _number(column), field, secret=True)
    return Question(name, _shown(column), field, part=column.attribute.split("__")[0] if column.part else "")


def _number(column):
    """The whole number for who may see it; else of an ID number the last four digits, since region and birth
    stand in other columns."""

    def value(person, places):
        if column.attribute == "id_number" and not places.reveals(person):
            return mask_id_in_lists(person.id_last4)
        number = plain(getattr(person, column.attribute)) or ""
        return number if places.reveals(person) or not number else column.widget.mask(number)

    return value


def _shown(column):
    def value(person, places):
        found = [plain(one) for one in _values(person, column.attribute.split("__"))]
        found = [one for one in found if not is_blank(one)]
        if column.attribute.endswith("enlisted_on"):
            found = sorted(found)[:1]
        elif column.attribute.endswith("discharged_on"):
            found = sorted(found)[-1:]
        texts = [column.widget.render(one) for one in found]
        if column.attribute == "benefits__monthly_amount":
            return sum(map(float, found)) if found else ""
        return "、".join(dict.fromkeys(text for text in texts if text))

    return value


def _values(row, path):
    """What stands at the end of `path`, once for each row of a part that a person has several of."""
    if row is None:
        return []
    name, *rest = path
    value = getattr(row, name, None)
    if hasattr(value, "all"):
        return [found for one in value.all() for found in _values(one, rest)]
    if rest:
        return _values(value, rest)
    return [str(value) if hasattr(value, "_meta") else value]


def _is_party_member(person, places):
    return "是" if getattr(person, "party_membership", None) else ""


def _tier(name):
    return lambda person, places: places.above(person.managing_station, _TIERS[name])


def _age(person, places):
    age = age_on(person.birth_date, places.today)
    return "" if age is None else age


def _service(person, places):
    return service_text(person.service_records.all())


def _card_stage(person, places):
    card = getattr(person, "card", None)
    return card.get_stage_display() if card else ""


_DERIVED = {
    COUNTER: (lambda person, places: "", ""),
    "年龄": (_age, "birth_date"),
    "出生年月": (lambda person, places: person.birth_date[:7], "birth_date"),
    **{name: (_tier(name), "managing_station") for name in _TIERS},
    "统计类别": (lambda person, places: person.get_bucket_display(), "bucket"),
    "服役年限": (_service, "discharged_on", "service_records"),
    "档案编号": (lambda person, places: person.archive_no, "archive_no"),
    "优待证状态": (_card_stage, "stage", "card"),
}


class Places:
    """What the cells of many people share: names of stations, the day, and whose numbers stand whole."""

    def __init__(self, today, revealed=frozenset()):
        self.today, self._revealed = today, revealed
        self._names = {}
        for code, tier, name in Station.objects.order_by().values_list("code", "tier", "place_name"):
            if tier in _TIERS.values():
                self._names[code] = (tier, name)

    def reveals(self, person) -> bool:
        return person.managing_station_id in self._revealed

    def above(self, station, tier) -> str:
        """The name of the place of `tier` that `station` is or lies in; "" above it."""
        found = (self._names.get(code, ("", "")) for code in station.path_codes)
        return next((name for one, name in found if one == tier), "")


def cells_of(people, names, places) -> list[list]:
    """One row for each of `people`, with the cells of `names`, in Chinese whoever asks."""
    asked = [questions()[name] for name in names]
    with override("zh-hans"):
        return [[question.value(person, places) for question in asked] for person in people]


def with_parts(people, names):
    """`people` with what the cells of `names` read, in few queries."""
    parts = {questions()[name].part for name in names} - {""}
    single = {"placement", "disability", "employment", "party_membership", "card", "household"} & parts
    select = {"managing_station", *single}
    if "household" in parts:
        select |= {"household__village_group"}
    if "party_membership" in parts:
        select |= {"party_membership__organisation"}
    return people.select_related(*select).prefetch_related(*(parts - single))
