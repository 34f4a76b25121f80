"""The library: versions, scans, who reads what, and what must stay."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from care_activities.models import StationDocument, StationDocumentFile
from care_activities.services import station_documents as service
from stations.models import AuditEntry, Conflict
from stations.services import ServiceError
from tests.veterans.hostile_attachments import picture
from veterans.attachments.remaking import remake

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


@pytest.fixture(scope="module")
def made():
    return remake(picture(), photo=False)


def added(station, label="第一版", *, actor=None, made=None, supersedes=None, **values):
    values = {"title": "工作制度", "kind": "rules", "effective_on": today(), "text": "略", **values}
    return service.document_add(
        actor=actor, station=station, made=made, supersedes=supersedes, version_label=label, **values
    )


def test_the_next_version_is_shown_and_the_earlier_ones_stay(zhichong):
    first = added(zhichong)
    second = added(zhichong, "第二版", supersedes=first)
    third = added(zhichong, "第三版", supersedes=second)
    assert list(StationDocument.objects.current()) == [third]
    for one in (first, second, third):
        assert service.versions_of(one) == [third, second, first]
    with pytest.raises(ServiceError, match="新的版本"):
        added(zhichong, "另一版", supersedes=first)
    with pytest.raises(ServiceError, match="旧版本不能再改"):
        service.document_update(actor=None, document=StationDocument.objects.get(pk=first.pk), text="改")


def test_a_document_says_something_and_its_version_has_a_name_of_its_own(zhichong, made):
    with pytest.raises(ValidationError, match="扫描件"):
        added(zhichong, text="")
    added(zhichong, text="", made=made)
    with pytest.raises(ValidationError, match="换一个版本名称"):
        added(zhichong)
    assert StationDocument.objects.count() == 1


def test_the_scan_is_kept_encrypted_and_read_by_the_stations_below(tree, cast, made):
    document = added(tree["440704000000"], made=made, text="")
    scan = StationDocumentFile.objects.get()
    with default_storage.open(scan.stored) as file:
        assert made.content[:64] not in file.read()
    for reader in ("zhichong_staff", "street_manager", "city_manager"):
        assert service.document_open(actor=cast[reader], document=document).content == made.content
    for stranger in ("tianfu_staff", "official_district", "auditor"):
        with pytest.raises(PermissionDenied), transaction.atomic():
            service.document_open(actor=cast[stranger], document=document)
    entries = AuditEntry.objects.filter(action="download", target_type="care_activities.stationdocument")
    assert entries.count() == 3


def test_who_reads_it_from_below_does_not_change_it(tree, cast):
    document = added(tree["440704000000"])
    offered = StationDocument.objects.offered_to(cast["zhichong_staff"])
    assert list(offered) == [document]
    assert not StationDocument.objects.visible_to(cast["zhichong_staff"]).exists()
    for act in (
        lambda: service.document_update(actor=cast["zhichong_staff"], document=document, text="改"),
        lambda: service.document_delete(actor=cast["zhichong_staff"], document=document),
        lambda: added(tree["440704004212"], "第二版", actor=cast["zhichong_staff"], supersedes=document),
    ):
        with pytest.raises(PermissionDenied), transaction.atomic():
            act()


def test_abolished_is_no_longer_in_use(zhichong):
    document = added(zhichong)
    with pytest.raises(ValidationError, match="生效日期"), transaction.atomic():
        service.document_update(actor=None, document=document, ended_on=today() - datetime.timedelta(days=1))
    document.refresh_from_db()
    service.document_update(actor=None, document=document, ended_on=today())
    assert not StationDocument.objects.current().exists() and StationDocument.objects.exists()


def test_of_two_who_edit_one_document_the_second_is_told(zhichong):
    document = added(zhichong)
    mine, yours = (StationDocument.objects.get(pk=document.pk) for _ in range(2))
    service.document_update(actor=None, document=mine, is_posted=True)
    with pytest.raises(Conflict):
        service.document_update(actor=None, document=yours, is_posted=False)


def test_deleting_takes_the_scan_with_it_and_spares_what_has_a_newer_version(
    zhichong, made, django_capture_on_commit_callbacks
):
    first = added(zhichong, made=made)
    second = added(zhichong, "第二版", supersedes=first)
    with pytest.raises(ServiceError, match="留存"):
        service.document_delete(actor=None, document=StationDocument.objects.get(pk=first.pk))
    stored = StationDocumentFile.objects.get().stored
    service.document_delete(actor=None, document=second)
    with django_capture_on_commit_callbacks(execute=True):
        service.document_delete(actor=None, document=StationDocument.objects.get(pk=first.pk))
    assert not StationDocument.objects.exists() and not default_storage.exists(stored)
