"""Makes one picture or scan anew in a process of its own. Run as a script by remaking.py, never imported.

The file comes on standard input. The output is a line `{"ready": true}`, which says that what fails from
here on is the file's fault; then `{"refused": code, "values": {}}`, or `{"type": ..., "pages": n}` and,
behind that line, the new content. Of the old file nothing survives but what its pictures show.
"""

import io
import json
import sys
from itertools import islice
from pathlib import Path

# The project's folders stand last, so that no module here can hide one of the standard library.
sys.path += [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from kinds import DECODERS, Limits, Refused, kind_of
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from stations.confinement import confine

_JPEG = {"quality": 85, "optimize": True}
_PASSWORD = 4  # FPDF_ERR_PASSWORD
# The same scan gives the same bytes, so that a second upload of it is known for what it is.
_NO_TIME = {"creationDate": None, "modDate": None}


def picture_of(content: bytes, decoder: str, limits: Limits) -> Image.Image:
    """The picture in a file of one of the allowed kinds, not yet decoded."""
    try:
        picture = Image.open(io.BytesIO(content), formats=[decoder])
    except UnidentifiedImageError as error:
        raise Refused("broken") from error
    check_size(picture, limits)
    return picture


def check_size(picture: Image.Image, limits: Limits) -> None:
    if picture.width * picture.height > limits.pixels:
        raise Refused("too-many-pixels", limit=limits.pixels // 10_000)


def plain(picture: Image.Image, side: int) -> Image.Image:
    """A new RGB picture, upright, of at most `side` pixels, that carries nothing but its pixels."""
    picture.draft("RGB", (side, side))  # a JPEG is decoded no larger than needed
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in ("P", "PA"):
        turned = turned.convert("RGBA")
    elif turned.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        turned = turned.convert("RGB" if turned.mode in ("YCbCr", "LAB", "HSV") else "L")
    turned.thumbnail((side, side))
    paper = Image.new("RGB", turned.size, "white")
    alpha = turned.getchannel("A") if turned.mode in ("LA", "RGBA") else None
    paper.paste(turned.convert("RGB"), mask=alpha)
    return paper


def scanned_pages(content: bytes, limits: Limits) -> list[Image.Image]:
    """Each page of a PDF as a picture; scripts, links, forms and files inside it are not looked at."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        if len(document) > limits.max_pages:
            raise Refused("too-many-pages", limit=limits.max_pages)
        return [printed(page, limits) for page in document]
    except pypdfium2.PdfiumError as error:
        raise Refused("encrypted" if error.err_code == _PASSWORD else "broken") from error


def printed(page, limits: Limits) -> Image.Image:
    longest = max(page.get_size())
    if not 1 <= longest <= 100_000:
        raise Refused("broken")
    bitmap = page.render(scale=limits.page_side / longest, may_draw_forms=False)
    return plain(bitmap.to_pil(), limits.page_side)


def fax_pages(picture: Image.Image, limits: Limits) -> list[Image.Image]:
    """The pages of a TIFF, as some scanners and all fax machines write it."""
    found = []
    for page in islice(ImageSequence.Iterator(picture), limits.max_pages + 1):
        check_size(page, limits)
        if len(found) == limits.max_pages:
            raise Refused("too-many-pages", limit=limits.max_pages)
        found.append(plain(page.copy(), limits.page_side))
    return found


def remade(content: bytes, photo: bool, limits: Limits) -> tuple[str, int, bytes]:
    """`(content type, pages, content)` of the new file."""
    kind = kind_of(content)
    if photo and kind in ("pdf", "tiff"):
        raise Refused("photo-no-picture")
    if kind == "pdf":
        return as_pdf(scanned_pages(content, limits))
    picture = picture_of(content, DECODERS[kind], limits)
    if kind == "tiff" and getattr(picture, "n_frames", 1) > 1:
        return as_pdf(fax_pages(picture, limits))
    output = io.BytesIO()
    plain(picture, limits.photo_side if photo else limits.longest_side).save(output, "JPEG", **_JPEG)
    return "image/jpeg", 1, output.getvalue()


def as_pdf(pages: list[Image.Image]) -> tuple[str, int, bytes]:
    if not pages:
        raise Refused("broken")
    output = io.BytesIO()
    first, *rest = pages
    first.save(
        output, "PDF", save_all=True, append_images=rest, resolution=170, quality=_JPEG["quality"], **_NO_TIME
    )
    return "application/pdf", len(pages), output.getvalue()


def main() -> None:
    photo, limits = sys.argv[1] == "photo", Limits(**json.loads(sys.argv[2]))
    confine(limits.memory, limits.seconds)
    Image.MAX_IMAGE_PIXELS = limits.pixels
    say({"ready": True})
    try:
        content_type, pages, content = remade(sys.stdin.buffer.read(), photo, limits)
    except Refused as refusal:
        say({"refused": refusal.code, "values": refusal.values})
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        say({"refused": "too-many-pixels", "values": {"limit": limits.pixels // 10_000}})
    except MemoryError:
        say({"refused": "too-complex", "values": {}})
    except Exception:  # whatever a decoder raises: the file cannot be read
        say({"refused": "broken", "values": {}})
    else:
        say({"type": content_type, "pages": pages})
        sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def say(line: dict) -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
