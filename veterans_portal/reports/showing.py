"""A filled report for the templates: every figure as far as the reader may see it."""

from dataclasses import dataclass

from ..dashboards.panels import Reader
from .filling import Filled, FilledTable


@dataclass(frozen=True)
class ShownLine:
    """`cells` are cards of components/figure.html; `url` opens the same report of the station below."""

    name: str
    url: str
    cells: list[dict]


@dataclass(frozen=True)
class ShownTable:
    table: FilledTable
    lines: list[ShownLine]
    total: ShownLine | None


def shown(filled: Filled, reader: Reader) -> list[ShownTable]:
    """The tables of a report; a station below links to its own report, where the report is of today's rows."""

    def line_of(line):
        url = f"?station={line.code}&period={filled.period.code}" if line.code else ""
        return ShownLine(line.name, url, [reader.card(figure) for figure in line.figures])

    return [
        ShownTable(
            table, [line_of(line) for line in table.lines], line_of(table.total) if table.total else None
        )
        for table in filled.tables
    ]
