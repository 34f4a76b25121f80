"""The sheet of employment (就业): what one person lives on now."""

from django.utils.translation import gettext_lazy as _

from stations import bulk
from stations.spreadsheets import model_column_maker

from .. import vocabulary
from ..models import Employment, EmploymentPeriod
from ..services.livelihood import is_replaced, period_of
from .base import PersonRecordResource
from .headers import EMPLOYMENT

_A_QUERY = 500
_field = model_column_maker(Employment, EMPLOYMENT)


class EmploymentResource(PersonRecordResource):
    """What the sheet replaces is kept as a period of the past, and goes again when the import is undone."""

    kind = "employment"
    title = _("就业情况")
    about = _("现在的就业、单位和求职意向，一人一行；原来的自动转为从业经历")
    model = Employment
    makes = ("veterans.employmentperiod",)

    status = _field("status", "就业状态", answers=vocabulary.EmploymentStatus)
    employer = _field("employer", "工作单位")
    employer_nature = _field("employer_nature", "单位性质", answers=vocabulary.EmployerNature)
    industry = _field("industry", "行业", answers=vocabulary.Industry)
    post = _field("post", "岗位")
    income_band = _field("income_band", "年收入", answers=vocabulary.IncomeBand)
    since = _field("since", "从何时起")
    committee_post = _field("committee_post", "两委任职", answers=vocabulary.CommitteePost)
    is_backbone = _field("is_backbone", "业务骨干")
    is_role_model = _field("is_role_model", "创业或岗位典型")
    unemployment_reason = _field("unemployment_reason", "未就业原因", answers=vocabulary.UnemploymentReason)
    zero_employment_family = _field("zero_employment_family", "零就业家庭")
    wanted_place = _field("wanted_place", "意向地区")
    wanted_industry = _field("wanted_industry", "意向行业", answers=vocabulary.Industry)
    wanted_occupation = _field("wanted_occupation", "意向职业")
    wanted_salary = _field("wanted_salary", "意向月薪")

    def settle(self, row, context):
        super().settle(row, context)
        if not row.bad and not row.values.keys() & set(self.own_fields):
            row.refuse(self.header("status"), _("这一行没有写就业情况；请至少填写就业状态"))

    def resolve(self, rows, context):
        super().resolve(rows, context)
        replaced = [row for row in rows if row.stored and is_replaced(row.stored.values, row.root)]
        for start in range(0, len(replaced), _A_QUERY):
            self._keep(replaced[start : start + _A_QUERY])

    def _keep(self, rows):
        stored = Employment.objects.in_bulk([row.target_id for row in rows])
        lines = []
        for pk, row in zip(bulk.reserve_ids(EmploymentPeriod, len(rows)), rows, strict=True):
            period = period_of(stored[row.target_id], since=row.root.get("since"))
            lines.append(period | {"id": pk, "person_id": self.owner_of(row)})
            row.undo.setdefault("made", {})[EmploymentPeriod._meta.label_lower] = [pk]
        bulk.insert(EmploymentPeriod, lines)
