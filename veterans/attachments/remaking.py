"""Makes an uploaded picture or scan anew, without trusting it: see remaking_child.py."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from stations import confinement

from .kinds import MEGABYTE, Limits, Refused, kind_of

CHILD = Path(__file__).with_name("remaking_child.py")
LIMITS = Limits()
_TYPES = ("image/jpeg", "application/pdf")

MESSAGES = {
    "archive": _("这是压缩包。请解压后上传里面的图片或 PDF。"),
    "broken": _("文件不完整或已损坏，读不出图像。请重新拍照或扫描，再上传。"),
    "document": _("这是文档或表格。请拍照上传，或另存为 PDF 再上传。"),
    "empty": _("文件里没有内容。请确认选对了文件，再上传。"),
    "encrypted": _("这个 PDF 有密码。请取消密码后再上传，或拍照上传。"),
    "heic": _(
        "这是 HEIC 格式的照片，多数电脑打不开。请在手机“设置”的“相机”“格式”中选“兼容性最佳”后重拍，"
        "或截图后上传。"
    ),
    "no-picture": _("这不是图片或 PDF。请上传 JPG、PNG、WEBP、BMP、TIFF 图片，或扫描的 PDF。"),
    "photo-no-picture": _("本人照片请上传 JPG 或 PNG 图片。"),
    "too-complex": _("文件太复杂，处理不了。请拍照上传，或分成几份再上传。"),
    "too-large": _("文件超过 %(limit)s MB。请缩小图片，或分成几份再上传。"),
    "too-many-pages": _("超过 %(limit)s 页。请分成几份再上传。"),
    "too-many-pixels": _("图片超过 %(limit)s 万像素。请缩小后再上传。"),
}


class AttachmentRefused(Exception):
    """The file is refused. `code` is stable, `message` one plain sentence with what to do."""

    def __init__(self, code: str, **values):
        self.code = code
        self.message = MESSAGES[code] % values if values else MESSAGES[code]
        super().__init__(code)

    def __str__(self) -> str:
        return str(self.message)


class RemakerUnavailable(RuntimeError):
    """The child did not start: a fault of the installation, not of the file."""


@dataclass(frozen=True)
class Remade:
    """The new content: a JPEG, or a PDF of `pages` plain pictures."""

    content: bytes
    content_type: str
    pages: int


def remake(content: bytes, *, photo: bool, limits: Limits = LIMITS) -> Remade:
    """A new file that shows what `content` shows and carries nothing else of it.

    `photo`: a portrait, which must be a picture. Raises AttachmentRefused for what is too large, is no
    picture or PDF, or harms or outlives the child process.
    """
    if len(content) > limits.max_bytes:
        raise AttachmentRefused("too-large", limit=limits.max_bytes // MEGABYTE)
    try:
        kind_of(content)  # most of what is refused needs no process
    except Refused as refusal:
        raise AttachmentRefused(refusal.code, **refusal.values) from refusal
    arguments = ["photo" if photo else "scan", json.dumps(asdict(limits))]
    try:
        status, output = confinement.run(
            CHILD, arguments, content, seconds=2 * limits.seconds, most=limits.max_output
        )
    except confinement.Stalled as error:
        raise AttachmentRefused("too-complex") from error
    return _verdict(status, output)


def _verdict(status: int, output: bytes) -> Remade:
    """What the child said, as far as it is what a child may say."""
    ready, _newline, rest = output.partition(b"\n")
    if not ready:
        raise RemakerUnavailable(f"The process for attachments did not start (exit status {status}).")
    verdict, _newline, content = rest.partition(b"\n")
    if status or not verdict:
        raise AttachmentRefused("too-complex")
    try:
        said = json.loads(verdict)
        if "refused" in said:
            raise AttachmentRefused(said["refused"], **said["values"])
        remade = Remade(content, said["type"], int(said["pages"]))
    except (ValueError, TypeError, KeyError) as error:
        raise AttachmentRefused("broken") from error
    if remade.content_type not in _TYPES or not content:
        raise AttachmentRefused("broken")
    return remade
