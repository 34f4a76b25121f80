"""Photos and scans of a file: taken in, shown to who keeps the file, removed with what is stored of them."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.crypto import DecryptionError, decrypt_bytes, encrypt_bytes
from stations.roles import Verb
from stations.services import ServiceError

from ..attachments.remaking import remake
from ..models import Attachment, StoredFile
from ..vocabulary import AttachmentKind
from .records import record_delete, record_save
from .rights import require

MOST_PER_PERSON = 60
# A file without a row belongs to a transaction that failed or a person's file that was deleted, unless it is
# so young that its row may still be on the way.
ORPHAN_AGE = timedelta(days=1)
PARTS = 256
_ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


@dataclass(frozen=True)
class Opened:
    """An attachment in clear, with names to save it under: in plain letters, and in Chinese."""

    content: bytes
    content_type: str
    plain_name: str
    name: str


def attachment_add(*, actor, person, kind, content, title="") -> Attachment:
    """Keeps a new file made from the pictures in `content`, encrypted, as an attachment of `person`.

    Raises PermissionDenied, AttachmentRefused for a file that is none of the allowed kinds, ServiceError
    for the same file a second time or one too many, and ValidationError.
    """
    require(actor, Verb.CHANGE, person)
    if person.attachments.count() >= MOST_PER_PERSON:
        raise ServiceError(_("这份档案已有 %s 份附件，请先删除不用的。") % MOST_PER_PERSON)
    made = remake(content, photo=kind == AttachmentKind.PHOTO)
    attachment = Attachment(person=person, kind=kind, title=title, **stored_columns(made, actor))
    if person.attachments.filter(kind=kind, sha256=attachment.sha256).exists():
        raise ServiceError(_("这份附件已经上传过了，不用再传。"))
    file_store(attachment, made.content)
    try:
        return record_save(actor=actor, record=attachment)
    except BaseException:
        default_storage.delete(attachment.stored)
        raise


def stored_columns(made, actor) -> dict:
    """The columns of a StoredFile that is to hold `made` (Remade), under a new name."""
    return {
        "stored": _new_name(),
        "content_type": made.content_type,
        "size": len(made.content),
        "pages": made.pages,
        "sha256": hashlib.sha256(made.content).hexdigest(),
        "uploaded_by": actor,
    }


def file_store(row, content) -> None:
    """The file comes before the row: a row never points to nothing, and a file without a row is swept up."""
    sealed = encrypt_bytes(content, _context(row))
    default_storage.save(row.stored, ContentFile(sealed))


def file_keep(row, content) -> None:
    """Stores `content` and saves the new row of it; of a row that is refused nothing stays behind."""
    file_store(row, content)
    try:
        row.full_clean()
        row.save()
    except BaseException:
        default_storage.delete(row.stored)
        raise


@transaction.atomic
def attachment_remove(*, actor, attachment) -> None:
    """Deletes an attachment, and what is stored of it once that is certain."""
    stored = attachment.stored
    record_delete(actor=actor, record=attachment)
    transaction.on_commit(lambda: default_storage.delete(stored))


@transaction.atomic
def attachment_open(*, actor, attachment) -> Opened:
    """The attachment in clear, which the audit log notes. ServiceError when the storage has lost it."""
    require(actor, Verb.VIEW, attachment)
    person = attachment.person
    audit.record(
        audit.Action.DOWNLOAD,
        actor=actor,
        station=person.managing_station,
        target=attachment,
        fields=[attachment.kind],
    )
    label = attachment.get_kind_display()
    return opened(attachment, f"{person.archive_no}-{attachment.kind}", f"{person.archive_no}-{label}")


def opened(row, plain_name, name) -> Opened:
    """What a StoredFile holds, in clear, under the given names without ending."""
    ending = _ENDINGS[row.content_type]
    return Opened(
        content=_content(row),
        content_type=row.content_type,
        plain_name=f"{plain_name}.{ending}",
        name=f"{name}.{ending}",
    )


def photo_of(person) -> Attachment | None:
    """The latest portrait of `person`."""
    return person.attachments.filter(kind=AttachmentKind.PHOTO).order_by("-pk").first()


def photo_open(*, actor, person) -> bytes | None:
    """The latest portrait as JPEG, None without one; part of the page of the file, which is logged itself."""
    photo = photo_of(person)
    if photo is None:
        return None
    require(actor, Verb.VIEW, photo)
    return _content(photo)


def sweep(*, part: int) -> int:
    """Removes files that no row knows from one of the PARTS of the storage; returns how many.

    Names are random, so that each part holds as much, and no sweep is long.
    """
    folder = f"{part:02x}"
    try:
        names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return 0
    known = {
        name
        for model in apps.get_models()
        if issubclass(model, StoredFile)
        for name in model._base_manager.filter(stored__startswith=f"{folder}/").values_list(
            "stored", flat=True
        )
    }
    orphans = [name for name in names if name not in known and _is_old(name)]
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def _is_old(name):
    return default_storage.get_modified_time(name) < timezone.now() - ORPHAN_AGE


def _new_name():
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"


def _context(row):
    """Binds the content to its own name, so that nobody can put one file in the place of another."""
    return f"attachment:{row.stored}"


def _content(row):
    try:
        with default_storage.open(row.stored) as file:
            content = decrypt_bytes(file.read(), _context(row))
    except (FileNotFoundError, DecryptionError) as error:
        raise ServiceError(_("这份附件读不出来了，请删除后重新上传，并告诉系统管理员。")) from error
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise ServiceError(_("这份附件读不出来了，请删除后重新上传，并告诉系统管理员。"))
    return content
