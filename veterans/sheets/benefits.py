"""The sheet of benefits (优抚待遇): one row a class of benefit of one person."""

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import model_column_maker

from .. import vocabulary
from ..models import Benefit
from ..vocabulary import ENDED_BENEFIT_STATUSES
from .base import PersonRecordResource
from .headers import BENEFITS

_field = model_column_maker(Benefit, BENEFITS)


class BenefitResource(PersonRecordResource):
    """One benefit of a type runs at a time; those that ended stay beside it."""

    kind = "benefits"
    title = _("优抚待遇")
    about = _("抚恤优待的类别、待遇和金额，一行一项；已停发的也可以登记")
    model = Benefit
    needed = (*PersonRecordResource.needed, ("benefit_type",))
    identity = ("type",)
    telling = ("started_on", "ended_on")
    related = ("disability",)

    benefit_type = _field("type", "优抚类别", answers=vocabulary.BenefitType)
    status = _field("status", "优抚状态", answers=vocabulary.BenefitStatus)
    treatment = _field("treatment", "优抚待遇", answers=vocabulary.Treatment)
    started_on = _field("started_on", "开始时间")
    ended_on = _field("ended_on", "停止时间")
    monthly_amount = _field("monthly_amount", "月补助金额")
    support_mode = _field("support_mode", "供养方式", answers=vocabulary.SupportMode)
    certificate_no = _field("certificate_no", "证书编号")
    certificate_valid_until = _field("certificate_valid_until", "证书有效期至")
    is_certificate_holder = _field("is_certificate_holder", "本人持证")

    @property
    def asked(self):
        return ("type", "started_on", "ended_on", "status")

    def pick(self, row, stored):
        """What runs is one a type, whenever it began; of what ended, the one that ended then."""
        same = [benefit for benefit in stored if benefit["type"] == row.values["type"]]
        running = [benefit for benefit in same if benefit["status"] not in ENDED_BENEFIT_STATUSES]
        ends = row.values.get("status") in ENDED_BENEFIT_STATUSES or "ended_on" in row.values
        if not ends:
            return running[0] if running else None
        ended = [benefit for benefit in same if benefit not in running]
        found = super().pick(row, ended)
        return found if found or not row.open or not running else running[0]
