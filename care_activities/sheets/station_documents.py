"""The catalogue of a station's documents (资料目录): a row a version, without the scan."""

from django.utils.translation import gettext_lazy as _

from stations.resources import StationRowResource
from stations.spreadsheets import AnyDayWidget, model_column_maker
from veterans.sheet_headers import FORBIDDEN

from ..models import StationDocument
from ..vocabulary import StationDocumentKind
from .headers import DOCUMENTS

_field = model_column_maker(StationDocument, DOCUMENTS)
_SUPERSEDED = _("已有新的版本，旧版本不能再改；请改最新的版本")


class DocumentResource(StationRowResource):
    """A version that a newer one has taken the place of stays as it is."""

    kind = "documents"
    title = _("站点资料")
    counted = _("份")
    about = _("制度、职责、工作流程图、经验材料的目录，一行一个版本；不再使用的写废止日期，扫描件在页面上传")
    model = StationDocument
    forbidden = FORBIDDEN
    needed = (("document_title",), ("document_kind",))
    identity = ("title", "version_label")
    required = ("kind", "effective_on")

    document_title = _field("title", "标题")
    document_kind = _field("kind", "类型", answers=StationDocumentKind)
    version_label = _field("version_label", "版本", help_text=_("如：2026年版、第二版"))
    effective_on = _field("effective_on", "生效日期", AnyDayWidget())
    ended_on = _field("ended_on", "废止日期", AnyDayWidget())
    is_posted = _field("is_posted", "已上墙")
    text = _field("text", "正文", help_text=_("有扫描件的可不填；不要填写个人信息"))

    def identify(self, rows, context):
        super().identify(rows, context)
        known = [row.target_id for row in rows if row.target_id]
        newer = StationDocument.objects.filter(supersedes__in=known).values_list("supersedes", flat=True)
        newer = set(newer)
        for row in rows:
            row.links["superseded"] = row.target_id in newer

    def objections(self, row, context):
        super().objections(row, context)
        if row.root and row.links.get("superseded"):
            row.refuse("", _SUPERSEDED)
