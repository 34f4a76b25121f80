"""Choice lists of consultations (咨询), with the words clerks write instead (`synonyms`)."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConsultationTopic(TextChoices):
    """咨询类别 (article: 驻点法律顾问提供法律服务, 维护军人军属合法权益)."""

    RIGHTS = "rights", _("权益维护")
    FAMILY = "family", _("婚姻家庭")
    LABOUR = "labour", _("劳动")
    HOUSING = "housing", _("房产")
    DEBT = "debt", _("债务")
    POLICY = "policy", _("优抚政策")
    OTHER = "other", _("其他")

    synonyms = nonmember(
        {
            "维权": "rights",
            "婚姻": "family",
            "家庭": "family",
            "婚姻家庭继承": "family",
            "继承": "family",
            "劳动纠纷": "labour",
            "劳动争议": "labour",
            "房屋": "housing",
            "房产纠纷": "housing",
            "债务纠纷": "debt",
            "债权债务": "debt",
            "借贷": "debt",
            "政策咨询": "policy",
            "优待抚恤": "policy",
        }
    )


class ConsultationOutcome(TextChoices):
    """后续: what came of it."""

    ANSWERED = "answered", _("已答复")
    REQUEST = "request", _("转诉求")
    LEGAL_AID = "legal_aid", _("建议申请法律援助")

    synonyms = nonmember(
        {
            "答复": "answered",
            "当场答复": "answered",
            "已解答": "answered",
            "转诉求办理": "request",
            "转办": "request",
            "申请法律援助": "legal_aid",
            "法律援助": "legal_aid",
        }
    )
