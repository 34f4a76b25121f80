"""The workbook of a kind, blank or with a station's rows: our headers, cells set to text, drop-down lists, a guide."""

import io

import xlsxwriter
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from stations.spreadsheets import CodesWidget, CodeWidget, YesNoWidget, safe_cell

from ..exports.reading import record_reader
from . import keys

# Cells below the header that are set to text and offer their answers.
PREPARED_ROWS = 5_000
_WIDTHS = {"secret": 22, "long": 26, "plain": 14}
_READ_AT_ONCE = 500
_MAX_HINT = 255  # a limit of the file format


def blank(resource) -> bytes:
    """The workbook, ready to be filled in, in Chinese whoever asks: an import reads Chinese answers."""
    with translation.override(settings.LANGUAGE_CODE):
        return _workbook(resource)


def prefilled(resource, ids, *, user, reveal) -> bytes:
    """The same with the records `ids` in it that `user` may export, in that order, and a hidden key.

    Numbers are whole only with `reveal`, and blank where a row names somebody whom another station keeps.
    Nothing is locked, so that it can be sorted and filtered; what became of the rows the key says.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return _workbook(resource, _lines(resource, ids, user, reveal))


def to_fill_in(resource, rows) -> bytes:
    """The same with `rows`, texts by attribute, that say of whom new records can be; untouched they are none."""
    with translation.override(settings.LANGUAGE_CODE):
        return _workbook(resource, _new_lines(resource, rows))


def _new_lines(resource, rows):
    for texts in rows:
        key = keys.issue(resource, keys.TO_FILL_IN, 0, texts)
        yield [*(texts.get(name, "") for name in resource.by_attribute), key]


def _lines(resource, ids, user, reveal):
    """The texts of each row, and its key."""
    reader = record_reader(resource, user=user, reveal=reveal)
    for start in range(0, len(ids), _READ_AT_ONCE):
        some = ids[start : start + _READ_AT_ONCE]
        for pk, record in reader.records(some).items():
            yield [*record.texts.values(), keys.issue(resource, pk, record.version, record.texts)]


def _workbook(resource, lines=()):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet(str(resource.title))
    guide = book.add_worksheet(_("填写说明"))
    lists = book.add_worksheet(_("选项"))
    lists.hide()
    text = book.add_format({"num_format": "@"})
    # Columns a row cannot do without are red, with a star.
    plain = book.add_format({"bold": True, "bg_color": "#F7F5F1", "border": 1, "border_color": "#C9C5BC"})
    needed = book.add_format(
        {"bold": True, "bg_color": "#A3171C", "font_color": "#FFFFFF", "border": 1, "border_color": "#C9C5BC"}
    )
    wanted = {group[0] for group in resource.needed if len(group) == 1}
    for index, (name, column) in enumerate(resource.fields.items()):
        is_needed = name in wanted
        header = f"*{column.column_name}" if is_needed else column.column_name
        sheet.write_string(0, index, header, needed if is_needed else plain)
        sheet.set_column(index, index, _width(column), text)
        _add_answers(sheet, lists, index, column)
    if lines:
        _write_lines(
            sheet,
            lines,
            len(resource.fields),
            plain,
            book.add_format({"num_format": "@", "quote_prefix": True}),
        )
    sheet.freeze_panes(1, 1)
    _write_guide(guide, resource, plain)
    book.close()
    return stream.getvalue()


def _write_lines(sheet, lines, key_column, head, quoted):
    """Rows below the header; the key stands behind the last column, hidden, and goes along when one sorts."""
    last = 0
    for last, texts in enumerate(lines, 1):
        for index, text in enumerate(texts):
            if text:
                # No program must take a text for a formula when somebody edits it.
                unsafe = safe_cell(text) != text
                sheet.write_string(last, index, text, *([quoted] if unsafe else []))
    sheet.write_string(0, key_column, keys.KEY.column_name, head)
    sheet.set_column(key_column, key_column, 14, None, {"hidden": True})
    sheet.autofilter(0, 0, last, key_column)


def _width(column):
    if column.secret:
        return _WIDTHS["secret"]
    return _WIDTHS["long" if column.column_name.endswith("地址") else "plain"]


def _add_answers(sheet, lists, index, column):
    """A drop-down list where one answer is chosen, else the hint how to fill the cell in."""
    hint = str(column.help_text)[:_MAX_HINT]
    rule = {"validate": "any", "input_message": hint} if hint else None
    answers = [] if isinstance(column.widget, CodesWidget) else _answers(column.widget)
    if answers:
        for row, answer in enumerate(answers):
            lists.write_string(row, index, answer)
        letter = xlsxwriter.utility.xl_col_to_name(index)
        source = f"='{lists.get_name()}'!${letter}$1:${letter}${len(answers)}"
        # Other spellings are understood as well: say so, do not forbid them.
        rule = {"validate": "list", "source": source, "error_type": "information"}
        rule["error_message"] = _("不在下拉选项里；如果是常用的另一种写法，可以保留。")
    if rule:
        sheet.data_validation(1, index, PREPARED_ROWS, index, rule)


def _answers(widget):
    if isinstance(widget, YesNoWidget):
        return [_("是"), _("否")]
    return [str(label) for label in widget.labels.values()] if isinstance(widget, CodeWidget) else []


def _write_guide(guide, resource, head):
    notes = [
        _("一行一条，表头不要改名；用不到的列可以删掉或留空。"),
        _("带 * 的列必须填写。空白的格子不会清掉档案里原来的内容。"),
        _("身份证号、电话要保持“文本”格式，否则末几位会丢失。"),
        _("部队番号、驻地、银行账号等本平台不收集，请不要填写。"),
    ]
    for group in resource.needed:
        if len(group) > 1:
            headers = "、".join(resource.fields[name].column_name for name in group)
            notes.insert(2, _("这几列至少填一列：%s。") % headers)
    start = len(notes) + 1
    for row, note in enumerate(notes):
        guide.write_string(row, 0, note)
    for index, title in enumerate([_("列"), _("怎么填"), _("可以填的内容")]):
        guide.write_string(start, index, title, head)
    for row, column in enumerate(resource.columns(), start + 1):
        guide.write_string(row, 0, column.column_name)
        guide.write_string(row, 1, str(column.help_text) or _how(column.widget))
        guide.write_string(row, 2, "、".join(_answers(column.widget)))
    guide.set_column(0, 0, 18)
    guide.set_column(1, 1, 46)
    guide.set_column(2, 2, 90)


def _how(widget):
    return _("可以有几项，用顿号隔开") if isinstance(widget, CodesWidget) else ""
