"""R10 机构: the list of stations as a workbook, below the counts of each tier."""

import io

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from stations import audit
from stations.access import requires
from stations.roles import Verb
from stations.spreadsheets import safe_cell

from ..downloads import XLSX
from ..people.roster.lists import root_of
from . import lists

_WIDTHS = (16, 30, 8, 10, 12, 10, 12, 10, 12, 10, 8, 8, 8)


@requires(Verb.EXPORT)
@require_GET
def table(request):
    """Downloads what the list shows; the log notes how many stations."""
    user, asked = request.user, lists.OrganisationFilter.read(request.user, request.GET)
    rows = asked.apply(user, Verb.EXPORT)
    today = timezone.localdate()
    lines = lists.lines_of(rows.order_by("path"), today)
    root = root_of(user, asked.station)
    audit.record(
        audit.Action.EXPORT,
        actor=user,
        station=root,
        label=f"机构情况表 {len(lines)} 个站",
        reason="机构情况表",
    )
    content = _workbook(root, asked.told(), lists.totals(rows), lines, today)
    name = f"organisation-{root.code}-{today.isoformat()}.xlsx"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def _workbook(root, told, totals, lines, today):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        page = book.add_worksheet(_("机构情况"))
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        cell = book.add_format({"border": 1})
        page.set_landscape()
        page.set_paper(9)
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        top = [
            _("机构情况表（单位：个、人）"),
            _("填报单位：%s") % root.name,
            "；".join(f"{label}：{value}" for label, value in told),
            _totals_text(totals),
            _("时点：%s　制表人：　　　审核人：") % today.isoformat(),
        ]
        for number, text in enumerate(top):
            page.write_string(number, 0, text)
        page.write_row(len(top), 0, _headers(), head)
        page.repeat_rows(len(top))
        for number, line in enumerate(lines, len(top) + 1):
            for column, value in enumerate(_cells(line)):
                _write(page, number, column, value, cell)
    return stream.getvalue()


def _totals_text(totals):
    tiers = "、".join(f"{label} {number}" for label, number in totals["tiers"])
    said = _("已建站 %(stations)d 个，五有达标 %(five)d 个，三有达标 %(three)d 个")
    told = said % {
        "stations": totals["stations"],
        "five": totals["five_met"],
        "three": totals["three_met"],
    }
    return f"{told}（{tiers}）" if tiers else told


def _headers():
    return [
        _("区划代码"), _("服务站"), _("层级"), _("五有"), _("五有核对日期"), _("三有"), _("三有核对日期"), _("星级"),
        _("全国示范型"), _("工作人员"), _("专责"), _("兼职"), _("场所"),
    ]  # fmt: skip


def _cells(line):
    checks = [
        told
        for check in (line.five, line.three)
        for told in (
            (check.get_result_display(), check.checked_on.isoformat()) if check else (_("未核对"), "")
        )
    ]
    return [
        line.station.code,
        line.station.name,
        line.station.get_tier_display(),
        *checks,
        line.star.get_grade_display() if line.star else "",
        _("是") if line.is_model else "",
        *(line.staff.get(name, 0) for name in ("everybody", "dedicated", "part_time")),
        line.venues,
    ]


def _write(page, row, column, value, style):
    if isinstance(value, int):
        page.write_number(row, column, value, style)
    else:
        page.write_string(row, column, safe_cell(str(value)), style)
