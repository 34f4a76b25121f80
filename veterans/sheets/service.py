"""The sheet of periods of service (服役经历)."""

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import YesNoWidget, model_column_maker

from .. import vocabulary
from ..models import ServiceRecord
from .base import PersonRecordResource
from .headers import SERVICE

_field = model_column_maker(ServiceRecord, SERVICE)


class ServiceResource(PersonRecordResource):
    """One row a period; a second enlistment is a second row."""

    kind = "service"
    title = _("服役经历")
    about = _("一行一段服役经历；再次入伍的另写一行")
    model = ServiceRecord
    telling = ("enlisted_on",)

    enlisted_on = _field("enlisted_on", "入伍时间")
    enlisted_from = _field("enlisted_from", "入伍地")
    hukou_at_enlistment = _field("hukou_at_enlistment", "入伍时户籍", answers=vocabulary.EnlistmentHukou)
    discharged_on = _field("discharged_on", "退役时间")
    military_category = _field("military_category", "军人类别", answers=vocabulary.MilitaryCategory)
    rank = _field("rank", "军衔")
    grade = _field("grade", "职级")
    education_at_enlistment = _field("education_at_enlistment", "入伍前学历", answers=vocabulary.Education)
    combat = _field("combat", "是否参战", YesNoWidget(yes={"参战"}, no={"未参战", "非参战"}))
    nuclear_test = _field(
        "nuclear_test", "是否参试", YesNoWidget(yes={"参试", "涉核", "参核"}, no={"未参试", "非参试"})
    )
    major_mission = _field("major_mission", "重大任务")
    mission_note = _field("mission_note", "重大任务名称")
    special_region = _field("special_region", "特殊地区服役")
    special_region_months = _field("special_region_months", "特殊地区月数")
    special_post = _field("special_post", "特殊岗位", answers=vocabulary.SpecialPost)
    discipline = _field("discipline", "处分")

    def settle(self, row, context):
        super().settle(row, context)
        if not row.bad and not self.own_fields_of(row):
            row.refuse(self.header("enlisted_on"), _("这一行没有写服役情况；请至少填写入伍时间"))

    def own_fields_of(self, row):
        return row.values.keys() & set(self.own_fields)

    def pick(self, row, stored):
        if len(stored) == 1 and not stored[0]["enlisted_on"]:
            return stored[0]
        return super().pick(row, stored)
