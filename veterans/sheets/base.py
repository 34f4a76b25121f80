"""What all sheets of parts of a file have in common: the columns that say whose file it is, and what follows."""

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import (
    IdWidget,
    ModelResource,
    NameWidget,
    PartialDateWidget,
    StationWidget,
    TextWidget,
    column_maker,
)

from .. import sheet_targets, tallies
from ..models import PersonFile
from ..services.people import refresh_derived
from ..sheet_cells import ArchiveNoWidget
from ..sheet_headers import FORBIDDEN
from .headers import PERSON

_A_QUERY = 500
_person = column_maker(PERSON)
NAME_MISSING = _("请填写姓名")


class PersonRecordResource(ModelResource):
    """One row a record of one person's file. `related`: one-to-one parts that the model's rules ask for."""

    station_field = "person__managing_station"
    owner = "person_id"
    forbidden = FORBIDDEN
    needed = (("person_name",), ("archive_no", "id_number", "birth_date"))
    related: tuple[str, ...] = ()

    archive_no = _person(
        "person__archive_no",
        "档案编号",
        ArchiveNoWidget(),
        help_text=_("知道的填写；有档案编号的，身份证号可以不填"),
    )
    person_name = _person("person__name", "姓名", NameWidget())
    id_number = _person(
        "person__id_number", "身份证号", IdWidget(), help_text=_("18位，单元格设为“文本”；用来找到本人的档案")
    )
    birth_date = _person(
        "person__birth_date",
        "出生日期",
        PartialDateWidget(),
        help_text=_("没有号码的填写，用来确定是哪一个人"),
    )
    station = _person("station", "所属站", StationWidget(), help_text=_("有号码的可以不填"))
    town = _person("town", "所属镇街", TextWidget(40))

    @property
    def extra(self):
        return (*super().extra, "person__archive_no")

    def settle(self, row, context):
        super().settle(row, context)
        if "person__name" not in row.values and self.header("person__name") not in row.bad:
            row.refuse(self.header("person__name"), NAME_MISSING)

    def locate(self, rows, context):
        header = self.header("person__name")
        sheet_targets.find_people(rows, context, header=header, prefix="person__", kept_here=True)

    def owner_of(self, row):
        return row.links["person"].pk

    def is_located(self, row):
        return "file" in row.links

    def identify(self, rows, context):
        super().identify(rows, context)
        files = self._files({self.owner_of(row) for row in rows})
        for row in rows:
            row.links["file"] = files[self.owner_of(row)]

    def _files(self, ids):
        found, ids = {}, sorted(ids)
        for start in range(0, len(ids), _A_QUERY):
            people = PersonFile.objects.select_related(*self.related).filter(
                pk__in=ids[start : start + _A_QUERY]
            )
            found |= {person.pk: person for person in people}
        return found

    def record_of(self, row):
        record = super().record_of(row)
        record.person = row.links["file"]
        return record

    def resolve(self, rows, context):
        super().resolve(rows, context)
        for row in rows:
            row.undo["person"] = self.owner_of(row)

    def settle_written(self, rows):
        refresh_derived({row.undo["person"] for row in rows})

    def settle_undone(self, restored, removed, context):
        self.settle_written([*restored, *removed])

    def recount(self, station_ids):
        tallies.recount(station_ids)

    def label(self, row):
        return row.links["person"].archive_no

    def labels(self, ids):
        return dict(self.model._base_manager.filter(pk__in=ids).values_list("pk", "person__archive_no"))
