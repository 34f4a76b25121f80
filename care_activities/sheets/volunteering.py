"""The sheet of 志愿服务: a row the hours of one volunteer on one day."""

from decimal import Decimal

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from stations.models import SupportMember
from stations.spreadsheets import (
    CodeWidget,
    DayWidget,
    IdWidget,
    NameWidget,
    NumberWidget,
    SheetResource,
    StationWidget,
    TextWidget,
    column_maker,
)
from stations.spreadsheets.cells import CellError
from veterans import sheet_targets
from veterans.sheet_cells import ArchiveNoWidget
from veterans.sheet_headers import FORBIDDEN
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import code_for

from .. import care_tallies, vocabulary
from ..models import VolunteerService
from ..models.volunteering import MOST_HOURS
from .headers import VOLUNTEERING

_row = column_maker(VOLUNTEERING)
_FILL_IN = _("请填写这一格")
_NO_STATION = _("没有写是哪个站；请填写站名或12位区划代码，或在导入时选择站")
_NO_VOLUNTEER = _("本站保障队伍里没有这位志愿者；请先登记，退役军人做志愿者的请填写档案编号或身份证号")
_SEVERAL = _("本站保障队伍里有同名的人；请在页面上登记")


class HoursWidget(NumberWidget):
    """Hours of a day, to a tenth; the unit may stand behind."""

    def parse(self, text, context):
        hours = super().parse(text.strip().removesuffix("小时").strip(), context)
        if not 0 < Decimal(hours) <= MOST_HOURS:
            raise CellError(_("时长应大于0、不超过24小时"))
        if Decimal(hours) != round(Decimal(hours), 1):
            raise CellError(_("时长最多一位小数，例如 2.5"))
        return hours


class VolunteeringResource(SheetResource):
    """One row a volunteer's day. A number leads to a veteran's file, a name alone to the support team."""

    kind = "volunteering"
    title = _("志愿服务")
    counted = _("次")
    model = VolunteerService
    forbidden = FORBIDDEN
    about = _("志愿者的服务日期、类别和时长，一行一次；退役军人做志愿者的，填档案编号或身份证号")
    needed = (("date",), ("name", "archive_no", "id_number"), ("hours",))
    uncompared = frozenset({"name", "id_number", "archive_no"})
    sources = {
        "name": Coalesce("person__name", "volunteer__name"),
        "id_number": "person__id_number",
        "archive_no": "person__archive_no",
    }

    station = _row("station", "所属站", StationWidget())
    town = _row("town", "所属镇街", TextWidget(40))
    date = _row("date", "服务日期", DayWidget())
    archive_no = _row("archive_no", "档案编号", ArchiveNoWidget())
    name = _row("name", "姓名", NameWidget())
    id_number = _row("id_number", "身份证号", IdWidget(), help_text=_("退役军人做志愿者的填写"))
    work = _row("work", "服务类别", CodeWidget(vocabulary.VolunteerWork, code_for))
    hours = _row("hours", "时长（小时）", HoursWidget())
    content = _row("content", "服务内容", TextWidget(200, [refuse_unit_designation]))

    def settle(self, row, context):
        for attribute in ("date", "work"):
            if attribute not in row.values and self.header(attribute) not in row.bad:
                row.refuse(self.header(attribute), _FILL_IN)
        told = {self.header(name) for name in self.uncompared}
        if not self.uncompared & row.values.keys() and not row.bad.keys() & told:
            row.refuse(self.header("name"), _FILL_IN)

    def locate(self, rows, context):
        numbered = [row for row in rows if row.values.keys() & {"archive_no", "id_number"}]
        sheet_targets.find_people(numbered, context, header=self.header("name"))
        self._find_volunteers([row for row in rows if row not in numbered])

    def _find_volunteers(self, rows):
        stations = {row.station_id for row in rows} - {None}
        members = SupportMember.objects.filter(
            station__in=stations, name__in={row.values["name"] for row in rows}
        )
        found = {}
        for pk, station, name in members.values_list("pk", "station_id", "name"):
            found.setdefault((station, name), []).append(pk)
        for row in rows:
            fitting = found.get((row.station_id, row.values["name"]), [])
            if row.station_id is None:
                row.refuse(self.header("station"), _NO_STATION)
            elif len(fitting) != 1:
                row.refuse(self.header("name"), _SEVERAL if fitting else _NO_VOLUNTEER)
            else:
                [row.links["volunteer"]] = fitting

    def key(self, row):
        return "/".join(map(str, _key_of(row)))

    def identify(self, rows, context):
        stations, dates = {row.station_id for row in rows}, {row.values["date"] for row in rows}
        known = {}
        columns = ("pk", "station_id", "date", "work", "volunteer_id", "person_id")
        stored = VolunteerService.objects.filter(station__in=stations, date__in=dates)
        for pk, station, date, *key in stored.values_list(*columns):
            known[station, date.isoformat(), *key] = pk
        for row in rows:
            row.target_id = known.get(_key_of(row))

    def require(self, row, context):
        super().require(row, context)
        if "hours" not in row.root and self.header("hours") not in row.bad:
            row.refuse(self.header("hours"), _FILL_IN)

    def new_roots(self, rows, context):
        return [
            {name: value for name, value in row.root.items() if name in self.own_fields} | _who(row)
            for row in rows
        ]

    def recount(self, station_ids):
        care_tallies.recount_care(station_ids)

    def label(self, row):
        person = row.links.get("person")
        return f"{row.values['date']} {person.archive_no if person else self.title}"

    def labels(self, ids):
        rows = VolunteerService.objects.filter(pk__in=ids).values_list("pk", "date", "person__archive_no")
        return {pk: f"{date} {archive_no or self.title}" for pk, date, archive_no in rows}


def _who(row):
    person = row.links.get("person")
    return {"person_id": person.pk} if person else {"volunteer_id": row.links["volunteer"]}


def _key_of(row):
    who = _who(row)
    values = row.values
    return (row.station_id, values["date"], values["work"], who.get("volunteer_id"), who.get("person_id"))
