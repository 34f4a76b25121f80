"""The sheet of 政策库: a row a document. Whom it may concern is chosen on its page, the scan is sent there."""

from django.utils.translation import gettext_lazy as _

from stations.resources import StationRowResource
from stations.spreadsheets import AnyDayWidget, StationWidget, column_maker, model_column_maker
from veterans.sheet_headers import FORBIDDEN

from ..models import Policy
from ..vocabulary import PolicyCategory, PolicyLevel
from .headers import POLICIES

_field = model_column_maker(Policy, POLICIES)


class PolicyResource(StationRowResource):
    kind = "policies"
    title = _("政策")
    about = _("政策文件的目录和内容摘要，一行一个文件；对象条件和原文在页面上补")
    model = Policy
    forbidden = FORBIDDEN
    needed = (("policy_title",),)
    identity = ("title",)
    required = ("level", "category", "summary")

    station = column_maker(POLICIES)("station", "维护单位", StationWidget())
    policy_title = _field("title", "标题")
    document_no = _field("document_no", "文号")
    issued_by = _field("issued_by", "发文机关")
    level = _field("level", "层级", answers=PolicyLevel)
    category = _field("category", "类别", answers=PolicyCategory)
    published_on = _field("published_on", "发布日期", AnyDayWidget())
    effective_on = _field("effective_on", "生效日期", AnyDayWidget())
    expires_on = _field("expires_on", "失效日期", AnyDayWidget())
    summary = _field("summary", "内容摘要", help_text=_("写清什么人、能享受什么、怎么办理、带什么材料"))
