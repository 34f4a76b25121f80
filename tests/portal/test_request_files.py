"""Attachments of requests: handed in at the desk, with a step, to a helper; and who opens them."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from care_activities.models import RequestFile, RequestSlip, ServiceRequest
from care_activities.services.request_files import request_file_add
from care_activities.services.request_slips import slip_send, slip_withdraw
from care_activities.services.requests import request_archive, request_close, request_register
from stations.models import AuditEntry, Membership, StaffMember, SupportMember, User
from tests.portal.test_requests import ZHICHONG, desk, press
from tests.veterans.hostile_attachments import picture
from veterans.attachments.remaking import remake
from veterans_portal.uploads import MOST_BYTES

pytestmark = pytest.mark.django_db
TIANFU = "440703006121"


def photo(name="a.png"):
    return SimpleUploadedFile(name, picture(), "image/png")


@pytest.fixture
def made():
    return remake(picture(), photo=False)


@pytest.fixture
def taken(tree):
    """`taken()`: a call at 直冲村, without its desk."""

    def take(**values):
        given = {"channel": "phone", "demand": "2", "content": "询问优抚补助", **values}
        return request_register(actor=None, station=tree[ZHICHONG], **given)

    return take


@pytest.fixture
def helper(tree):
    """A lawyer of 直冲村 who signs in as 协作人员 and sees her slips alone."""
    user = User.objects.create_user("lawyer", password="Jx-2026-Deng", full_name="李律师")
    Membership.objects.create(user=user, station=tree[ZHICHONG], role="partner")
    return SupportMember.objects.create(
        station=tree[ZHICHONG], name="李律师", role="legal_adviser", user=user
    )


def opens(client, file):
    return client.get(reverse("request-file", args=[file.pk])).status_code == 200


def sent_to(request, **whom):
    due = timezone.localdate() + datetime.timedelta(days=3)
    return slip_send(actor=None, request=request, asks="请解答", due_on=due, **whom)


def test_a_paper_is_kept_with_the_request_at_the_desk(sign_in, tree):
    client = sign_in("zhichong_staff")
    response = desk(client, tree, scan=photo())
    kept = RequestFile.objects.get()
    assert kept.request == ServiceRequest.objects.get() and kept.hop is None
    assert "本人材料" in response.content.decode()
    response = client.get(reverse("request-file", args=[kept.pk]))
    assert response["Content-Disposition"].startswith("attachment") and response.content[:2] == b"\xff\xd8"
    assert AuditEntry.objects.filter(action="download", target_id=str(kept.pk)).count() == 1


def test_what_is_no_picture_is_refused_and_nothing_is_taken(sign_in, tree):
    bad = SimpleUploadedFile("a.png", b"MZ not a picture", "image/png")
    html = desk(sign_in("zhichong_staff"), tree, scan=bad).content.decode()
    assert "这不是图片或 PDF" in html and "询问优抚补助" in html
    assert not ServiceRequest.objects.exists()


def test_a_paper_too_large_is_refused_before_it_is_held(sign_in, tree):
    big = SimpleUploadedFile("a.png", b"\0" * (MOST_BYTES + 1), "image/png")
    assert "文件超过" in desk(sign_in("zhichong_staff"), tree, scan=big).content.decode()
    assert not ServiceRequest.objects.exists()


def test_the_opinion_of_a_step_carries_its_paper(sign_in, taken):
    client, request = sign_in("zhichong_staff"), taken()
    html = press(client, request, "up.up", opinion="要镇街核实", scan=photo()).content.decode()
    kept = RequestFile.objects.get()
    assert (kept.hop.act, kept.hop.opinion) == ("up", "要镇街核实")
    assert reverse("request-file", args=[kept.pk]) in html
    assert opens(sign_in("street_manager"), kept)


def test_a_step_that_is_refused_keeps_no_paper(sign_in, taken):
    html = press(sign_in("zhichong_staff"), taken(), "close.close", result=" ", scan=photo()).content.decode()
    assert "需要改" in html and not RequestFile.objects.exists()


def test_papers_are_added_and_removed_until_it_is_archived(sign_in, taken):
    client, request = sign_in("zhichong_staff"), taken()
    address = reverse("request-files", args=[request.pk])
    html = client.post(address, {"kind": "letter", "file": photo()}, follow=True).content.decode()
    assert "已上传：来信原件" in html
    client.post(address, {"kind": "letter", "file": photo()})  # the same once more
    kept = RequestFile.objects.get()
    request_close(actor=None, request=request, result="好了")
    request_archive(actor=None, request=ServiceRequest.objects.get())
    gone = reverse("request-file-remove", args=[kept.pk])
    assert "已归档" in client.post(gone, follow=True).content.decode()
    assert client.post(address, {"kind": "photo", "file": photo()}).status_code == 403
    ServiceRequest.objects.update(state="closed")
    assert "已删除" in client.post(gone, follow=True).content.decode()
    assert not RequestFile.objects.exists()


def test_of_health_only_the_chain_opens_the_papers(sign_in, taken, made):
    request = taken(is_private=True)
    file = request_file_add(actor=None, request=request, made=made)
    assert opens(sign_in("zhichong_staff"), file)
    above = sign_in("district_manager")
    assert not opens(above, file)
    assert above.get(reverse("request-files", args=[request.pk])).status_code == 404
    assert (
        reverse("request-file", args=[file.pk])
        not in above.get(reverse("request", args=[request.pk])).content.decode()
    )


def test_who_is_complained_about_opens_nothing(sign_in, cast, tree, taken, made):
    about = StaffMember.objects.create(
        station=tree[ZHICHONG], name="何某", post="worker", user=cast["zhichong_staff"]
    )
    file = request_file_add(actor=None, request=taken(about_staff=about), made=made)
    assert not opens(sign_in("zhichong_staff"), file)
    assert opens(sign_in("street_manager"), file)


def test_a_helper_opens_what_her_slip_names_and_nothing_else(client, taken, made, helper):
    request = taken()
    named = request_file_add(actor=None, request=request, made=made, kind="paper")
    other = request_file_add(actor=None, request=request, made=made, kind="photo")
    slip = sent_to(request, to_member=helper, files=[named])
    client.force_login(helper.user)
    assert opens(client, named) and not opens(client, other)
    html = client.get(reverse("request-slip", args=[slip.pk])).content.decode()
    assert reverse("request-file", args=[named.pk]) in html
    slip_withdraw(actor=None, slip=slip)
    assert not opens(client, named)


def test_files_are_chosen_for_a_slip_on_the_page(sign_in, taken, made, helper):
    client, request = sign_in("zhichong_staff"), taken()
    named = request_file_add(actor=None, request=request, made=made)
    foreign = request_file_add(actor=None, request=taken(), made=made)
    due = timezone.localdate().isoformat()
    answers = {"asks": "请解答", "due_on": due, "to_member": helper.pk}
    press(client, request, "slip.slip", **answers, files=[foreign.pk])
    assert not RequestSlip.objects.exists()
    press(client, request, "slip.slip", **answers, files=[named.pk])
    assert list(RequestSlip.objects.get().files.all()) == [named]


def test_a_helper_answers_with_a_picture_that_the_desk_opens(client, sign_in, taken, helper):
    request = taken()
    slip = sent_to(request, to_member=helper)
    client.force_login(helper.user)
    given = {"answer": "已上门", "version": slip.version, "scan": photo()}
    html = client.post(reverse("request-slip", args=[slip.pk]), given, follow=True).content.decode()
    kept = RequestFile.objects.get()
    assert kept.hop.act == "answered" and reverse("request-file", args=[kept.pk]) in html
    assert opens(client, kept) and opens(sign_in("zhichong_staff"), kept)


def test_a_slip_of_a_private_request_is_read_by_its_helper_and_the_chain_alone(sign_in, tree, taken):
    slip = sent_to(taken(is_private=True), to_station=tree[TIANFU])
    address = reverse("request-slip", args=[slip.pk])
    assert sign_in("tianfu_staff").get(address).status_code == 200
    assert sign_in("zhichong_staff").get(address).status_code == 200
    assert sign_in("district_manager").get(address).status_code == 404
