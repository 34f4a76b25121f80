"""The veterans and survivors of the article's two stations: made up, and counting exactly as it says.

Source of the numbers: tests/data/article_figures.csv. A group is so many people of some years of birth who
have something in common; the sums of the groups are the figures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from . import lives
from .homes import Place, form_families, settle
from .invention import Inventor
from .lives import OFFICER, SERGEANT, SHEET_YEAR, benefit, disability, public_post, venture

ZHICHONG, TIANFU = "440704004212", "440703006121"
ZHICHONG_BRANCHES = tuple(f"直冲村第{number}党支部" for number in "一二三")
TIANFU_BRANCHES = tuple(f"天福社区第{number}党支部" for number in "一二")


@dataclass(frozen=True)
class Group:
    """`count` people born in the years `born`, the first `party` of them Party members.

    `traits` are columns, or functions of the random source that give columns.
    """

    count: int
    born: tuple[int, int]
    party: int = 0
    category: str = lives.CONSCRIPT
    sex: str = "1"
    traits: tuple[dict | Callable, ...] = ()
    make: Callable = lives.veteran


@dataclass(frozen=True)
class Committee:
    """A veteran who works in the village committee and at the station."""

    name: str
    born: int
    post: str
    title: str = ""
    level: str = ""
    year: str = ""


# The committee whose members run the station of 直冲 (article: 村党委书记任站长), three of them with titles.
ZHICHONG_COMMITTEE = (
    Committee("区启衡", 1971, "党组织书记", "江门市江海区优秀党组织书记", "区级", "2016"),
    Committee("陈汝锋", 1976, "党组织副书记", "江门市农村青年创业致富带头人", "市级", "2009"),
    Committee("梁景韬", 1980, "党组织委员", "江海建设青年突击手", "区级", "2012"),
    Committee("冯展程", 1986, "村(居)委会委员"),
    Committee("黄柏源", 1992, "村(居)委会委员"),
)

_NUCLEAR = {"是否参试": "是", "人员标签": "参试"}
_UNSETTLED = {"组织关系状态": "组织关系未落实", "就业状态": "无业", "工作单位": "", "单位性质": ""}
_FLOATING = {
    "组织关系状态": "流动党员",
    "常住地址": "广东省深圳市（外出务工）",
    "就业状态": "单位就业",
    "工作单位": "电子厂",
    "单位性质": "民营企业",
}
_LONELY = {"人员标签": "孤老", "婚姻状况": "未婚", "服务需求": "养老照料、医疗健康"}

ZHICHONG_PLACE = Place(
    name="江海区外海街道直冲村",
    streets=("榕荫里", "稻香里", "木棉里", "荔红里", "莲塘里", "古井头", "横基路", "塘边街"),
    groups=tuple(f"第{number}村民小组" for number in "一二三四五六七八"),
    rural=True,
    away=("广东省广州市（外出务工）", "广东省佛山市（外出务工）"),
)
_ZHICHONG_ELDERS = (
    Group(1, (1931, 1932), make=lives.demobilised, traits=(lives.OLD_ALLOWANCE, _LONELY)),
    Group(1, (1934, 1935), party=1, make=lives.demobilised, traits=(lives.OLD_ALLOWANCE,)),
    Group(5, (1956, 1960), party=3, traits=(lives.combat, lives.COMBAT_ALLOWANCE)),
    Group(1, (1957, 1959), party=1, traits=(lives.combat, disability("因战", "八级", 2_160))),
    Group(3, (1957, 1960), party=2, traits=(lives.combat,)),
    Group(2, (1953, 1963), traits=(lives.ILL_ALLOWANCE, {"人员标签": "困难"})),
    Group(1, (1956, 1958), party=1, traits=(_NUCLEAR, lives.NUCLEAR_ALLOWANCE)),
    Group(8, (1951, 1963), party=3, traits=(lives.RURAL_ALLOWANCE,)),
    Group(12, (1950, 1964), party=3),
)
_ZHICHONG_WORKING = (
    Group(1, (1970, 1975), party=1, traits=(disability("因公", "七级", 2_620),)),
    Group(1, (1984, 1986), traits=(disability("因公", "九级", 1_560),)),
    Group(2, (1968, 1974), party=2, category=OFFICER, traits=(public_post,)),
    Group(1, (1978, 1984), sex="2", traits=(public_post,)),
    Group(13, (1969, 1997), party=8, traits=(public_post,)),
    Group(11, (1966, 1996), party=4, traits=(venture,)),
    Group(1, (1983, 1988), sex="2", traits=(venture,)),
    Group(14, (1967, 1984), party=2),
    Group(10, (1985, 1999)),
    Group(3, (1988, 1996), party=3, traits=(_FLOATING,)),
    Group(2, (1990, 1998), party=2, traits=(_UNSETTLED,)),
)
_ZHICHONG_SONS = 5

TIANFU_PLACE = Place(
    name="蓬江区环市街道天福社区",
    streets=("星桥苑", "云帆居", "禾风苑", "书香里", "虹影苑", "丹桂里"),
    groups=tuple(f"第{number}网格" for number in "一二三四五六"),
    rural=False,
    away=("广东省深圳市（随子女居住）", "广东省珠海市（外出务工）"),
)
_COMPANY_PLACEMENT = {"安置类别": "企业军转干部", "安置方式": "转业"}
_OWN_CHOICE = {"安置类别": "自主择业军转干部", "安置方式": "自主择业"}
_TIANFU_ELDERS = (
    Group(3, (1956, 1960), party=2, traits=(lives.combat, lives.COMBAT_ALLOWANCE)),
    Group(1, (1955, 1958), party=1, traits=(_NUCLEAR, lives.NUCLEAR_ALLOWANCE)),
    Group(1, (1960, 1965), traits=(lives.ILL_ALLOWANCE,)),
    Group(6, (1946, 1957), party=6, category=OFFICER, traits=(_COMPANY_PLACEMENT,)),
    Group(14, (1948, 1964), party=14, category=OFFICER),
    Group(19, (1945, 1964), party=8),
    Group(1, (1955, 1962), sex="2"),
    Group(1, (1949, 1952), category=OFFICER, make=lives.military_retiree),
    Group(1, (1961, 1963), category=SERGEANT, make=lives.military_retiree),
)
_TIANFU_WORKING = (
    Group(1, (1972, 1978), party=1, traits=(disability("因公", "六级", 3_050),)),
    Group(1, (1980, 1986), traits=(disability("因公", "八级", 2_160),)),
    Group(9, (1966, 1980), party=8, category=OFFICER),
    Group(3, (1970, 1979), party=3, category=OFFICER, sex="2"),
    Group(10, (1968, 1980), party=9, category=OFFICER, traits=(_OWN_CHOICE,)),
    Group(4, (1972, 1980), party=3, category=SERGEANT),
    Group(21, (1966, 1984), party=6),
    Group(1, (1985, 1992), party=1, sex="2"),
    Group(15, (1985, 2001), party=3),
    Group(6, (1970, 1992), party=1, traits=(venture,)),
)
_TIANFU_SONS = 4
# 三属: (year of birth, sex, class). The first receives 定期抚恤金, so that eight receive a periodic benefit
# in a community of seven 重点优抚对象 (the article's own figures).
_TIANFU_SURVIVORS = (
    (1938, "2", "烈士遗属"),
    (1949, "2", "烈士遗属"),
    (1952, "1", "烈士遗属"),
    (1956, "2", "烈士遗属"),
    (1961, "1", "烈士遗属"),
    (1950, "2", "因公牺牲军人遗属"),
    (1984, "1", "因公牺牲军人遗属"),
)


@cache
def zhichong():
    """The 103 veterans of 直冲村: dicts of the people sheet's columns, in the order of their households."""
    inventor = Inventor("直冲", series=200)
    people = _people(inventor, ZHICHONG_PLACE, _ZHICHONG_ELDERS)
    people += [_committee_member(inventor, member) for member in ZHICHONG_COMMITTEE]
    people += _people(inventor, ZHICHONG_PLACE, _ZHICHONG_WORKING)
    families = form_families(inventor, ZHICHONG_PLACE, people, sons=_ZHICHONG_SONS)
    rows = settle(inventor, ZHICHONG_PLACE, families, "ZC")
    _join_branches(rows, ZHICHONG_PLACE, ZHICHONG_BRANCHES)
    return rows


@cache
def tianfu():
    """The 122 veterans and seven survivors of 天福社区, in the order of their households."""
    inventor = Inventor("天福", series=400)
    people = _people(inventor, TIANFU_PLACE, _TIANFU_ELDERS)
    people += _people(inventor, TIANFU_PLACE, _TIANFU_WORKING)
    survivors = [
        lives.survivor(inventor, TIANFU_PLACE, born, sex=sex, kind=kind)
        for born, sex, kind in _TIANFU_SURVIVORS
    ]
    survivors[0] |= benefit("烈士遗属", "定期抚恤金", 3_120)
    families = form_families(inventor, TIANFU_PLACE, people, sons=_TIANFU_SONS)
    rows = settle(inventor, TIANFU_PLACE, [*families, *([one] for one in survivors)], "TF")
    _join_branches(rows, TIANFU_PLACE, TIANFU_BRANCHES)
    return rows


def _people(inventor, place, groups):
    return [_member(inventor, place, group, index) for group in groups for index in range(group.count)]


def _member(inventor, place, group, index):
    born = inventor.rng.randint(*group.born)
    settings = {"party": index < group.party}
    if group.make is lives.military_retiree:
        settings = {"category": group.category}
    elif group.make is lives.veteran:
        settings |= {"category": group.category, "sex": group.sex}
    row = group.make(inventor, place, born, **settings)
    lives.give(inventor, row, *group.traits)
    if born <= SHEET_YEAR - 80:
        lives.add_tag(row, "高龄")
    return row


def _committee_member(inventor, member):
    row = lives.veteran(inventor, ZHICHONG_PLACE, member.born, name=member.name, party=True)
    return row | {
        "就业状态": "单位就业",
        "工作单位": "直冲村",
        "单位性质": "村(社区)两委",
        "两委任职": member.post,
        "业务骨干": "是",
        "荣誉称号": member.title,
        "荣誉级别": member.level,
        "荣誉年份": member.year,
    }


def _join_branches(rows, place, branches):
    """Party members belong to a branch by the group they live in."""
    for row in rows:
        if row.get("是否党员"):
            row["所在党支部"] = branches[place.groups.index(row["村民小组"]) % len(branches)]
