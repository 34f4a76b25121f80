"""What the stations did for their people: visits around the festivals, files checked, plaques on the doors.

Days are reckoned back from today, so that a demo of any year shows the three years before it. Amounts are
whole 元; those of 直冲村 add up to the article's 13.4万元 exactly.
"""

import datetime
from dataclasses import dataclass
from itertools import cycle, islice

from care_activities.festivals import festival_dates
from care_activities.vocabulary import Occasion
from stations.dates import months_before

from .homes import born_in, households
from .lives import SHEET_YEAR
from .profiles import SQUAD_LEADERS
from .villages import TIANFU, ZHICHONG, ZHICHONG_COMMITTEE, tianfu, zhichong

OLDEST_MONTHS, NEWEST_MONTHS = 34, 2
ZHICHONG_TIMES = 846  # article: 800 多人次
ZHICHONG_AMOUNT = 134_000
# What has been visited in the round that is under way (`ledgers.py`), 元 each; part of ZHICHONG_AMOUNT.
RUNNING_VISITS, RUNNING_CASH, RUNNING_GOODS = 12, 100, 60
_IMPORTED_AMOUNT = ZHICHONG_AMOUNT - RUNNING_VISITS * (RUNNING_CASH + RUNNING_GOODS)
_HARD_CASES = 20
_GOODS = {
    Occasion.SPRING_FESTIVAL: ("大米一袋、食用油一桶", 100),
    Occasion.ARMY_DAY: ("毛巾被一床、食用油一桶", 100),
    Occasion.MID_AUTUMN: ("月饼一盒、水果一箱", 80),
}
_CASH = 300
_FEEDBACK = "生活平稳，感谢关心", "身体尚好，希望多组织活动", "家人在身边，没有困难", ""
_WORD = {occasion: str(occasion.label) for occasion in Occasion}


@dataclass(frozen=True)
class Round:
    """The days before one festival on which a station goes from door to door."""

    occasion: Occasion
    festival: datetime.date

    def day(self, group):
        """The day on which the group with this number (from 0) is visited."""
        return self.festival - datetime.timedelta(days=9 - group % 8)

    def inside(self, first, last):
        return first <= self.day(0) and self.day(7) <= last


def rounds(today, occasions=tuple(_GOODS)):
    """The rounds that lie wholly 2 to 34 months before `today`, in their order."""
    first, last = months_before(today, OLDEST_MONTHS), months_before(today, NEWEST_MONTHS)
    found = [
        Round(occasion, day)
        for year in range(first.year, last.year + 2)
        for occasion, day in festival_dates(year)
        if occasion in occasions
    ]
    return [one for one in found if one.inside(first, last)]


# --- visits ---------------------------------------------------------------------------------------


def zhichong_visits(today):
    """Rows of the visits sheet of 直冲村: exactly ZHICHONG_TIMES 人次; with what is under way ZHICHONG_AMOUNT 元."""
    people = sorted(zhichong(), key=_need)
    everybody = [one for one in rounds(today) if one.occasion != Occasion.MID_AUTUMN]
    moon = [one for one in rounds(today) if one.occasion == Occasion.MID_AUTUMN]
    left = ZHICHONG_TIMES - _HARD_CASES - len(everybody) * len(people)
    share = min(len(people), left // len(moon))
    visits = [_visit(one, row) for one in everybody for row in people]
    visits += [_visit(one, row) for one in moon for row in people[:share]]
    visits += _calls(today, people, left - share * len(moon))
    spent = sum(row["慰问金"] + row["慰问品价值"] for row in visits)
    visits += _hard_cases(today, people, _IMPORTED_AMOUNT - spent)
    visitors = f"村党委书记{ZHICHONG_COMMITTEE[0].name}、工作人员{ZHICHONG_COMMITTEE[4].name}"
    return _finished(visits, visitors)


def tianfu_visits(today):
    """The same for 天福社区: the old and those with benefits one by one, 三属 household by household."""
    people = tianfu()
    chosen = [row for row in people if row.get("优抚类别") or born_in(row) <= SHEET_YEAR - 68]
    visits = []
    for one in rounds(today, (Occasion.SPRING_FESTIVAL, Occasion.ARMY_DAY)):
        for row in chosen:
            visit = _visit(one, row)
            if "遗属" in row["人员类别"]:
                visit |= {"姓名": "", "身份证号": "", "户编号": row["户编号"], "户主": row["户主"]}
            visits.append(visit)
    return _finished(visits, "社区党总支书记" + SQUAD_LEADERS[TIANFU][0])


def neighbour_visits(people, today):
    """One visit to each neighbour, in one of the rounds of 春节 and 八一."""
    every = rounds(today, (Occasion.SPRING_FESTIVAL, Occasion.ARMY_DAY))
    visits = [
        {"所属站": row["所属站"], **_visit(every[number % len(every)], row)}
        for number, row in enumerate(people)
    ]
    return _finished(visits, "村(社区)工作人员")


def _visit(one, row):
    goods, value = _GOODS[one.occasion]
    needy = bool(row.get("优抚类别"))
    return {
        "走访日期": one.day(_group(row)),
        "事由": _WORD[one.occasion],
        "方式": "入户",
        "姓名": row["姓名"],
        "身份证号": row["身份证号"],
        "慰问金": _CASH if needy and one.occasion != Occasion.MID_AUTUMN else 0,
        "慰问品": goods,
        "慰问品价值": value,
        "走访内容": f"{_WORD[one.occasion]}走访慰问，了解生活和身体情况",
    }


def _calls(today, people, count):
    """`count` telephone calls of every day, from the youngest on, none twice on a day."""
    start = months_before(today, OLDEST_MONTHS // 2)
    for number, row in enumerate(islice(cycle(reversed(people)), count)):
        yield {
            "走访日期": start + datetime.timedelta(days=number),
            "事由": _WORD[Occasion.ROUTINE],
            "方式": "电话",
            "姓名": row["姓名"],
            "身份证号": row["身份证号"],
            "慰问金": 0,
            "慰问品价值": 0,
            "走访内容": "电话联系，了解就业和生活情况",
        }


def _hard_cases(today, people, amount):
    """Help in illness and hardship, `amount` 元 in all, to those who need it most."""
    each = amount // _HARD_CASES // 100 * 100
    start = months_before(today, OLDEST_MONTHS - 1)
    for number, row in enumerate(islice(people, _HARD_CASES)):
        occasion = Occasion.ILLNESS if number % 2 else Occasion.HARDSHIP
        yield {
            "走访日期": start + datetime.timedelta(days=40 * number),
            "事由": _WORD[occasion],
            "方式": "入户",
            "姓名": row["姓名"],
            "身份证号": row["身份证号"],
            "慰问金": each if number else amount - each * (_HARD_CASES - 1),
            "慰问品价值": 0,
            "走访内容": "了解困难，送上慰问金，协助申请帮扶",
        }


def _finished(visits, visitors):
    """In the order of the days, with who came and, here and there, what was said."""
    visits.sort(key=lambda row: row["走访日期"])
    for number, row in enumerate(visits):
        row |= {"走访人": visitors, "反馈意见": _FEEDBACK[number % len(_FEEDBACK)]}
    return visits


def _need(row):
    """Who is visited first: benefits, then age."""
    return (not row.get("优抚类别"), born_in(row), row["户编号"])


def _group(row):
    return int(row["户编号"][-3:])


# --- files checked against the people ---------------------------------------------------------------


def verifications(people, today):
    """Rows that say when each file was last checked: within the year, and of every thirteenth not at all."""
    return [
        {"姓名": row["姓名"], "身份证号": row["身份证号"], "核实日期": verified_on(number, today)}
        for number, row in enumerate(people)
        if number % 13 != 5
    ]


def verified_on(number, today):
    """Some day of the last ten months."""
    return today - datetime.timedelta(days=10 + number * 7 % 290)


# --- plaques --------------------------------------------------------------------------------------


def village_plaques(code):
    """Rows of the plaques sheet of one of the article's stations: all hung but for the last who came home."""
    people, waiting = (zhichong(), 2) if code == ZHICHONG else (tianfu(), 3)
    leader, post = SQUAD_LEADERS[code]
    squad = {
        "小分队": "直冲村党员小分队" if code == ZHICHONG else "天福社区党员小分队",
        "牵头人": post + leader,
    }
    rows = [_plaque(number, family) | squad for number, family in households(people).items()]
    for row in sorted(rows, key=lambda row: row["since"])[-waiting:]:
        row |= {"状态": "待悬挂", "悬挂日期": "", "日期不详": "", "悬挂位置": "", "小分队": "", "牵头人": ""}
    return rows


def neighbour_plaques(people):
    """All households of the neighbours hang their plaque."""
    by_station = {}
    for row in people:
        by_station.setdefault(row["所属站"], []).append(row)
    return [
        {"所属站": station, **_plaque(number, family)}
        for station, rows in by_station.items()
        for number, family in households(rows).items()
    ]


def _plaque(number, family):
    """Hung in 2019 as everywhere, later by those who came home later; of some the day is not known."""
    serial = int(number[-3:])
    since = max(row.get("退役时间", "") for row in family)
    year = max(2019, int(since[:4] or 0) + 1)
    unknown = year == 2019 and serial % 13 == 0
    day = datetime.date(year, 5 if year == 2019 else 7, 1) + datetime.timedelta(days=serial % 28)
    kinds = "".join(row["人员类别"] for row in family)
    return {
        "since": since,
        "户编号": number,
        "户主": family[0]["户主"],
        "悬挂资格": "烈士遗属"
        if "烈士" in kinds
        else "因公牺牲军人遗属"
        if "因公" in kinds
        else "退役军人家庭",
        "办理方式": "主动",
        "状态": "已悬挂",
        "悬挂日期": "" if unknown else day,
        "日期不详": "是" if unknown else "",
        "悬挂地址": family[0]["户籍地址"],
        "悬挂位置": "室内" if serial % 17 == 0 else "大门",
    }
