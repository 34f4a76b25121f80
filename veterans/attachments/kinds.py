"""What an uploaded file is, by its first bytes alone: names and headers are whatever the sender likes.

Runs in the child process as well, so it imports nothing but the standard library.
"""

from dataclasses import dataclass

MEGABYTE = 1 << 20

# What may be made anew, and the decoder of the pictures among them.
DECODERS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "bmp": "BMP", "tiff": "TIFF"}
_OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"mif1", b"msf1", b"avif", b"avis")


@dataclass(frozen=True)
class Limits:
    """What one attachment may cost. Sizes are bytes, times seconds.

    `pixels` is the most a picture may have before it is decoded, the sides what is kept of it.
    """

    max_bytes: int = 10 * MEGABYTE
    max_pages: int = 20
    pixels: int = 64_000_000
    longest_side: int = 2_400
    photo_side: int = 1_200
    page_side: int = 2_000
    memory: int = 768 * MEGABYTE
    seconds: float = 20
    max_output: int = 40 * MEGABYTE


class Refused(Exception):
    """The file is refused: a stable code and the values its sentence names."""

    def __init__(self, code: str, **values):
        super().__init__(code)
        self.code = code
        self.values = values


def kind_of(content: bytes) -> str:
    """ "pdf" or a key of DECODERS; raises Refused for everything else, saying what it seems to be."""
    if not content:
        raise Refused("empty")
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"BM"):
        return "bmp"
    if content.startswith((b"II*\0", b"MM\0*")):
        return "tiff"
    if content.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    raise Refused(_what_else(content))


def _what_else(content: bytes) -> str:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "heic"
    if content.startswith((_OLE_MAGIC, b"PK\x03\x04", b"{\\rtf")):
        return "document"
    if content.startswith(_ARCHIVES):
        return "archive"
    return "no-picture"
