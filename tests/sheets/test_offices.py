"""The headers of real kinds of lists: every column is understood as it must be, merged cells or not."""

import pytest

from tests.sheets.offices import offices
from veterans_portal.imports.headers import find_header
from veterans_portal.imports.kinds import missing_of, resource_of, specs_of
from veterans_portal.imports.line_kinds import LineKinds
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


_BELOW = """
填表人：张三  审核人：李四  填表日期：2024.5.6|单位（盖章）：|填报单位（公章）|合  计|合计（人）|人数合计|共 3 人
共计3人|总人数：3|小计|本页合计|直冲村小计|外海街道合计|注：1.以上人员均已核对。2.无|备注：无|说明：无|填报说明|—完—|审核：
制表：|经办人（签字）：|村（居）委会意见：|负责人签字：|主管领导：|分管领导（签字）：|联系人：  联系电话：
公示时间：2024年5月6日|监督电话：0750-1234567|2024年5月6日|以上情况属实。|续表|接上页|第 1 页 共 3 页|附件1|一、直冲村
直冲村（12人）|江门市江海区外海街道退役军人花名册|二〇二四年五月六日
"""


@pytest.mark.parametrize("text", _BELOW.strip().replace("\n", "|").split("|"))
def test_what_stands_below_a_list_is_no_record(text):
    office = next(office for office in _ALL if office.columns[0].own == "姓名")
    lines = LineKinds(read(office, merged=True))

    assert lines.is_no_record(SheetRow("表", 99, [text]))
    assert not lines.is_no_record(SheetRow("表", 99, ["张三"]))
    assert not lines.is_no_record(SheetRow("表", 99, ["共工", "440799", "退役士兵"]))
