"""What marks a workbook as one of the portal's own: names of sheets and columns, and a signed property."""

import io
import re
import zipfile
import zlib

from django.core import signing

# No words of the interface: an upload is recognised by them, whatever the language of whoever downloaded.
BAD_ROWS_SHEET = "只含有问题的行"
RESULT_HEADER = "导入结果"
PROPERTY = "PortalCorrections"

_SALT = "veterans_portal.imports.corrections"
_PART = "docProps/custom.xml"
_MAX_BYTES = 64_000
_TOKEN = re.compile(rb'name="' + PROPERTY.encode() + rb'"[^>]*>\s*<vt:lpwstr>([A-Za-z0-9_:.-]+)<')


def is_bad_rows_sheet(name) -> bool:
    """Whether a sheet holds only the bad rows of a corrections workbook."""
    return name.startswith(BAD_ROWS_SHEET)


def is_result_header(text) -> bool:
    """Whether a header is that of the verdicts we wrote, perhaps read together with a merged cell above."""
    return "".join(text.split()).endswith(RESULT_HEADER)


def signed(batch, file) -> str:
    """The mark that leads from a corrections workbook back to its batch and file."""
    return signing.dumps([batch.pk, file.number, file.sha256[:16]], salt=_SALT)


def marked(content) -> tuple[int, int, str] | None:
    """`(batch id, number of the file, start of its hash)` from an uploaded workbook; None without a valid mark."""
    found = _TOKEN.search(_property_part(content))
    if not found:
        return None
    try:
        pk, number, sha256 = signing.loads(found[1].decode(), salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk, number, sha256


def _property_part(content):
    """The workbook's own properties as they lie in the file, a little of them: they are searched, never parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(_PART) as part:
            return part.read(_MAX_BYTES)
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, OSError, EOFError, ValueError):
        return b""  # no workbook, a broken one, or one without properties
