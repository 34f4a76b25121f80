"""Taking an import back: what nobody touched since goes or becomes what it was; the rest is named."""

import pytest

from care_activities.models import Visit
from stations.models import AuditEntry, PartyOrganisation, Station, VillageGroup
from stations.services import ServiceError
from tests.imports.sheets import ALL, MAYI, ZHICHONG, bring_in, people, person, upload
from tests.veterans.people import register
from veterans import tallies
from veterans.models import (
    Benefit,
    Employment,
    Honour,
    Household,
    PartyMembership,
    PersonFile,
    Placement,
    ServiceRecord,
)
from veterans.services.people import person_update
from veterans.services.records import record_save
from veterans_portal.imports import pipeline
from veterans_portal.imports.models import ImportBatch

pytestmark = pytest.mark.django_db

FULL = {
    "手机": "10000000001",
    "户编号": "12",
    "户主": "陈志强",
    "村民小组": "第一组",
    "政治面貌": "中共党员",
    "所在党支部": "直冲村第一党支部",
    "入伍时间": "1988-12",
    "退役时间": "1992-12",
    "安置类别": "自主就业退役士兵",
    "优抚类别": "残疾军人、参战退役军人",
    "优抚待遇": "定期抚恤金",
    "月补助金额": "800",
    "残疾性质": "因公",
    "残疾等级": "八级",
    "就业状态": "创业",
    "荣誉称号": "优秀共产党员",
    "荣誉年份": "2019",
}
MODELS = (
    PersonFile,
    Household,
    VillageGroup,
    PartyOrganisation,
    ServiceRecord,
    Placement,
    Benefit,
    Employment,
)
MODELS += (Honour, PartyMembership)


@pytest.fixture
def manager(cast):
    return cast["city_manager"]


@pytest.fixture
def zhichong(tree):
    return tree[ZHICHONG]


def _state():
    """Every row of people and their parts, without what an undo may leave different."""
    ignored = {"version", "changed_at", "created_at"}
    rows = []
    for model in MODELS:
        for row in model.objects.order_by("pk"):
            fields = [f for f in model._meta.concrete_fields if f.name not in ignored]
            values = [getattr(row, f.attname) for f in fields]
            rows.append((model.__name__, *[v.open() if hasattr(v, "open") else v for v in values]))
    return rows


def test_what_was_created_goes_with_all_it_brought(manager):
    batch = bring_in(manager, people(person("陈志强", **FULL), person("梁国华", 户编号="12")))
    assert all(model.objects.exists() for model in MODELS)

    report = pipeline.undo(batch, user=manager)

    assert report == {"removed": 2, "restored": 0, "kept": []}
    assert not any(model.objects.exists() for model in MODELS)
    assert tallies.verify() == []
    assert batch.state == ImportBatch.State.UNDONE


def test_what_was_changed_becomes_what_it_was(manager, zhichong):
    known = register(zhichong, name="陈志强", mobile="10000000009", ethnicity="08", note="旧备注")
    record_save(actor=None, record=Employment(person=known, status="05"))
    before = _state()
    row = person("陈志强", 身份证号=known.id_number.open(), 民族="汉族", 备注="新备注", **FULL)
    batch = bring_in(manager, people(row), verbs=ALL)
    assert _state() != before

    report = pipeline.undo(batch, user=manager)

    assert report == {"removed": 0, "restored": 1, "kept": []}
    assert _state() == before
    assert tallies.verify() == []


def test_a_move_is_taken_back(manager, zhichong):
    known = register(zhichong, name="陈志强")
    row = person("陈志强", MAYI, 身份证号=known.id_number.open(), 户编号="7")
    batch = bring_in(manager, people(row), verbs=ALL)
    pipeline.undo(batch, user=manager)
    known.refresh_from_db()
    assert (known.managing_station, known.household) == (zhichong, None)
    assert not Household.objects.exists()
    assert tallies.verify() == []


def test_what_somebody_touched_since_is_kept_and_named(manager, zhichong):
    old = register(zhichong, name="李炳坤")
    rows = [
        person("陈志强", 户编号="1"),
        person("梁国华", 户编号="2"),
        person("李炳坤", 身份证号=old.id_number.open(), 民族="汉族"),
        person("黄永康", 就业状态="务农"),
        person("区兆基", 户编号="1"),
    ]
    batch = bring_in(manager, people(*rows))
    edited = PersonFile.objects.get(name="陈志强")
    person_update(actor=None, person=edited, note="补充")
    person_update(actor=None, person=PersonFile.objects.get(pk=old.pk), note="补充")
    employed = PersonFile.objects.get(name="黄永康").employment
    employed.employer = "农场"
    record_save(actor=None, record=employed)
    helped = PersonFile.objects.get(name="梁国华")
    record_save(actor=None, record=Honour(person=helped, title="先进个人"))

    report = pipeline.undo(batch, user=manager)

    assert (report["removed"], report["restored"]) == (1, 0)
    assert [kept["row"] for kept in report["kept"]] == [5, 4, 3, 2] or sorted(
        k["row"] for k in report["kept"]
    ) == [2, 3, 4, 5]
    assert all(kept["why"] for kept in report["kept"])
    assert sorted(PersonFile.objects.values_list("name", flat=True)) == sorted(
        ["陈志强", "梁国华", "李炳坤", "黄永康"]
    )
    old.refresh_from_db()
    assert (old.ethnicity, old.note) == ("01", "补充")
    assert set(Household.objects.values_list("number", flat=True)) == {"1", "2"}
    assert tallies.verify() == []


def test_a_person_who_was_visited_since_is_kept(manager, zhichong):
    batch = bring_in(manager, people(person("陈志强")))
    visited = PersonFile.objects.get()
    Visit.objects.create(
        station=zhichong, date="2024-02-01", occasion="spring_festival", method="home", person=visited
    )
    [kept] = pipeline.undo(batch, user=manager)["kept"]
    assert kept["row"] == 2 and "走访" in kept["why"]


def test_what_held_a_person_may_go_and_she_is_undone_after_all(manager, zhichong):
    batch = bring_in(manager, people(person("陈志强"), person("梁国华")))
    visited = PersonFile.objects.get(name="陈志强")
    visit = Visit.objects.create(
        station=zhichong, date="2024-02-01", occasion="spring_festival", method="home", person=visited
    )
    assert pipeline.undo(batch, user=manager)["removed"] == 1
    visit.delete()
    assert pipeline.undo(batch, user=manager) == {"removed": 2, "restored": 0, "kept": []}
    assert not PersonFile.objects.exists()


def test_undoing_twice_says_the_same(manager):
    batch = bring_in(manager, people(person("陈志强"), person("梁国华")))
    person_update(actor=None, person=PersonFile.objects.get(name="陈志强"), note="补充")
    first = pipeline.undo(batch, user=manager)
    assert pipeline.undo(batch, user=manager) == first
    assert first["removed"] == 1 and len(first["kept"]) == 1


def test_undoing_is_audited_for_each_person_and_the_batch(manager, zhichong):
    old = register(zhichong, name="李炳坤")
    row = person("李炳坤", 身份证号=old.id_number.open(), 民族="汉族")
    batch = bring_in(manager, people(person("陈志强"), row))
    pipeline.undo(batch, user=manager)
    entries = AuditEntry.objects.filter(action="undo", actor_id=manager.pk)
    assert entries.filter(target_type="veterans.personfile").count() == 2
    assert entries.get(target_type="veterans_portal.importbatch").target_id == batch.pk
    assert entries.get(target_id=old.pk, target_type="veterans.personfile").fields == ["ethnicity"]


def test_an_archive_number_is_not_given_again(manager):
    batch = bring_in(manager, people(person("陈志强")))
    pipeline.undo(batch, user=manager)
    bring_in(manager, people(person("梁国华")))
    assert PersonFile.objects.get().archive_no == f"{ZHICHONG}-0002"


def test_what_was_not_applied_cannot_be_undone(manager):
    batch = upload(manager, people(person("陈志强")))
    with pytest.raises(ServiceError):
        pipeline.undo(batch, user=manager)


def test_the_same_sheet_can_be_brought_in_again(manager):
    content = people(person("陈志强", **FULL))
    pipeline.undo(bring_in(manager, content), user=manager)
    assert bring_in(manager, content).totals["new"] == 1
    assert Station.objects.get(code=ZHICHONG).people.count() == 1
