"""Makes room for rows in a worksheet without disturbing what stands around it.

Runs in the child process of filling.py: openpyxl and the standard library alone.
"""

import re
from copy import copy

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

_CELL = re.compile(r"(\$?[A-Z]{1,3}\$?)([0-9]{1,7})", re.IGNORECASE)


class Growth:
    """`count` rows put in below row `last` of the sheet `title`: a range that ends there grows with them."""

    def __init__(self, sheet, last: int, count: int):
        self.sheet, self.last, self.count = sheet, last, count

    def start(self, row: int) -> int:
        return row + self.count if row > self.last else row

    def end(self, row: int) -> int:
        return row + self.count if row >= self.last else row

    def cells(self, area: CellRange) -> CellRange:
        """Where an area lies afterwards; one of the last row alone, such as a merged cell, stays as high."""
        end = self.start if area.min_row == area.max_row else self.end
        return CellRange(
            min_col=area.min_col,
            max_col=area.max_col,
            min_row=self.start(area.min_row),
            max_row=end(area.max_row),
        )

    def reference(self, text: str, *, in_data: bool) -> str:
        """A1 or A1:B9 of a formula, as it reads afterwards; what names another sheet stays.

        `in_data`: the formula stands in a row of data, where a range within that row stays there.
        """
        name, mark, area = text.rpartition("!")
        if mark and name.strip("'") != self.sheet.title:
            return text
        first, colon, second = area.partition(":")
        first = _CELL.sub(lambda cell: f"{cell[1]}{self.start(int(cell[2]))}", first)
        end = self.start if in_data else self.end
        second = _CELL.sub(lambda cell: f"{cell[1]}{end(int(cell[2]))}", second)
        return f"{name}{mark}{first}{colon}{second}"

    def formula(self, text: str, *, in_data: bool) -> str:
        tokens = Tokenizer(text)
        for token in tokens.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                token.value = self.reference(token.value, in_data=in_data)
        return tokens.render()


def make_room(sheet, first: int, last: int, count: int) -> None:
    """Puts `count` rows below row `last`, which look like it; what lies below moves down whole.

    `first` is the first row of data. Without one (`last` above it) the new rows look like the row above.
    """
    if count <= 0:
        return
    growth = Growth(sheet, last, count)
    merged = [CellRange(area.coord) for area in sheet.merged_cells.ranges]
    sheet.insert_rows(last + 1, count)
    _move_merged(sheet, merged, growth, is_data=last >= first)
    _move_heights(sheet, growth)
    _copy_look(sheet, growth, is_header=last < first)
    _move_formulas(sheet, growth)
    if last >= first:
        _repeat_formulas(sheet, growth)
    _move_rules(sheet, growth)
    _move_printing(sheet, growth)


def _move_merged(sheet, merged, growth, *, is_data):
    """Merged titles and signatures move; cells merged within the last row are merged in the new ones too."""
    moved = []
    for area in merged:
        grown = growth.cells(area)
        moved.append(grown)
        if is_data and area.min_row == area.max_row == growth.last:
            moved += [
                CellRange(
                    min_col=area.min_col,
                    max_col=area.max_col,
                    min_row=area.min_row + n,
                    max_row=area.min_row + n,
                )
                for n in range(1, growth.count + 1)
            ]
    sheet.merged_cells = MultiCellRange()
    for area in moved:
        sheet.merge_cells(area.coord)


def _move_heights(sheet, growth):
    heights = {number: row.height for number, row in sheet.row_dimensions.items() if row.height is not None}
    for number in heights:
        sheet.row_dimensions[number].height = None
    for number, height in heights.items():
        sheet.row_dimensions[growth.start(number)].height = height
    for number in range(growth.last + 1, growth.last + growth.count + 1):
        sheet.row_dimensions[number].height = heights.get(growth.last)


def _copy_look(sheet, growth, *, is_header):
    for column in range(1, sheet.max_column + 1):
        pattern = sheet.cell(growth.last, column)
        for row in range(growth.last + 1, growth.last + growth.count + 1):
            cell = sheet.cell(row, column)
            if is_header:
                cell.border, cell.alignment = copy(pattern.border), copy(pattern.alignment)
            else:
                cell._style = copy(pattern._style)


def _move_formulas(sheet, growth):
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = growth.formula(cell.value, in_data=cell.row == growth.last)


def _repeat_formulas(sheet, growth):
    """What the last row of the form works out, each new row works out for itself."""
    for column in range(1, sheet.max_column + 1):
        pattern = sheet.cell(growth.last, column)
        if pattern.data_type != "f" or not isinstance(pattern.value, str):
            continue
        translator = Translator(pattern.value, origin=pattern.coordinate)
        for row in range(growth.last + 1, growth.last + growth.count + 1):
            cell = sheet.cell(row, column)
            cell.value = translator.translate_formula(cell.coordinate)


def _move_rules(sheet, growth):
    """Drop-down lists and colours by condition reach the new rows."""
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = MultiCellRange([growth.cells(area) for area in rule.sqref.ranges])
    held = [(found.sqref.ranges, found.rules) for found in sheet.conditional_formatting]
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    for areas, rules in held:
        where = " ".join(growth.cells(area).coord for area in areas)
        for rule in rules:
            sheet.conditional_formatting.add(where, rule)


def _move_printing(sheet, growth):
    for brk in sheet.row_breaks.brk:
        brk.id = growth.end(brk.id)
    if sheet.print_area:
        areas = sheet.print_area.split(",")
        sheet.print_area = ",".join(
            growth.cells(CellRange(area.rpartition("!")[2].replace("$", ""))).coord for area in areas
        )
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = growth.cells(CellRange(sheet.auto_filter.ref)).coord
