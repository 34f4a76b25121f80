"""The spreadsheets that make up the demo, in the order in which they come in, and who brings them."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.db.models import QuerySet

from care_activities.models import Plaque, Visit
from veterans.models import PersonFile

from . import rounds
from .neighbours import Neighbours, regions
from .paper import Layout, plain_columns, write_sheet
from .village_sheets import FILES
from .villages import TIANFU, ZHICHONG, tianfu, zhichong


@dataclass(frozen=True)
class Delivery:
    """One spreadsheet on its way in to `station` by the account `username`.

    `content()` gives the bytes of the file, `present()` whether its rows are there already.
    """

    label: str
    kind: str
    station: str
    username: str
    content: Callable[[], bytes]
    present: Callable[[], bool]


@dataclass(frozen=True)
class Form:
    """A form of sheet: its kind of import, its columns, and the rows it leads to at stations with `codes`."""

    kind: str
    columns: str
    leads_to: Callable[[Iterable[str]], QuerySet]


PEOPLE = Form(
    "people",
    "序号 所属站 姓名 身份证号 人员类别 民族 政治面貌 婚姻状况 文化程度 村民小组 户编号 户主 户籍类别 户籍地址 "
    "常住地址 手机 无手机 紧急联系人 紧急联系电话 专项特长 服务需求 主要诉求 人员标签 入伍时间 退役时间 "
    "军人类别 军衔 是否参战 安置类别 安置方式 优抚类别 优抚待遇 优抚状态 月补助金额 残疾性质 残疾等级 "
    "就业状态 工作单位 单位性质 是否党员 入党时间 组织关系状态 核实日期",
    lambda codes: PersonFile.objects.filter(managing_station__code__in=codes),
)
CHECKS = Form(
    "people",
    "序号 姓名 身份证号 核实日期",
    lambda codes: PersonFile.objects.filter(managing_station__code__in=codes, verified_on__isnull=False),
)
VISITS = Form(
    "visits",
    "序号 所属站 走访日期 事由 方式 姓名 身份证号 户编号 户主 走访人 慰问金 慰问品 慰问品价值 走访内容 反馈意见",
    lambda codes: Visit.objects.filter(station__code__in=codes),
)
PLAQUES = Form(
    "plaques",
    "序号 所属站 户编号 户主 悬挂资格 办理方式 状态 悬挂日期 日期不详 悬挂地址 悬挂位置 小分队 牵头人",
    lambda codes: Plaque.objects.filter(station__code__in=codes),
)


@dataclass(frozen=True)
class Sender:
    """Who sends sheets about the stations with `codes`, and the account that takes them in."""

    name: str
    station: str
    username: str
    codes: tuple[str, ...]

    def kept(self, form, title, path: Path) -> Delivery:
        """A file of the project."""
        return self._delivery(self.name + title, form, path.read_bytes)

    def made(self, form, title, rows: Callable[[], list[dict]]) -> Delivery:
        """A sheet that is written when it is wanted."""
        label = self.name + title
        return self._delivery(label, form, lambda: _workbook(label, form.columns.split(), rows()))

    def _delivery(self, label, form, content):
        return Delivery(
            label, form.kind, self.station, self.username, content, lambda: form.leads_to(self.codes).exists()
        )


def deliveries(today) -> Iterator[Delivery]:
    """Every sheet of the demo; days in them are reckoned back from the date `today`."""
    zhichong_sender = Sender("直冲村", ZHICHONG, "street_manager", (ZHICHONG,))
    yield from _village(
        zhichong_sender, "退役军人花名册", zhichong, rounds.zhichong_visits, today, "district_manager"
    )
    tianfu_sender = Sender("天福社区", TIANFU, "city_manager", (TIANFU,))
    yield from _village(tianfu_sender, "一人一档台账", tianfu, rounds.tianfu_visits, today, "city_manager")
    yield from _neighbours(today)


def _village(sender, title, people, visits, today, county):
    """`county`: the account that confirms which plaques wait to be hung (县级名单)."""
    code = sender.station
    yield sender.kept(PEOPLE, title, FILES[code])
    yield sender.made(CHECKS, "信息核实登记表", lambda: rounds.verifications(people(), today))
    yield sender.made(VISITS, "走访慰问登记表", lambda: visits(today))
    confirmed = replace(sender, username=county)
    yield confirmed.made(PLAQUES, "光荣牌登记表", lambda: rounds.village_plaques(code))


def _neighbours(today):
    every = regions()

    @cache
    def people():
        """All of them together, when any is wanted: their numbers depend on those made before."""
        maker = Neighbours()
        return {region.name: maker.people(region, today) for region in every}

    for region in every:
        sender = Sender(region.name, region.station, region.username, tuple(region.sizes))
        yield from _region(sender, people, today)


def _region(sender, people, today):
    def own():
        return people()[sender.name]

    yield sender.made(PEOPLE, "各村(社区)人员汇总表", own)
    yield sender.made(VISITS, "各村(社区)走访慰问汇总表", lambda: rounds.neighbour_visits(own(), today))
    yield sender.made(PLAQUES, "各村(社区)光荣牌汇总表", lambda: rounds.neighbour_plaques(own()))


def _workbook(title, columns, rows) -> bytes:
    """The columns that have something in them, under a title."""
    filled = [name for name in columns if name == "序号" or any(row.get(name) for row in rows)]
    file = io.BytesIO()
    write_sheet(file, Layout(title, "Sheet1", plain_columns(filled)), rows)
    return file.getvalue()
