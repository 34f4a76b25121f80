"""Photos and scans of a file: what comes in, what is kept of it, who gets it back."""

import io
import os
import re
import time
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from stations.models import AuditEntry, Membership
from stations.services import ServiceError
from tests.veterans.hostile_attachments import (
    HARMLESS,
    MARKS,
    SENTENCE,
    hostile_files,
    located,
    pdf,
    picture,
)
from tests.veterans.people import register
from veterans.attachments.remaking import MESSAGES
from veterans.models import Attachment
from veterans.services import attachments as service
from veterans.services.attachments import attachment_add, attachment_open, sweep
from veterans.services.people import person_delete
from veterans_portal.people.file.photo import photo_url
from veterans_portal.people.panels import panels_of

from . import stage

pytestmark = pytest.mark.django_db
BOUNDARY = "line-between"
HOSTILE = hostile_files()


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "attachments"
    return settings.MEDIA_ROOT


@pytest.fixture
def person(tree):
    return register(tree[stage.ZHICHONG], "陈志强")


def stored_files(storage) -> list[Path]:
    return [path for path in Path(storage).rglob("*") if path.is_file()]


def upload(client, person, content, *, kind="other", name="a.jpg", claimed="image/jpeg", title=""):
    """Posts the form byte by byte, so that name and type are what an attacker would write."""
    fields = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in {"kind": kind, "title": title}.items()
    )
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = (
        f"{fields}{head}Content-Type: {claimed}\r\n\r\n".encode()
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    return client.generic(
        "POST", f"/people/{person.pk}/attachments/", body, f"multipart/form-data; boundary={BOUNDARY}"
    )


def errors_of(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


def sentence(code):
    """The sentence of a refusal, whatever its numbers are."""
    return re.compile(re.sub(r"%\\?\(\w+\\?\)s", r"\\d+", re.escape(str(MESSAGES[code]))))


@pytest.mark.parametrize("hostile", HOSTILE, ids=[hostile.title for hostile in HOSTILE])
def test_a_hostile_file_is_refused_or_made_harmless(sign_in, cast, person, storage, hostile):
    client = sign_in("zhichong_staff")
    response = upload(
        client, person, hostile.content, kind=hostile.kind, name=hostile.file_name, claimed=hostile.claimed
    )
    if hostile.outcome == SENTENCE:
        assert response.status_code == 200 and not Attachment.objects.exists()
        [error] = errors_of(response)
        assert any(sentence(code).fullmatch(error) for code in MESSAGES), error
        assert not stored_files(storage)
        return
    assert response.status_code == 302, response.context and errors_of(response)
    attachment = Attachment.objects.get()
    assert_harmless(client.get(f"/people/attachments/{attachment.pk}/"))
    [kept] = stored_files(storage)
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{32}", str(kept.relative_to(storage)))
    # Three bytes may well stand in an encrypted file by chance.
    marks = [mark for mark in (*MARKS, b"JFIF", b"%PDF") if len(mark) > 3]
    assert not any(mark in kept.read_bytes() for mark in marks)
    stranger = Client()
    stranger.force_login(cast["tianfu_staff"])
    assert stranger.get(f"/people/attachments/{attachment.pk}/").status_code == 404
    assert client.get("/healthz").status_code == 200


def assert_harmless(response):
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert not any(mark in response.content for mark in MARKS)
    if response["Content-Type"] == "application/pdf":
        document = pypdfium2.PdfDocument(response.content)
        assert len(document) >= 1 and not document.count_attachments()
        return
    assert response["Content-Type"] == "image/jpeg"
    made = Image.open(io.BytesIO(response.content))
    made.load()
    assert made.format == "JPEG" and not made.getexif() and "comment" not in made.info
    assert getattr(made, "n_frames", 1) == 1


def test_there_are_sixty():
    assert len({hostile.content for hostile in HOSTILE}) >= 60
    assert len([hostile for hostile in HOSTILE if hostile.outcome == HARMLESS]) >= 25


def test_a_photo_stands_upright_and_says_nothing_of_its_place(sign_in, person):
    client = sign_in("zhichong_staff")
    assert Image.open(io.BytesIO(located())).getexif().get_ifd(0x8825)
    assert upload(client, person, located(), kind="photo").status_code == 302
    response = client.get(f"/people/{person.pk}/photo/")
    assert response["Content-Type"] == "image/jpeg" and response["X-Content-Type-Options"] == "nosniff"
    made = Image.open(io.BytesIO(response.content))
    assert made.size == (120, 160) and not made.getexif()
    assert not AuditEntry.objects.filter(action="download").exists()


def test_large_pictures_are_made_smaller(sign_in, person):
    client = sign_in("zhichong_staff")
    upload(client, person, picture(size=(4_000, 3_000)), kind="id_card")
    upload(client, person, picture(size=(4_000, 3_000)), kind="photo")
    sizes = [
        Image.open(io.BytesIO(attachment_open(actor=None, attachment=row).content)).size
        for row in Attachment.objects.order_by("pk")
    ]
    assert sizes == [(2_400, 1_800), (1_200, 900)]


def test_a_scan_of_several_pages_stays_one_document(sign_in, person):
    client = sign_in("zhichong_staff")
    assert upload(client, person, pdf(pages=3), kind="discharge", title="退伍证").status_code == 302
    attachment = Attachment.objects.get()
    assert (attachment.content_type, attachment.pages) == ("application/pdf", 3)
    response = client.get(f"/people/{person.pk}/attachments/")
    assert "退伍证" in response.content.decode() and "PDF，3 页" in response.content.decode()


def test_the_name_of_a_download_is_ours(sign_in, person):
    client = sign_in("zhichong_staff")
    upload(client, person, picture(), kind="id_card", name="陈志强身份证.jpg")
    attachment = Attachment.objects.get()
    disposition = client.get(f"/people/attachments/{attachment.pk}/")["Content-Disposition"]
    number = person.archive_no
    assert disposition.startswith(f'attachment; filename="{number}-id_card.jpg"; ')
    assert disposition.endswith("-%E8%BA%AB%E4%BB%BD%E8%AF%81.jpg")
    entry = AuditEntry.objects.get(action="download")
    assert entry.target_label == number and entry.actor_label.startswith("zhichong_staff")


@pytest.mark.parametrize(
    ("username", "sees"),
    [
        ("zhichong_staff", True),
        ("street_manager", True),
        ("tianfu_staff", False),
        ("official_city", False),
        ("auditor", False),
    ],
)
def test_only_who_keeps_the_file_gets_it(sign_in, person, username, sees):
    made = attachment_add(actor=None, person=person, kind="photo", content=picture())
    client = sign_in(username)
    for address in (
        f"/people/{person.pk}/attachments/",
        f"/people/attachments/{made.pk}/",
        f"/people/{person.pk}/photo/",
    ):
        assert (client.get(address).status_code == 200) == sees, address
    if not sees:
        assert client.post(f"/people/attachments/{made.pk}/remove/").status_code in (403, 404)
        assert upload(client, person, picture()).status_code in (403, 404)
        assert Attachment.objects.count() == 1


def test_the_residence_station_gets_neither_photo_nor_scan(tree, sign_in):
    person = register(tree[stage.TIANFU], residence_station=tree[stage.ZHICHONG])
    made = attachment_add(actor=None, person=person, kind="photo", content=picture())
    client = sign_in("zhichong_staff")
    assert client.get(f"/people/{person.pk}/").status_code == 200
    for address in (
        f"/people/{person.pk}/attachments/",
        f"/people/attachments/{made.pk}/",
        f"/people/{person.pk}/photo/",
    ):
        assert client.get(address).status_code == 404
    assert upload(client, person, picture()).status_code == 404


def test_who_lost_her_post_loses_the_attachments(sign_in, cast, person):
    made = attachment_add(actor=None, person=person, kind="other", content=picture())
    client = sign_in("zhichong_staff")
    assert client.get(f"/people/attachments/{made.pk}/").status_code == 200
    Membership.objects.filter(user=cast["zhichong_staff"]).delete()
    assert client.get(f"/people/attachments/{made.pk}/").status_code == 403


def test_removing_takes_the_file_away(sign_in, person, storage, django_capture_on_commit_callbacks):
    client = sign_in("zhichong_staff")
    upload(client, person, picture())
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/people/attachments/{Attachment.objects.get().pk}/remove/", follow=True)
    assert "已删除：其他" in response.content.decode()
    assert not Attachment.objects.exists() and not stored_files(storage)
    actions = AuditEntry.objects.filter(target_type="veterans.attachment").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["create", "delete"]


def test_the_same_file_is_kept_once(sign_in, person, storage):
    client = sign_in("zhichong_staff")
    for content in (picture(), pdf()):
        assert upload(client, person, content).status_code == 302
        assert errors_of(upload(client, person, content)) == ["这份附件已经上传过了，不用再传。"]
    assert len(stored_files(storage)) == 2


def test_a_refused_upload_keeps_what_was_typed(sign_in, person):
    response = upload(sign_in("zhichong_staff"), person, b"", kind="id_card", title="正面")
    assert response.context["form"]["title"].value() == "正面"
    html = response.content.decode()
    assert 'value="id_card" selected' in html and str(MESSAGES["empty"]) in html


def test_an_upload_without_a_kind_or_token_is_refused(sign_in, cast, person, storage):
    assert errors_of(upload(sign_in("zhichong_staff"), person, picture(), kind="")) == ["请填写这一项。"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast["zhichong_staff"])
    assert upload(strict, person, picture()).status_code == 403
    assert not stored_files(storage)


def test_a_file_has_room_for_so_many(sign_in, person, monkeypatch):
    monkeypatch.setattr(service, "MOST_PER_PERSON", 1)
    client = sign_in("zhichong_staff")
    upload(client, person, picture())
    assert errors_of(upload(client, person, pdf())) == ["这份档案已有 1 份附件，请先删除不用的。"]


def test_a_file_put_in_the_place_of_another_is_not_served(sign_in, person, storage):
    first, second = (
        attachment_add(actor=None, person=person, kind="other", content=content)
        for content in (picture(), pdf())
    )
    Path(storage, first.stored).write_bytes(Path(storage, second.stored).read_bytes())
    with pytest.raises(ServiceError):
        attachment_open(actor=None, attachment=first)
    response = sign_in("zhichong_staff").get(f"/people/attachments/{first.pk}/", follow=True)
    assert "这份附件读不出来了" in response.content.decode()


def test_a_row_that_is_not_saved_leaves_no_file(person, storage):
    with pytest.raises(Exception, match="title"):
        attachment_add(actor=None, person=person, kind="other", content=picture(), title="长" * 61)
    assert not Attachment.objects.exists() and not stored_files(storage)


def test_only_old_files_without_a_row_are_swept_up(person, storage):
    kept = attachment_add(actor=None, person=person, kind="other", content=picture())
    shard = kept.stored[:2]
    for name in ("old", "young"):
        default_storage.save(f"{shard}/{name}", ContentFile(b"-"))
    two_days_ago = time.time() - 2 * 86_400
    for name in (kept.stored, f"{shard}/old"):
        os.utime(Path(storage, name), (two_days_ago, two_days_ago))
    assert sweep(part=int(shard, 16)) == 1
    assert {path.name for path in stored_files(storage)} == {Path(kept.stored).name, "young"}


def test_the_list_costs_the_same_for_one_and_for_many(sign_in, person):
    client = sign_in("zhichong_staff")
    client.get(f"/people/{person.pk}/attachments/")  # what a page keeps for a minute is asked for once
    counts = []
    for size in (100, 101, 102):
        attachment_add(actor=None, person=person, kind="other", content=picture(size=(size, 50)))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/people/{person.pk}/attachments/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[-1] <= 8


def test_the_page_of_a_file_shows_the_latest_and_the_newest_photo(cast, person):
    assert photo_url(person) == ""
    made = [
        attachment_add(actor=None, person=person, kind="photo", content=picture(size=(size, 60)))
        for size in (50, 51)
    ]
    assert photo_url(person) == f"/people/{person.pk}/photo/?v={made[-1].pk}"
    panel = next(one for one in panels_of(cast["zhichong_staff"], person) if one.key == "attachments")
    assert panel.actions[0]["url"] == f"/people/{person.pk}/attachments/#upload"
    html = render_to_string(panel.template, {**panel.context, "person": person})
    assert html.count("本人照片</a>") == 2 and "管理附件" in html and "删除" not in html


def test_a_file_that_is_deleted_leaves_nothing_behind_for_long(person, storage):
    made = attachment_add(actor=None, person=person, kind="other", content=picture())
    person_delete(actor=None, person=person)
    old = time.time() - 2 * 86_400
    os.utime(Path(storage, made.stored), (old, old))
    assert sweep(part=int(made.stored[:2], 16)) == 1 and not stored_files(storage)
