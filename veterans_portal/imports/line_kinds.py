"""Which rows under a header are records, and which are what people write between and below them."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from .headers import HeaderMatch, is_total_row, normalise_header

if TYPE_CHECKING:
    from .reader import SheetRow

_REMARKS = re.compile(
    r"[（(【*※]?(?:备?注|说明|填表说明|填报说明|填写说明|温馨提示|以下空白|以下无正文|此页无|第.{1,4}页|共.{1,6}[页人户条]|[—\-]*完[—\-]*$"
    r"|单位.{0,4}盖章|.{0,8}[（(](?:公章|盖章|签章|签字)[)）]|(?:填报|制表|填表|报送)(?:单位|时间|日期|人))"
)
# No name of a person is that long, or holds a number or a mark of a sentence.
_NO_NAME = re.compile(
    r"[\u4e00-\u9fff].*[0-9]|[0-9].*[\u4e00-\u9fff]|[:：。，；、（(《]|[\u4e00-\u9fff]{7}|年.*月|续表|上页|下页|以上"
)
_EXAMPLES = re.compile(r"[（(【]?(?:示例|样例|例如|例)[)）】]?[0-9:：]?$|填写(?:示例|样例|说明)")
_HINT = re.compile(
    r"必填|选填|可不填|下拉|格式|例[如:：]|如[:：]|yyyy|填写|请[填选]|文本|[0-9]+位|不超过|限[0-9]+字",
    re.IGNORECASE,
)
_COLUMN_LETTERS = ["甲", "乙", "丙", "丁", "戊", "己"]
# Below the header stand at most these rows of hints, examples and column numbers.
_FIRST_ROWS = 3


class LineKinds:
    """Tells the rows of one table apart."""

    def __init__(self, header: HeaderMatch, merges=()):
        self.header = header
        self.headings = {top for top, left, bottom, right in merges if top == bottom and right - left > 1}
        self.lines = [
            {index: normalise_header(text, brackets=True) for index, text in line.items()}
            for line in header.lines
        ]
        texts = [text for line in header.lines for text in line.values()]
        self.first_letters = {text.strip()[0] for text in texts} | {
            key[0] for line in self.lines for key in line.values() if key
        }

    def is_no_record(self, row: "SheetRow") -> bool:
        """Whether a row with content is a sum, a signature, a remark, the header again or an explanation."""
        cells = row.cells
        if is_total_row(cells) or _is_remark(cells, row.number in self.headings):
            return True
        if self._repeats_header(cells):
            return True
        if row.number > self.header.row_number + _FIRST_ROWS:
            return False
        return _is_example(cells) or _are_numbers(cells) or _are_hints(cells)

    def _repeats_header(self, cells) -> bool:
        """Whether a row of the header stands here again, as on the second page of a printed list."""
        first = next(cell for cell in cells if cell is not None)
        if not isinstance(first, str) or first.strip()[0] not in self.first_letters:
            return False
        texts = {index: cell for index, cell in enumerate(cells) if cell is not None}
        if len(texts) < 2 or not all(isinstance(cell, str) for cell in texts.values()):
            return False
        keys = {index: normalise_header(cell, brackets=True) for index, cell in texts.items()}
        return any(all(line.get(index) == key for index, key in keys.items()) for line in self.lines)


def _is_remark(cells, is_merged) -> bool:
    """Whether the row holds a single remark, such as 注：..., under the list, or a heading within it.

    A lone name stays a row, so that it is said what is missing beside it.
    """
    if len(cells) - cells.count(None) != 1:
        return False
    text = next(cell for cell in cells if cell is not None)
    if not isinstance(text, str):
        return False
    return is_merged or bool(_REMARKS.match(text.strip()) or _NO_NAME.search(text))


def _is_example(cells) -> bool:
    first = next(cell for cell in cells if cell is not None)
    return isinstance(first, str) and bool(_EXAMPLES.match(first.strip()))


def _are_numbers(cells) -> bool:
    """Whether the columns are numbered here: 1 2 3, (1) (2) (3), or 甲 乙 1 2."""
    texts = [
        str(cell).strip(" ()（）")
        for cell in cells
        if isinstance(cell, int | str) and not isinstance(cell, bool)
    ]
    while texts and texts[0] in _COLUMN_LETTERS:
        texts.pop(0)
    if len(texts) < 3 or not all(re.fullmatch("[0-9]{1,3}", text) for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return all(after == before + 1 for before, after in pairwise(numbers))


def _are_hints(cells) -> bool:
    """Whether the row explains what to fill in: most of its cells say so, and none is a number."""
    texts = [cell for cell in cells if cell is not None]
    if not all(isinstance(text, str) for text in texts):
        return False
    return len(texts) > 1 and 2 * sum(bool(_HINT.search(text)) for text in texts) > len(texts)
