"""咨询: who may register, read and correct one, and what it refuses."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from care_activities.models import Consultation
from care_activities.services import consultations as service
from stations.models import AuditEntry, Conflict, SupportMember
from tests.exports.asking import ask, content
from tests.imports.sheets import bring_in, outcomes, verdicts, workbook
from tests.veterans.people import register

pytestmark = pytest.mark.django_db
STREET = "440704004000"


@pytest.fixture
def lawyer(tree):
    """Of the street, whom 直冲村 may call on."""
    return SupportMember.objects.create(station=tree[STREET], name="王律师", role="legal_adviser")


@pytest.fixture
def consult(zhichong, lawyer):
    def make(actor=None, **values):
        values = {
            "station": zhichong,
            "date": datetime.date(2024, 5, 6),
            "adviser": lawyer,
            "topic": "housing",
            "question": "老屋确权找谁办",
            "outcome": "answered",
            **values,
        }
        return service.consultation_record(actor=actor, **values)

    return make


def test_the_log_names_the_file_and_not_what_was_asked(cast, consult, zhichong):
    person = register(zhichong, "王水生")
    row = consult(cast["zhichong_staff"], person=person)
    entry = AuditEntry.objects.get(target_type="care_activities.consultation")
    assert entry.target_label == f"2024-05-06 房产 {person.archive_no}"
    assert (entry.action, entry.actor_id) == ("create", cast["zhichong_staff"].pk)
    assert row.person == person


def test_who_reads_it(cast, consult, zhichong, tianfu):
    """The station where it happened and the one that keeps the file; not the one where somebody only lives."""
    ours = register(zhichong, "王水生", residence_station=tianfu)
    theirs = register(tianfu, "陈志强", residence_station=zhichong)
    of_ours, of_theirs, anonymous = consult(person=ours), consult(person=theirs), consult()

    def seen(name):
        return set(Consultation.objects.visible_to(cast[name]))

    assert seen("zhichong_staff") == seen("street_manager") == {of_ours, of_theirs, anonymous}
    assert seen("tianfu_staff") == {of_theirs}
    assert set(Consultation.objects.visible_to(cast["tianfu_staff"], "change")) == set()
    assert seen("official_city") == seen("twin_staff") == set()


def test_only_at_ones_own_station_and_of_people_in_reach(cast, consult, tianfu, zhichong):
    with pytest.raises(PermissionDenied):
        consult(cast["tianfu_staff"])
    with pytest.raises(PermissionDenied):
        consult(cast["zhichong_staff"], person=register(tianfu, "陈志强"))
    resident = register(tianfu, "梁国华", residence_station=zhichong)
    assert consult(cast["zhichong_staff"], person=resident).person == resident


def test_what_is_refused(consult, tianfu):
    stranger = SupportMember.objects.create(station=tianfu, name="李警官", role="police")
    for values, field in (
        ({"adviser": stranger}, "adviser"),
        ({"date": timezone.localdate() + datetime.timedelta(days=1)}, "date"),
        ({"question": "原某番号部队的待遇"}, "question"),
        ({"topic": ""}, "topic"),
    ):
        with pytest.raises(ValidationError) as refusal:
            consult(**values)
        assert list(refusal.value.message_dict) == [field]
    assert not Consultation.objects.exists()


def test_two_who_correct_one(cast, consult):
    pk = consult().pk
    mine, theirs = Consultation.objects.get(pk=pk), Consultation.objects.get(pk=pk)
    service.consultation_update(actor=cast["zhichong_staff"], consultation=theirs, advice="到镇街办理")
    with pytest.raises(Conflict):
        service.consultation_update(actor=cast["zhichong_staff"], consultation=mine, advice="找律师")
    assert Consultation.objects.get(pk=mine.pk).advice == "到镇街办理"


def test_deleting_leaves_an_entry(cast, consult):
    row = consult()
    with pytest.raises(PermissionDenied):
        service.consultation_delete(actor=cast["tianfu_staff"], consultation=row)
    service.consultation_delete(actor=cast["zhichong_staff"], consultation=row)
    assert not Consultation.objects.exists()
    assert AuditEntry.objects.filter(action="delete", target_type="care_activities.consultation").exists()


def test_whom_a_station_can_call_on(cast, zhichong, tianfu, lawyer):
    day = datetime.date(2024, 5, 6)
    own = SupportMember.objects.create(station=zhichong, name="陈志愿", role="volunteer")
    SupportMember.objects.create(station=zhichong, name="走了", role="volunteer", left_on=day)
    SupportMember.objects.create(
        station=zhichong, name="未到", role="volunteer", joined_on=day + datetime.timedelta(days=1)
    )
    SupportMember.objects.create(station=tianfu, name="别处", role="volunteer")
    assert set(service.advisers_of(cast["zhichong_staff"], zhichong, day)) == {own, lawyer}


# The sheet


def _bring(user, *rows, **options):
    header = list(dict.fromkeys(name for row in rows for name in row))
    file = workbook([header, *([row.get(name) for name in header] for row in rows)])
    return bring_in(user, file, kind="consultations", **options)


def _row(**cells):
    return {
        "所属社区": "直冲村",
        "服务时间": "2024-05-06",
        "法律顾问": "王律师",
        "事项类别": "房产纠纷",
        "咨询内容": "老屋确权找谁办",
        "处理结果": "答复",
        **cells,
    }


def test_a_sheet_of_consultations(cast, zhichong, lawyer):
    person = register(zhichong, "王水生")
    rows = [_row(), _row(服务对象="王水生"), _row(法律顾问="没登记的"), _row(服务对象="不在册的")]
    batch = _bring(cast["district_manager"], *rows)
    assert outcomes(batch) == ["new", "new", "rejected", "rejected"], verdicts(batch)
    assert set(Consultation.objects.values_list("person", "adviser")) == {
        (None, lawyer.pk),
        (person.pk, lawyer.pk),
    }
    again = _bring(cast["district_manager"], _row(), _row(服务对象="王水生", 解答情况="到镇街办理"))
    assert outcomes(again) == ["unchanged", "changed"], verdicts(again)


def test_namesakes_are_told_apart_by_role_and_the_nearest_wins(cast, zhichong, lawyer):
    own = SupportMember.objects.create(station=zhichong, name="王律师", role="volunteer")
    batch = _bring(cast["district_manager"], _row(), _row(接待人角色="社区法律顾问", 咨询内容="另一件"))
    assert outcomes(batch) == ["new", "new"], verdicts(batch)
    assert set(Consultation.objects.values_list("question", "adviser")) == {
        ("老屋确权找谁办", own.pk),
        ("另一件", lawyer.pk),
    }
    SupportMember.objects.create(station=zhichong, name="王律师", role="police")
    batch = _bring(cast["district_manager"], _row(咨询内容="第三件"))
    assert outcomes(batch) == ["rejected"]


def test_the_export_holds_what_the_exporter_keeps(cast, tree, consult, zhichong, tianfu):
    consult(question="本村的事")
    consult(station=tianfu, adviser=SupportMember.objects.create(station=tianfu, name="李", role="police"))
    file = content(cast["street_manager"], ask(cast["street_manager"], "consultations")).decode("utf-8-sig")
    assert "本村的事" in file and file.strip().count("\n") == 1
