"""The sheet of care (照料服务登记表): a row a service."""

import datetime

from django.utils.translation import gettext_lazy as _

from stations.models import StaffMember, SupportMember
from stations.spreadsheets import (
    CodesWidget,
    CodeWidget,
    DayWidget,
    IdWidget,
    IntegerWidget,
    Link,
    ModelResource,
    NameWidget,
    PartialDateWidget,
    StationWidget,
    TextWidget,
    column_maker,
)
from veterans import sheet_targets
from veterans.sheet_cells import ArchiveNoWidget
from veterans.sheet_headers import FORBIDDEN
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import FileStatus, code_for, codes_for

from .. import care_tallies, vocabulary
from ..models import CareContract, CareService
from .headers import CARE
from .nearest import nearest_above

_care = column_maker(CARE)
_CONTRACT = "contract__name"
_NO_HELPER = _("本站保障队伍里没有这个人，这一格没有导入；请先登记，再导入一次")
_NO_STAFF = _("本站工作人员里没有这个人，这一格没有导入；请先登记，再导入一次")
_ONE_HELPER = _("服务人只填一栏：社工、志愿者，或工作人员")
_DIED = _("这位对象的档案已登记去世，请核对服务日期")
_NO_CONTRACT = _("本站和上级站没有这份合同，这一格没有导入；请核对合同名称")
_OUTSIDE = _("服务日期不在这份合同的服务期内，请核对")
_OF_OTHERS = _("这条照料由原来的服务站登记，这里不能更改")


class CareServiceResource(ModelResource):
    """One row a service, found by its person, day and items."""

    kind = "care_services"
    title = _("照料服务")
    counted = _("人次")
    model = CareService
    owner = "person_id"
    identity = ("date", "items")
    forbidden = FORBIDDEN
    about = _("孤老的照料服务，一行一次；一次做了几项的，用“、”隔开")
    needed = (("person_name",), ("date",), ("items",))
    uncompared = frozenset(
        {
            "person__name",
            "person__id_number",
            "person__archive_no",
            "person__birth_date",
            "support__name",
            "staff__name",
            _CONTRACT,
        }
    )
    links = {
        "support__name": Link("support_id", SupportMember, _NO_HELPER),
        "staff__name": Link("staff_id", StaffMember, _NO_STAFF),
    }

    archive_no = _care("person__archive_no", "档案编号", ArchiveNoWidget())
    person_name = _care("person__name", "姓名", NameWidget())
    id_number = _care("person__id_number", "身份证号", IdWidget(), help_text=_("用来找到本人的档案"))
    birth_date = _care("person__birth_date", "出生日期", PartialDateWidget())
    station = _care("station", "所属站", StationWidget(), help_text=_("有号码的可以不填"))
    town = _care("town", "所属镇街", TextWidget(40))
    date = _care("date", "服务日期", DayWidget())
    items = _care("items", "服务项目", CodesWidget(vocabulary.CareItem, codes_for))
    minutes = _care("minutes", "时长（分钟）", IntegerWidget(1, 1440, unit="分钟"))
    support = _care("support__name", "服务人", NameWidget(), help_text=_("保障队伍里的社工、志愿者"))
    staff = _care("staff__name", "服务的工作人员", NameWidget(), help_text=_("服务站工作人员做的写在这里"))
    contract = _care(_CONTRACT, "社工服务合同", TextWidget(60), help_text=_("按合同做的，写合同名称"))
    content = _care("content", "服务内容", TextWidget(300, [refuse_unit_designation]))
    result = _care("result", "服务结果", CodeWidget(vocabulary.CareResult, code_for))

    @property
    def extra(self):
        return (*super().extra, "person__archive_no", _CONTRACT, "contract_id")

    def locate(self, rows, context):
        header = self.header("person__name")
        sheet_targets.find_people(rows, context, header=header, prefix="person__", kept_here=True)

    def owner_of(self, row):
        return row.links["person"].pk

    def is_located(self, row):
        return "person" in row.links

    def identify(self, rows, context):
        super().identify(rows, context)
        self._find_contracts([row for row in rows if _CONTRACT in row.values and row.station_id])

    def _find_contracts(self, rows):
        """The contract each row names: of its station, else the nearest above that has one of the name."""
        for row, contract in nearest_above(rows, _CONTRACT, CareContract):
            if contract is None:
                row.note(self.header(_CONTRACT), _NO_CONTRACT)
                del row.values[_CONTRACT]
                continue
            row.links["contract"] = contract
            if not contract.covers(datetime.date.fromisoformat(row.values["date"])):
                row.refuse(self.header(_CONTRACT), _OUTSIDE)

    def _plan_root(self, row, verbs):
        left = super()._plan_root(row, verbs)
        if _CONTRACT in row.values:
            old, new = row.stored.values[_CONTRACT], row.values[_CONTRACT]
            if self.allows(_CONTRACT, old, new, verbs, left):
                row.root["contract_id"] = row.links["contract"].pk
                row.changes.append([_CONTRACT, old, new])
        return left

    def new_roots(self, rows, context):
        roots = super().new_roots(rows, context)
        for root, row in zip(roots, rows, strict=True):
            root["contract_id"] = row.links["contract"].pk if "contract" in row.links else None
        return roots

    def objections(self, row, context):
        super().objections(row, context)
        held = row.stored.values if row.stored else {}
        if all(row.root.get(name) or held.get(name) for name in self.links):
            row.refuse(self.header("staff__name"), _ONE_HELPER)
        if row.root and row.stored and row.stored.station_id not in context.stations:
            row.hold(_OF_OTHERS)
        person = row.links.get("person")
        if person and person.status == FileStatus.DECEASED and row.stored is None:
            died = person.status_changed_on
            if row.values.get("date", "")[: len(died)] > died:
                row.refuse(self.header("date"), _DIED)

    def recount(self, station_ids):
        care_tallies.recount_care(station_ids)

    def label(self, row):
        return f"{row.values['date']} {row.links['person'].archive_no}"

    def labels(self, ids):
        rows = CareService.objects.filter(pk__in=ids).values_list("pk", "date", "person__archive_no")
        return {pk: f"{date} {archive_no}" for pk, date, archive_no in rows}
