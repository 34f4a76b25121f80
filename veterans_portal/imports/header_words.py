"""What a single header says: which column it may stand for, and how sure that is. Pure: no Django.

Headers are compared letter by letter first; what is tried after that is looser, and ranks lower. A header that
may speak of somebody else (家属电话), of another measure (万元) or of two things is left unknown: a wrong
column is worse than none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import translate
from typing import NamedTuple

from stations.letters import TO_SIMPLIFIED

OWN_NAME, SYNONYM, LOOSE, LOOSER = range(4)

_BRACKETED = re.compile(
    r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^】]*)】|〔([^〕]*)〕|\{([^{}]*)\}|<([^<>]*)>|《([^》]*)》"
)
_HINTS = re.compile(r"必填项?|选填项?|可不填|必录项?|选录项?")
# 电话（家属） is not 电话, nor is 姓名 under 配偶: such a header must be known by its whole text.
OF_OTHERS = re.compile(
    r"家属|亲属|家庭成员|成员|父|母|配偶|妻|丈夫|子女|儿子|女儿|监护|代办|代领|代签|联系人|户主|旧|原|曾用|遗属"
    r"|烈士|单位联系|经办|负责人|办公|(?:站长|书记|主任|所长|网格员|民警|顾问)"
    r"|(?:采集|核实|核查|审核|审批|复核|填报|填表|排查|走访|慰问|发放|领取|签收|包联|包保|帮扶|结对|联系|联络|带队|分管|责任|护理|代养"
    r"|推荐|介绍|证明|见证|担保|授权|受托|委托)(?:责任)?(?:人(?!选)|员|者|干部|领导|党员)"
)
# In brackets these make another thing of the word before them.
_CHANGED_BY = re.compile(
    r"[百千万亿]元?$|元每?(?:半?年|季度?)|拼音|英文|外文|签名|签字|签章|盖章|按指?印|微信|qq|邮箱|传真|单位(?!.*元)|村居填"
)
_A_MONTH = ("元月", "元每月", "元人月", "元月人")
_HINT_TEXT = re.compile(
    r"[填选例]|格式|下拉|必须|位|yyyy|mm|dd|是.?否|男.?女|[有无]|一致|说明|如[:：]?|参照|精确|详细|单位.?元|^[0-9x.*/\-—]+$"
)
_ENUMERATED = re.compile(
    r"^\s*(?:[(（]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}|[a-z]{1,2}[0-9]{1,3})[)）.、．:：\s]+)"
)
_NUMBERED = re.compile(r"^[a-z]?[0-9]{1,3}(?=[\u4e00-\u9fff])(?![位个年月日级号岁])")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_FOREIGN = re.compile(r"[a-z][a-z0-9 ._'&-]*")
_SEPARATORS = re.compile(r"[/／|、]|或者?")
_HINT_AFTER = re.compile(r"[\n\r:：,，;；。]|\s{1,}")
_ABOUT_THE_PERSON = re.compile(
    r"^(?:(?:退役|复退|退伍|复员|转业|残疾|参战|参试)(?:军人|士兵|人员|军官|干部)|军转干部|军休干部|老兵|士兵"
    r"|(?:优抚|服务|走访慰问|走访|慰问|抚恤|采集|帮扶|持证)对象|申请人|持证人|军人|对象|人员|本人|个人"
    r"|现在|目前|当前|现任|现|最新|新|主要)+(?=..)"
)
_SAYS_NOTHING = re.compile(r"(?:情况|信息)$")

# Words that mean the same in a header, in the order in which they are replaced.
_SAME = [
    (re.compile(pattern), word)
    for pattern, word in (
        (r"帐", "账"),
        (r"号码", "号"),
        (r"成份", "成分"),
        (r"住址", "地址"),
        (r"户口", "户籍"),
        (r"详细|(?:(?<=.)|^(?=.{5}))(?:所属|所在)(?=.)", ""),
        (r"(?<=.)(?<!家属)(?:基本)?(?:情况|信息|资料)(?=.)", ""),
        (r"(?<=优抚)(?:人员|对象)(?=.)", ""),
        (r"党组织关系", "组织关系"),
        (r"地(?=地址)|地址(?=地址)", ""),
        (r"退伍|退出现役", "退役"),
        (r"伤残", "残疾"),
        (r"(?:居民|公民|有效)?身份(?:证件?)?号", "身份证号"),
        (r"^是否(?:为|是)?|[的与同]", ""),
        (r"(?:年月日|年月|日期|年份|年度)$", "时间"),
        (r"(?:状况|状态)$", "情况"),
        (r"(?:类型|种类)$", "类别"),
        (r"(?:人民币)?元$", ""),
        (r"(?<=.)1$", ""),
    )
]


@dataclass(frozen=True)
class ColumnSpec:
    """A column a kind of import knows: its own name, the other names people give it.

    A `forbidden` column is one the portal must not hold: it is recognised only to be named and skipped. Its
    name may be a pattern: *番号* is every header with 番号 in it.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    forbidden: bool = False


class Reading(NamedTuple):
    """A column that a header may stand for; the lower `rank`, the surer."""

    column: ColumnSpec
    rank: int


def normalise_header(text: str, *, brackets: bool = False) -> str:
    """The comparable core of a header: "*姓 名（必填）" is 姓名. What stands in brackets stays on request,
    and where it says that the column is about somebody or something else."""
    text = _plain(text)
    if not brackets:
        text = _BRACKETED.sub(lambda part: part[0] if OF_OTHERS.search(part[0]) else "", text)
    return _letters(_HINTS.sub("", text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(TO_SIMPLIFIED)


def _letters(text: str) -> str:
    """Letters and digits of any script; marks, spaces, stars and invisible characters say nothing."""
    return "".join(letter for letter in text if unicodedata.category(letter)[0] in "LN")


def _core(key: str) -> str:
    """What `key` has in common with other words for the same thing."""
    for pattern, word in _SAME:
        key = pattern.sub(word, key)
    return key


class Names:
    """The names of a kind's columns, and what any header means by them."""

    def __init__(self, columns: Sequence[ColumnSpec]):
        self.exact: dict[str, Reading] = {}
        self.cores: dict[str, ColumnSpec | None] = {}
        self.patterns = [
            (re.compile(translate(column.name)), column) for column in columns if "*" in column.name
        ]
        self.known: dict[str, Reading | None] = {}
        columns = [column for column in columns if "*" not in column.name]
        for column in columns:  # no synonym of another column is stronger than a column's own name
            self.exact.setdefault(normalise_header(column.name, brackets=True), Reading(column, OWN_NAME))
        for brackets in (True, False):
            for column in columns:
                self._learn(column, brackets)
        self.exact.pop("", None)
        self.cores.pop("", None)

    def _learn(self, column: ColumnSpec, brackets: bool) -> None:
        for name in (column.name, *column.synonyms):
            key = normalise_header(name, brackets=brackets)
            rank = OWN_NAME if name == column.name else SYNONYM
            self.exact.setdefault(key, Reading(column, rank))
            # What two columns have in common stands for neither.
            core = _core(key)
            self.cores[core] = column if self.cores.get(core, column) is column else None

    def read(self, text: str) -> Reading | None:
        """What a header as written stands for; None for nothing that is sure enough."""
        if text not in self.known:
            self.known[text] = self._read(text)
        return self.known[text]

    def _read(self, text: str) -> Reading | None:
        whole = normalise_header(text, brackets=True)
        if reading := self.exact.get(whole):
            return reading
        for pattern, column in self.patterns:
            if pattern.match(whole):
                return Reading(column, LOOSER)
        for candidate in dict.fromkeys(_without_hints(_plain(text))):
            if reading := self._read_brackets(candidate) or self._read_alternatives(candidate):
                return reading
        return None

    def _read_brackets(self, text: str) -> Reading | None:
        """Of 地址（户籍） the meaning is 户籍地址, of 手机（必填） it is 手机, of 备注（电话） it is unsure."""
        notes = [_letters(_HINTS.sub("", "".join(filter(None, part)))) for part in _BRACKETED.findall(text)]
        base = _letters(_HINTS.sub("", _BRACKETED.sub("", text)))
        notes = [note for note in notes if note]
        whole = normalise_header(text, brackets=True)
        if not notes:
            return self._read_word(base)
        if reading := self._read_word(whole):
            return reading
        for note in notes:
            if reading := self._read_word(note + base) or (note in _A_MONTH and self._read_word(f"月{base}")):
                return reading
        if any(OF_OTHERS.search(note) or _CHANGED_BY.search(note) for note in notes):
            return None
        reading = self._read_word(base)
        others = [self._read_word(note) for note in notes]
        if reading and any(other and other.column is not reading.column for other in others):
            return None
        return reading and Reading(reading.column, max(reading.rank, LOOSE))

    def _read_alternatives(self, text: str) -> Reading | None:
        """手机/电话 where both are the same column; 姓名 Name, whose second half is a translation."""
        if _BRACKETED.search(text):
            return None
        parts = [
            _letters(_FOREIGN.sub("", part)) for part in _SEPARATORS.split(text) if _CHINESE.search(part)
        ]
        readings = [self._read_word(part) for part in parts]
        if not readings or None in readings or len({reading.column for reading in readings}) > 1:
            return None
        return Reading(readings[0].column, LOOSER)

    def _read_word(self, key: str) -> Reading | None:
        """By the key itself, by what it has in common with others, and without what says nothing."""
        if not key:
            return None
        if reading := self.exact.get(key):
            return reading
        for looser in (key, _NUMBERED.sub("", key)):
            if reading := self._read_core(looser):
                return reading
            shorter = _SAYS_NOTHING.sub("", _ABOUT_THE_PERSON.sub("", looser))
            if shorter != looser and (reading := self._read_core(shorter)):
                return Reading(reading.column, LOOSER)
        return None

    def _read_core(self, key: str) -> Reading | None:
        if reading := self.exact.get(key):
            return Reading(reading.column, LOOSE)
        column = self.cores.get(_core(key))
        return column and Reading(column, LOOSE)


def _without_hints(text: str) -> Iterator[str]:
    """The header itself, without its number in front, without the hint after it."""
    text = text.strip()
    yield text
    text = _ENUMERATED.sub("", text)
    yield text
    for mark in _HINT_AFTER.finditer(text):
        first, rest = text[: mark.start()], text[mark.end() :]
        if first.strip() and _HINT_TEXT.search(rest) and not OF_OTHERS.search(rest):
            yield first


def is_about_others(texts: Iterable[str]) -> bool:
    return any(OF_OTHERS.search(text) for text in texts)
