"""The sheet of family members (家庭成员): one row a relative of one person."""

from django.utils.translation import gettext_lazy as _

from stations.identity import check_id_cell, mask_id, normalise_id
from stations.spreadsheets import Column, IdWidget, NameWidget, model_column_maker
from stations.spreadsheets.columns import plain
from stations.spreadsheets.widgets import SecretWidget

from .. import vocabulary
from ..models import FamilyMember
from .base import PersonRecordResource
from .headers import FAMILY, PERSON

_field = model_column_maker(FamilyMember, FAMILY)
_LONGEST = 40


class DocumentWidget(SecretWidget):
    """A number of any paper; whether it must be a good ID number, the kind of paper decides."""

    mask = staticmethod(mask_id)

    def clean(self, value, row=None, *, context=None, **kwargs):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return check_id_cell(value, allow_sample=context.allow_samples).number
        return super().clean(value, context=context)

    def parse(self, text, context):
        return normalise_id(super().parse(text, context))[:_LONGEST]


class FamilyResource(PersonRecordResource):
    kind = "family"
    title = _("家庭成员")
    about = _("本人档案附表里的家属，一行一人；家属自己是优抚对象的，另用“人员档案”")
    model = FamilyMember
    needed = (*PersonRecordResource.needed, ("member_name",), ("relation",))
    identity = ("name", "relation")

    # What a sheet of relatives calls 证件号码 is a relative's.
    id_number = Column(
        "person__id_number",
        "身份证号",
        widget=IdWidget(),
        synonyms=[name for name in PERSON["身份证号"] if "证件" not in name],
        help_text=PersonRecordResource.fields["id_number"].help_text,
    )
    member_name = _field("name", "家属姓名", NameWidget())
    relation = _field(
        "relation",
        "与本人关系",
        answers=vocabulary.FamilyRelation,
        help_text=_("家属是本人的什么人"),
    )
    document_kind = _field("document_kind", "证件种类", answers=vocabulary.IdDocument)
    document_no = _field("document_no", "证件号码", DocumentWidget())
    phone = _field("phone", "联系电话")
    health = _field("health", "健康状况", answers=vocabulary.Health)
    employment_status = _field("employment_status", "就业状态", answers=vocabulary.EmploymentStatus)
    employer = _field("employer", "工作单位")
    post = _field("post", "职务")
    lives_together = _field("lives_together", "共同生活")

    def objections(self, row, context):
        super().objections(row, context)
        if row.open and "document_no" in row.root:
            self._note_kind(row)

    def _note_kind(self, row):
        """A number that passed as an ID number says what paper it is."""
        record = self.record_of(row)
        record.clean()
        row.root["document_no"] = plain(record.document_no)
        if record.document_kind:
            self.change_besides(row, "document_kind", str(record.document_kind))
