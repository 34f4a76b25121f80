"""The file itself: its status and changes, why a hidden number may be shown, what is attached to it."""

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


class ChangeKind(TextChoices):
    """变动种类 of a file."""

    OPENED = "opened", _("新增")
    MOVED_IN = "moved_in", _("迁入")
    MOVED_OUT = "moved_out", _("迁出")
    DECEASED = "deceased", _("去世")
    CANCELLED = "cancelled", _("注销")
    IDENTITY = "identity", _("身份变更")
    RESTORED = "restored", _("恢复")
    MERGED = "merged", _("合并")


class AttachmentKind(TextChoices):
    """附件种类."""

    PHOTO = "photo", _("本人照片")
    ID_CARD = "id_card", _("身份证")
    HOUSEHOLD_BOOK = "household_book", _("户口簿")
    DISCHARGE = "discharge", _("退役证件")
    DISABILITY = "disability", _("残疾证")
    SURVIVOR = "survivor", _("三属证明书")
    BENEFIT = "benefit", _("待遇审批材料")
    PARTY = "party", _("组织关系材料")
    HONOUR = "honour", _("立功受奖材料")
    PLAQUE_PHOTO = "plaque_photo", _("光荣牌悬挂照片")
    PLAQUE_RECEIPT = "plaque_receipt", _("光荣牌签收单")
    SIGNED_FORM = "signed_form", _("签字的登记表")
    OTHER = "other", _("其他")


class RoundKind(TextChoices):
    """A round of 信息采集 or 年度核查."""

    COLLECTION = "collection", _("信息采集")
    ANNUAL_CHECK = "annual_check", _("年度核查")


class RoundState(TextChoices):
    """What has become of one person's sheet in a round: village submits, street accepts or returns."""

    WAITING = "waiting", _("待采集")
    SUBMITTED = "submitted", _("已提交")
    RETURNED = "returned", _("已退回")
    ACCEPTED = "accepted", _("已接收")


class TransferState(TextChoices):
    """迁转申请."""

    REQUESTED = "requested", _("待对方同意")
    DONE = "done", _("已办结")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")
