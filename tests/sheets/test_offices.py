"""The headers of real kinds of lists: every column is understood as it must be, merged cells or not."""

import pytest

from tests.sheets.offices import offices
from veterans_portal.imports.headers import find_header
from veterans_portal.imports.kinds import missing_of, resource_of, specs_of
from veterans_portal.imports.reader import SheetRow

_ALL = offices()


def read(office, *, merged):
    """What the office's header is understood as, below a title and above a row of data."""
    rows, merges = office.grid()
    above = [[office.title], ["填报单位（盖章）：", None, "填报日期：2024年5月"]]
    data = [f"内容{at}" for at in range(len(office.columns))]
    sheet = [SheetRow("表", at, cells) for at, cells in enumerate([*above, *rows, data], 1)]
    merges = [(top + 2, left, bottom + 2, right) for top, left, bottom, right in merges]
    return find_header(sheet, specs_of(resource_of(office.kind)), merges if merged else ())


def complaints(office, header):
    if header is None:
        return ["no header"]
    if header.first_data_row != 3 + office.depth:
        return [f"data starts at {header.first_data_row}"]
    found = []
    for at, column in enumerate(office.columns):
        text = "/".join(column.path).replace("\n", "")
        meant = header.mapping.get(at, "")
        if meant != column.own:
            found.append(f"{text} is {meant or 'unknown'}, not {column.own or 'unknown'}")
        told = {"!": header.forbidden, "+": header.duplicates, "": header.unmapped}[column.mark]
        if not column.own and not meant and header.texts[at] not in told:
            found.append(f"{text} is not told of as {column.mark or 'unknown'}")
    missing = missing_of(resource_of(office.kind), set(header.mapping.values()))
    return [*found, *(f"lacks {name}" for name in missing)]


@pytest.mark.parametrize("merged", [True, False], ids=["merged", "not merged"])
@pytest.mark.parametrize("office", _ALL, ids=lambda office: f"{office.kind} {office.title}")
def test_headers_of_offices_are_understood(office, merged):
    found = complaints(office, read(office, merged=merged))
    assert not found, "\n".join(found)


def test_the_lists_are_many_and_of_every_kind():
    from veterans_portal.imports.kinds import RESOURCES

    assert len(_ALL) >= 60
    assert {office.kind for office in _ALL} == set(RESOURCES)
