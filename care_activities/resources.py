"""The sheets of what is done: visits (走访慰问) and plaques (光荣牌)."""

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import (
    AmountWidget,
    CodeWidget,
    DayWidget,
    IdWidget,
    NameWidget,
    SheetResource,
    StationWidget,
    TextWidget,
    YesNoWidget,
    column_maker,
)
from veterans import sheet_targets
from veterans.models import PersonFile
from veterans.sheet_cells import ArchiveNoWidget
from veterans.sheet_headers import FORBIDDEN
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import FileStatus, code_for

from . import sheet_plaques, tallies, vocabulary
from .models import Plaque, Visit
from .sheet_headers import PLAQUES, VISITS

_NO_UNITS = [refuse_unit_designation]
_OF_PERSON = {"name", "id_number", "archive_no"}
_visit = column_maker(VISITS)
_plaque = column_maker(PLAQUES)


class VisitResource(SheetResource):
    """One row a visit. The same visit is the same station, day, occasion, way and person or household."""

    kind = "visits"
    title = _("走访慰问")
    counted = _("次")
    model = Visit
    forbidden = FORBIDDEN
    about = _("走访慰问的日期、事由、慰问金和慰问品，一行一次")
    needed = (
        ("date",),
        ("occasion",),
        ("person_name", "archive_no", "id_number", "household_number", "household_head"),
    )
    uncompared = frozenset({"name", "id_number", "archive_no", "household__number", "household__head_name"})
    sources = {
        "name": "person__name",
        "id_number": "person__id_number",
        "archive_no": "person__archive_no",
    }
    extra = ("person__archive_no", "household__number")
    money = frozenset({"cash", "goods_value"})

    station = _visit("station", "所属站", StationWidget())
    town = _visit("town", "所属镇街", TextWidget(40))
    date = _visit("date", "走访日期", DayWidget())
    occasion = _visit(
        "occasion",
        "事由",
        CodeWidget(vocabulary.Occasion, code_for),
    )
    method = _visit("method", "方式", CodeWidget(vocabulary.Method, code_for))
    archive_no = _visit("archive_no", "档案编号", ArchiveNoWidget())
    person_name = _visit("name", "姓名", NameWidget())
    id_number = _visit("id_number", "身份证号", IdWidget())
    household_number = _visit(
        "household__number", "户编号", TextWidget(30), help_text=_("按户走访、没有写姓名时填写")
    )
    household_head = _visit("household__head_name", "户主", NameWidget())
    visitors = _visit("visitors", "走访人", TextWidget(200))
    cash = _visit("cash", "慰问金", AmountWidget())
    goods = _visit("goods", "慰问品", TextWidget(200))
    goods_value = _visit("goods_value", "慰问品价值", AmountWidget())
    content = _visit("content", "走访内容", TextWidget(1000, _NO_UNITS))
    feedback = _visit("feedback", "反馈意见", TextWidget(1000, _NO_UNITS))
    note = _visit("note", "备注", TextWidget(1000, _NO_UNITS))

    def settle(self, row, context):
        for attribute in ("date", "occasion", "method"):
            if attribute not in row.values and self.header(attribute) not in row.bad:
                row.refuse(self.header(attribute), _("请填写这一格"))
        if not self.uncompared & row.values.keys() and not row.bad.keys() & {
            "姓名",
            "身份证号",
            "档案编号",
            "户编号",
            "户主",
        }:
            row.refuse("", _("请填写姓名、档案编号或身份证号；按户走访的，填写户编号或户主"))

    def locate(self, rows, context):
        people = [row for row in rows if row.values.keys() & _OF_PERSON]
        households = [row for row in rows if not row.values.keys() & _OF_PERSON]
        sheet_targets.find_people(people, context, header=self.header("name"))
        sheet_targets.find_households(households, header=self.header("household__number"))

    def key(self, row):
        return "/".join(map(str, _key_of_row(row)))

    def identify(self, rows, context):
        stations, dates = {row.station_id for row in rows}, {row.values["date"] for row in rows}
        known = {}
        columns = ("pk", "station_id", "date", "occasion", "method", "person_id", "household_id")
        for pk, station, date, *key in Visit.objects.filter(station__in=stations, date__in=dates).values_list(
            *columns
        ):
            known[station, date.isoformat(), *key] = pk
        for row in rows:
            row.target_id = known.get(_key_of_row(row))

    def is_blank(self, attribute, value):
        return value == "0.00" if attribute in self.money else super().is_blank(attribute, value)

    def objections(self, row, context):
        person = row.links.get("person")
        if person and person.status == FileStatus.DECEASED and row.stored is None:
            self._object_to_death(row, person)

    def _object_to_death(self, row, person):
        died, condolence = person.status_changed_on, vocabulary.Occasion.CONDOLENCE
        if row.values["occasion"] != condolence and row.values["date"][: len(died)] >= died:
            row.refuse(
                self.header("date"),
                _("这位对象的档案已登记去世，只能登记“去世吊唁”；请核对走访日期和去世时间"),
            )

    def new_roots(self, rows, context):
        households = {row.links["household"].pk for row in rows if "household" in row.links}
        living = members_living_in(households)
        return [
            {name: value for name, value in row.root.items() if name in self.own_fields}
            | _target(row, living)
            for row in rows
        ]

    def recount(self, station_ids):
        tallies.recount_visits(station_ids)

    def label(self, row):
        return f"{row.values['date']} {_label_of(row)}"

    def labels(self, ids):
        rows = Visit.objects.filter(pk__in=ids).values_list(
            "pk", "date", "person__archive_no", "household__number"
        )
        return {pk: f"{date} {archive_no or number}" for pk, date, archive_no, number in rows}


def _key_of_row(row):
    values, links = row.values, row.links
    person, household = links.get("person"), links.get("household")
    target = (person.pk, None) if person else (None, household.pk)
    return (row.station_id, values["date"], values["occasion"], values["method"], *target)


def _label_of(row):
    person = row.links.get("person")
    return person.archive_no if person else row.links["household"].number


def _target(row, living):
    if person := row.links.get("person"):
        return {"person_id": person.pk, "members_present": 1}
    household = row.links["household"].pk
    return {"household_id": household, "members_present": living.get(household, 0)}


def members_living_in(households) -> dict[int, int]:
    """How many people with a file (在册) live in each household; who resides at another station does not."""
    here = Q(residence_station__isnull=True) | Q(residence_station=F("household__station"))
    people = PersonFile.objects.filter(here, household__in=households, status=FileStatus.ACTIVE).order_by()
    return dict(people.values_list("household").annotate(Count("pk")))


class PlaqueResource(SheetResource):
    """One row the plaque of a household, found by number or head, or by a member's ID number."""

    kind = "plaques"
    title = _("光荣牌")
    counted = _("块")
    model = Plaque
    forbidden = FORBIDDEN
    about = _("光荣牌的状态、悬挂日期和地址，一行一户；早年已经悬挂、查不到日期的，悬挂日期写“日期不详”")
    needed = (("household_number", "household_head", "archive_no", "id_number"),)
    uncompared = frozenset(
        {"id_number", "archive_no", "household__number", "household__head_name", "squad__name"}
    )
    sources = {"id_number": None, "archive_no": None}
    extra = ("household__number", "squad_id")

    station = _plaque("station", "所属站", StationWidget())
    town = _plaque("town", "所属镇街", TextWidget(40))
    household_number = _plaque("household__number", "户编号", TextWidget(30))
    household_head = _plaque("household__head_name", "户主", NameWidget())
    archive_no = _plaque("archive_no", "档案编号", ArchiveNoWidget(), help_text=_("家庭里任何一位建档人员的"))
    id_number = _plaque("id_number", "身份证号", IdWidget(), help_text=_("家庭里任何一位建档人员的"))
    status = _plaque("status", "状态", CodeWidget(vocabulary.PlaqueStatus, code_for))
    role = _plaque("role", "悬挂资格", CodeWidget(vocabulary.PlaqueRole, code_for))
    initiated_by = _plaque("initiated_by", "办理方式", CodeWidget(vocabulary.Initiation, code_for))
    hung_on = _plaque(
        "hung_on",
        "悬挂日期",
        sheet_plaques.HungOnWidget(),
        help_text=_("查不到的写“日期不详”"),
    )
    hung_date_unknown = _plaque("hung_date_unknown", "日期不详", YesNoWidget(yes={"日期不详", "不详"}))
    address = _plaque("address", "悬挂地址", TextWidget(200))
    position = _plaque("position", "悬挂位置", CodeWidget(vocabulary.Position, code_for))
    squad = _plaque("squad__name", "小分队", TextWidget(40))
    led_by = _plaque("led_by", "带队人", TextWidget(60))
    number = _plaque("number", "牌号", TextWidget(30))
    note = _plaque("note", "备注", TextWidget(500, _NO_UNITS))

    def settle(self, row, context):
        sheet_plaques.settle(self, row)

    def locate(self, rows, context):
        sheet_plaques.locate(self, rows, context)

    def key(self, row):
        return str(row.links["household"].pk)

    def identify(self, rows, context):
        sheet_plaques.identify(rows)

    def is_blank(self, attribute, value):
        return value is False if attribute == "hung_date_unknown" else super().is_blank(attribute, value)

    def require(self, row, context):
        super().require(row, context)
        sheet_plaques.require(self, row)

    def reconcile(self, row, context):
        sheet_plaques.reconcile(row)

    def objections(self, row, context):
        sheet_plaques.objections(self, row)

    def new_roots(self, rows, context):
        return [
            {name: value for name, value in row.root.items() if name in (*self.own_fields, "squad_id")}
            | {"household_id": row.links["household"].pk}
            for row in rows
        ]

    def recount(self, station_ids):
        tallies.recount_plaques(station_ids)

    def label(self, row):
        return row.links["household"].number

    def labels(self, ids):
        return dict(Plaque.objects.filter(pk__in=ids).values_list("pk", "household__number"))
