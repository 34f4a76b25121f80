"""The key column of a prefilled template: which record a row is, and how its cells read when it was given out.

A row with a valid key is that record. A cell that reads as given out is no change, also where the record has
changed since; a cell changed on both sides is named and left. A lost or damaged key costs nothing: the row
is matched like any other.
"""

import base64
import binascii
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import islice

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import Column, Staged, TextWidget, cell_text

from ..exports.cells import masked
from ..exports.reading import record_reader

KEY = Column("record_key", "平台编号", widget=TextWidget(2_000))
VALID_DAYS = 366
CHUNK = 1_000
_HEAD = struct.Struct(">BHQI4s")  # format, day of issue, id, version, which columns there were
_FORMAT, _TAG, _SEAL = 1, 3, 10
# Instead of an id: the row says of whom a new record can be, and is none as long as it stays so.
TO_FILL_IN = 0

CHANGED_SINCE = _("这一格在您下载之后系统里也改过（现在是“{now}”），没有覆盖")
BLANK_SINCE = _("这一格在您下载之后系统里已经清空，没有覆盖")
REPEATED = _("“平台编号”与第{number}行相同：这一行可能是复制来的；请核对，新增的行请把“平台编号”清空")
SOMEBODY_ELSE = _(
    "“平台编号”是另一条登记的，与这一行的姓名、号码等对不上；"
    "要新增的请把“平台编号”清空，要改姓名或号码的请在页面上修改"
)


@dataclass(frozen=True)
class Key:
    """An opened key: `tags` are short keyed hashes of the cells by attribute."""

    kind: str
    pk: int
    version: int
    tags: dict[str, bytes]

    def reads(self, attribute, *texts) -> bool:
        """Whether the cell read as one of `texts` when it was given out."""
        return any(self.tags.get(attribute) == _tag(self.kind, self.pk, attribute, text) for text in texts)


def issue(resource, pk, version, texts) -> str:
    """The key of a row whose cells are given out as `texts`, by attribute."""
    head = _HEAD.pack(_FORMAT, _today(), pk, version, _columns_mark(resource))
    tags = [_tag(resource.kind, pk, name, texts.get(name, "")) for name in resource.by_attribute]
    body = head + b"".join(tags)
    return base64.urlsafe_b64encode(body + _seal(resource.kind, body)).decode().rstrip("=")


def opened(resource, text) -> Key | None:
    """The key in a cell; None where it is none of ours, damaged, of another kind or too old."""
    try:
        token = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return None
    body, seal = token[:-_SEAL], token[-_SEAL:]
    if len(body) < _HEAD.size or not hmac.compare_digest(seal, _seal(resource.kind, body)):
        return None
    form, day, pk, version, mark = _HEAD.unpack_from(body)
    if form != _FORMAT or _today() - day > VALID_DAYS or mark != _columns_mark(resource):
        return None
    tags = body[_HEAD.size :]
    named = {
        name: tags[_TAG * place : _TAG * (place + 1)] for place, name in enumerate(resource.by_attribute)
    }
    return Key(resource.kind, pk, version, named)


def cleaned(resource, table, context) -> Iterator[Staged]:
    """The rows of a table, cleaned; those with a key are merged with their record first."""
    if KEY.column_name not in table.header.mapping.values():
        for number, cells in table.rows:
            yield resource.clean_row(table.sheet, number, cells, context)
        return
    merger = _Merger(resource, table.sheet, context)
    rows = iter(table.rows)
    while some := list(islice(rows, CHUNK)):
        yield from merger.rows(some)


def hold_mistaken(rows) -> None:
    """Holds matched rows that were found to speak of another record than their key."""
    for row in rows:
        record = row.links.get("record")
        if record is not None and row.open and row.target_id != record:
            row.hold(SOMEBODY_ELSE)


class _Merger:
    """Merges keyed rows of a sheet with the records on file within reach."""

    def __init__(self, resource, sheet, context):
        self.resource, self.sheet, self.context = resource, sheet, context
        self.records = record_reader(resource, reveal=True)
        fields = (resource.fields[name] for group in resource.needed for name in group)
        self.telling = {column.attribute for column in fields}

    def rows(self, lines):
        split = [self._split(cells) for _number, cells in lines]
        known = [key.pk for key, _cells in split if key and key.pk != TO_FILL_IN]
        found = self.records.records(known)
        for (number, _typed), (key, cells) in zip(lines, split, strict=True):
            record = found.get(key.pk) if key else None
            if key and key.pk == TO_FILL_IN and _is_untouched(cells, key):
                continue
            if record is None or record.station_id not in self.context.stations:
                yield self.resource.clean_row(self.sheet, number, cells, self.context)
            else:
                yield self._row(number, cells, key, record)

    def _split(self, cells):
        key = next((value for column, value in cells if column is KEY), None)
        others = [(column, value) for column, value in cells if column is not KEY]
        return (opened(self.resource, key.strip()) if isinstance(key, str) else None), others

    def _row(self, number, cells, key, record):
        place = self.sheet, number
        first = self.context.seen.setdefault(("key", key.pk), place)
        stranger = self._is_stranger(cells, key, record)
        merged, notes = (cells, []) if stranger else self._merged(cells, key, record)
        row = self.resource.clean_row(self.sheet, number, merged, self.context)
        row.links["record"] = key.pk
        for header, text in notes:
            row.note(header, text)
        if first != place:
            row.hold(format_lazy(REPEATED, number=first[1]))
        elif stranger:
            row.hold(SOMEBODY_ELSE)
        return row

    def _is_stranger(self, cells, key, record):
        """Whether everything that tells whom the row is about was typed anew: it is somebody else's now."""
        typed = {column.attribute: cell_text(value) for column, value in cells}
        told = [name for name in self.telling if record.texts[name]]
        return bool(told) and all(
            typed.get(name) and not key.reads(name, typed[name]) and typed[name] != record.texts[name]
            for name in told
        )

    def _merged(self, cells, key, record):
        """The cells of the record, with what was changed in the sheet and not here meanwhile; and what to say."""
        changed, notes = {}, []
        for column, value in cells:
            text, now = cell_text(value), record.texts[column.attribute]
            if key.reads(column.attribute, text) or text in ("", now, self._shown(column, now)):
                continue
            if self._stands(column, key, record):
                changed[column] = value
            else:
                said = format_lazy(CHANGED_SINCE, now=self._shown(column, now)) if now else BLANK_SINCE
                notes.append((column.column_name, said))
        parts = {column.part for column in changed}
        kept = [
            (column, record.texts[column.attribute])
            for column in self.resource.columns()
            if column not in changed
            and record.texts[column.attribute]
            and (column.part not in self.resource.parts or column.part in parts)
        ]
        return [*kept, *changed.items()], notes

    def _stands(self, column, key, record):
        """Whether the cell's value on file is still the one that was given out."""
        if key.version == record.version and column.part not in self.resource.parts:
            return True
        now = record.texts[column.attribute]
        return key.reads(column.attribute, now, self._shown(column, now))

    def _shown(self, column, text):
        return masked(column, text)


def _is_untouched(cells, key):
    return all(key.reads(column.attribute, cell_text(value)) for column, value in cells)


def _today():
    return timezone.localdate().toordinal() - _EPOCH


_EPOCH = 730_000  # keeps the day within two bytes until 2177


@lru_cache(maxsize=1)
def _derived(secret_key):
    return salted_hmac("veterans_portal.imports.keys", "", secret=secret_key, algorithm="sha256").digest()


def _tag(kind, pk, attribute, text):
    said = f"{kind}\0{pk}\0{attribute}\0{text}".encode()
    return blake2b(said, key=_derived(settings.SECRET_KEY), digest_size=_TAG).digest()


def _seal(kind, body):
    return blake2b(
        kind.encode() + body, key=_derived(settings.SECRET_KEY), digest_size=_SEAL, person=b"row key"
    ).digest()


def _columns_mark(resource):
    """Keys given out before a kind got another column are of no use: which cell is which is unknown."""
    return blake2b("\0".join(resource.by_attribute).encode(), digest_size=4).digest()
