"""The sheet of visits (走访慰问)."""

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

from .. import tallies, vocabulary
from ..models import Visit
from . import visit_rules
from .headers import VISITS

_NO_UNITS = [refuse_unit_designation]
_OF_PERSON = {"name", "id_number", "archive_no"}
_TARGETS = _OF_PERSON | {"household__number", "household__head_name"}
_visit = column_maker(VISITS)


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
    uncompared = frozenset(
        {"name", "id_number", "archive_no", "household__number", "household__head_name", "round__name"}
    )
    sources = {
        "name": "person__name",
        "id_number": "person__id_number",
        "archive_no": "person__archive_no",
    }
    extra = ("person__archive_no", "household__number", "round_id")
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
    round = _visit("round__name", "走访批次", TextWidget(60), help_text=_("属于某一批次的，写批次的名称"))
    recipient = _visit("recipient", "代领人", NameWidget())
    recipient_relation = _visit("recipient_relation", "代领人与本人关系", TextWidget(20))
    signed = _visit("signed", "已签收", YesNoWidget())
    content = _visit("content", "走访内容", TextWidget(1000, _NO_UNITS))
    feedback = _visit("feedback", "反馈意见", TextWidget(1000, _NO_UNITS))
    note = _visit("note", "备注", TextWidget(1000, _NO_UNITS))

    def settle(self, row, context):
        for attribute in ("date", "occasion", "method"):
            if attribute not in row.values and self.header(attribute) not in row.bad:
                row.refuse(self.header(attribute), _("请填写这一格"))
        if not _TARGETS & row.values.keys() and not row.bad.keys() & {
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
        named = [row for row in rows if row.open and "round__name" in row.values]
        visit_rules.find_rounds(self, named, context)

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

    def reconcile(self, row, context):
        visit_rules.join_round(self, row)

    def objections(self, row, context):
        visit_rules.object_to_recipient(self, row)
        visit_rules.object_to_round(self, row)
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
            | visit_rules.round_of(row)
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
