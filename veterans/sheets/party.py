"""The sheet of Party memberships (党员, 组织关系), as the organisations state them."""

from django.utils.translation import gettext_lazy as _

from stations.models import PartyOrganisation, StaffMember
from stations.spreadsheets import AnyDayWidget, Link, TextWidget, model_column_maker

from .. import vocabulary
from ..models import PartyMembership
from .base import PersonRecordResource
from .headers import PARTY

_field = model_column_maker(PartyMembership, PARTY)


class PartyResource(PersonRecordResource):
    kind = "party"
    title = _("党员信息")
    about = _("党员类别、所在党支部和组织关系，一人一行；停止党籍或已脱离的，要写决定的党组织、时间和文号")
    model = PartyMembership
    makes = ("stations.partyorganisation",)
    links = {
        "organisation__name": Link(
            "organisation_id",
            PartyOrganisation,
            _("本站还没有这个党支部，导入时新建"),
            {"kind": PartyOrganisation.Kind.BRANCH},
        ),
        "contact__name": Link("contact_id", StaffMember, _("本站没有这名工作人员，这一格没有导入")),
    }

    standing = _field("standing", "党员类别", answers=vocabulary.PartyStanding)
    joined_on = _field("joined_on", "入党时间")
    organisation = _field("organisation__name", "所在党支部", TextWidget(60))
    post = _field("post", "党内职务", answers=vocabulary.PartyPost)
    relation_status = _field("relation_status", "组织关系状态", answers=vocabulary.RelationStatus)
    dues_paid_to = _field("dues_paid_to", "党费缴至")
    dues_on_time = _field("dues_on_time", "按时缴纳党费")
    activities_last_year = _field("activities_last_year", "上年参加组织生活", answers=vocabulary.ActivityBand)
    contact = _field("contact__name", "联系人", TextWidget(50))
    last_contact_on = _field("last_contact_on", "最近联系日期")
    floating_since = _field("floating_since", "外出流动起始")
    floating_to = _field("floating_to", "流动去向")
    letter_no = _field("letter_no", "介绍信编号")
    letter_issued_by = _field("letter_issued_by", "开具介绍信的党组织")
    letter_issued_on = _field("letter_issued_on", "介绍信开具日期")
    letter_valid_until = _field("letter_valid_until", "介绍信有效期至", AnyDayWidget())
    decided_by = _field("decided_by", "作出决定的党组织")
    decided_on = _field("decided_on", "决定时间")
    decision_no = _field("decision_no", "决定文号")
