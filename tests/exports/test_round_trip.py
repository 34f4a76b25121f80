"""What every kind exports goes back in without a change, whole or with masked numbers."""

import csv
import io

import pytest

from care_activities.models import Activity, CareContract, StandardRule
from stations.models import PartnerOrganisation, Squad, StaffMember, Station, SupportMember, Venue
from tests.care.test_visit_rounds import open_round
from tests.exports.asking import ask, content
from tests.exports.full_rows import FULL_ROWS
from tests.imports.sheets import ALL, ZHICHONG, bring_in, upload, workbook
from veterans.models import CardBatch
from veterans_portal.exports.reading import columns_of
from veterans_portal.imports.kinds import RESOURCES, resource_of

pytestmark = pytest.mark.django_db


def fill(user, kind):
    """Brings in the rows of `kind`, and before them those that they speak of."""
    station = Station.objects.get(code=ZHICHONG)
    StaffMember.objects.create(station=station, name="何站长", post=StaffMember.Post.HEAD)
    SupportMember.objects.create(station=station, name="梁社工", role=SupportMember.Role.SOCIAL_WORKER)
    CareContract.objects.create(
        station=station,
        name="2024年社工服务",
        provider=PartnerOrganisation.objects.create(station=station, name="社工中心", kind="social_work"),
        starts_on="2024-01-01",
        ends_on="2024-12-31",
        amount=1,
    )
    Squad.objects.create(station=station, name="党员一队", leader_name="何书记")
    PartnerOrganisation.objects.create(station=station, name="江海区法律援助处", kind="legal")
    street = Station.objects.get(code="440704004000")
    SupportMember.objects.create(station=street, name="王律师", role="legal_adviser")
    StandardRule.objects.create(station=station.parent.parent, item="site", is_asked=True)
    Venue.objects.create(station=station, name="共享书吧", kind=Venue.Kind.READING_ROOM)
    CardBatch.objects.create(station=station, name="2024年第一批", opened_on="2023-04-01")
    Venue.objects.create(station=station, name="军人之家", kind="home")
    Venue.objects.create(station=station, name="长者饭堂", kind="canteen")
    Activity.objects.create(station=station, date="2024-07-01", kind="study", topic="=榕树下议事")
    spoken_of = ("activities",) if kind == "attendance" else ()
    for each in dict.fromkeys(("people", "households", *spoken_of, kind)):
        if each == "visits":
            open_round(Station.objects.get(code="440704004000"))
        rows = FULL_ROWS[each]
        header = list(dict.fromkeys(name for row in rows for name in row))
        cells = [[row.get(name) for name in header] for row in rows]
        batch = bring_in(user, workbook([header, *cells]), kind=each, verbs=ALL)
        told = [row.reasons for row in batch.rows.all()]
        assert not batch.totals.get("rejected") and not batch.totals.get("held"), (batch.reason, told)


def export(user, kind, **options):
    """The file with everybody in it, also those who are gone."""
    everybody = {"status": "all"} if kind == "people" else {}
    return content(user, ask(user, kind, **options, **everybody))


def cells_of(file):
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("kind", RESOURCES)
def test_an_export_of_every_column_goes_back_in_without_a_change(cast, tree, kind):
    user = cast["city_manager"]
    fill(user, kind)
    headers = [column.column_name for column in columns_of(resource_of(kind))]
    rows = cells_of(export(user, kind, reveal=True))
    assert [name for name in headers if not any(row[name] for row in rows)] == []

    for reveal, file_format in ((True, "xlsx"), (True, "csv"), (False, "xlsx")):
        file = export(user, kind, reveal=reveal, file_format=file_format)
        batch = upload(user, file, kind=kind, name=f"导出.{file_format}", verbs=ALL)
        other = batch.rows.exclude(outcome="unchanged")
        told = [(row.number, row.outcome, row.changes, row.reasons) for row in other]
        assert batch.totals["unchanged"] == batch.totals["rows"] == len(rows), (reveal, batch.reason, told)
