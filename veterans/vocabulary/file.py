"""The file itself: its status, and why a hidden number may be shown."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileStatus(TextChoices):
    ACTIVE = "active", _("在册")
    MOVED_OUT = "moved_out", _("迁出")
    DECEASED = "deceased", _("去世")
    CANCELLED = "cancelled", _("注销")

    synonyms = nonmember(
        {
            "正常": "active",
            "登记在册": "active",
            "健在": "active",
            "已迁出": "moved_out",
            "转出": "moved_out",
            "死亡": "deceased",
            "已故": "deceased",
            "已去世": "deceased",
            "亡故": "deceased",
            "已注销": "cancelled",
        }
    )


class RevealReason(TextChoices):
    """Why someone looks at a whole number: short, closed, and written to the audit log."""

    VERIFY = "verify", _("核对证件或档案")
    CONTACT = "contact", _("联系本人或家属")
    BENEFIT = "benefit", _("办理优待抚恤")
    SERVICE = "service", _("办理服务事项")
    VISIT = "visit", _("走访慰问")
    CORRECT = "correct", _("更正登记错误")
    SUPERIOR = "superior", _("上级部门依法调阅")
