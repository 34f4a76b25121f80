"""The answers to a task as a workbook: a row a station, those that have not answered marked."""

import io

import xlsxwriter
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from care_activities.vocabulary import TaskForm
from stations import audit
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from stations.spreadsheets import safe_cell

from ..downloads import XLSX
from .tasks import DONE, answers_of, seen

_WIDTHS = (16, 20, 24, 10, 18)
_FIGURE, _WORDS = 12, 40


@requires(Verb.EXPORT)
@require_GET
def table(request, pk):
    """Downloads the answers that the task's page shows; the log notes how many stations."""
    user = request.user
    task = get_object_or_404(seen(user).select_related("station"), pk=pk)
    own = Station.objects.visible_to(user, Verb.EXPORT).values("pk")
    answers = list(answers_of(user, task).filter(station__in=own))
    audit.record(
        audit.Action.EXPORT,
        actor=user,
        station=task.station,
        target=task,
        label=f"任务答复表 {len(answers)} 个站",
        reason="任务答复表",
    )
    name = f"task-{task.pk}-{timezone.localdate().isoformat()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(_workbook(task, answers), content_type=XLSX, headers=headers)


def _workbook(task, answers):
    stream, columns = io.BytesIO(), task.column_names
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        page = book.add_worksheet(_("任务答复"))
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        cell = book.add_format({"border": 1, "text_wrap": True})
        late = book.add_format({"border": 1, "text_wrap": True, "bg_color": "#FBE3E4"})
        page.set_landscape()
        page.set_paper(9)
        for column, width in enumerate((*_WIDTHS, *[_FIGURE] * len(columns), _WORDS)):
            page.set_column(column, column, width)
        top = _top(task, answers)
        for number, text in enumerate(top):
            page.write_string(number, 0, safe_cell(text))
        page.write_row(len(top), 0, [safe_cell(text) for text in _headers(columns)], head)
        page.repeat_rows(len(top))
        for number, answer in enumerate(answers, len(top) + 1):
            style = cell if answer.state in DONE else late
            for column, value in enumerate(_cells(answer, columns)):
                _write(page, number, column, value, style)
        if task.form == TaskForm.NUMBERS:
            _write_totals(page, len(top) + 1 + len(answers), answers, columns, head)
    return stream.getvalue()


def _top(task, answers):
    waiting = sum(answer.state not in DONE for answer in answers)
    counts = {"done": len(answers) - waiting, "waiting": waiting}
    return [
        task.title,
        _("填报单位：%s") % task.station.name,
        _("完成期限：%s") % task.due_on.isoformat(),
        _("已答复 %(done)d 个站，未答复 %(waiting)d 个站（底色标出）") % counts,
        _("时点：%s　制表人：　　　审核人：") % timezone.localdate().isoformat(),
    ]


def _headers(columns):
    return [_("区划代码"), _("承办站"), _("上级站"), _("状态"), _("答复时间"), *columns, _("说明")]


def _cells(answer, columns):
    at = answer.answered_at
    return [
        answer.station.code,
        answer.station.place_name,
        answer.station.parent.place_name if answer.station.parent else "",
        str(answer.get_state_display()) if answer.state in DONE else _("未答复"),
        timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "",
        *(answer.numbers.get(name, "") for name in columns),
        answer.words,
    ]


def _write(page, row, column, value, style):
    if isinstance(value, int):
        page.write_number(row, column, value, style)
    else:
        page.write_string(row, column, safe_cell(value), style)


def _write_totals(page, row, answers, columns, style):
    page.write_row(row, 0, [_("合计"), "", "", "", ""], style)
    for column, name in enumerate(columns, len(_WIDTHS)):
        page.write_number(row, column, sum(answer.numbers.get(name) or 0 for answer in answers), style)
