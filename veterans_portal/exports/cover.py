"""What an export says of itself: who made it, when, of what. It stands beside the rows, never among them."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from ..demo.marks import has_samples
from .lists import MOST_SORTED


@dataclass(frozen=True)
class Cover:
    """`line`: who and when, on every printed page. `lines`: `(label, value)` of the sheet 说明."""

    title: str
    maker: str
    line: str
    lines: list[tuple[str, str]]


def cover_of(export, resource) -> Cover:
    """The cover of an Export, at the time of asking."""
    maker = export.user.full_name or export.user.username
    made = timezone.localtime(export.created_at).strftime("%Y-%m-%d %H:%M")
    demo = has_samples()
    title = f"{resource.title}（{_('演示数据')}）" if demo else str(resource.title)
    numbers = _("完整，理由：%s") % export.reason if export.reveals else _("已打码")
    lines = [
        (_("内容"), title),
        (_("导出人"), maker),
        (_("导出时间"), made),
        (_("导出范围"), export.station.name),
        *export.told,
        (_("行数"), f"{export.rows:,}"),
        *(
            [(_("次序"), _("行数多，按登记的先后排列，不按名单的顺序。"))]
            if export.rows > MOST_SORTED
            else []
        ),
        (_("身份证号和电话"), numbers),
        (_("请注意"), _("含个人信息，只用于工作；用完请删除，不要转发给无关的人。")),
        (_("修改后导入"), _("第一张表可以直接再导入；打码的号码和空白的格子不会改动档案。")),
    ]
    if demo:
        lines.append((_("演示数据"), _("人员均为虚构")))
    return Cover(title=title, maker=maker, line=f"{maker} {made}", lines=lines)
