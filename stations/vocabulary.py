"""Choice lists that the floor shares with the apps above it."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PersonTag(TextChoices):
    """人员标签, a closed list: files carry them, and a canteen's price rule names them."""

    MERIT = "1", _("功臣")
    DISABLED = "2", _("伤残")
    COMBAT = "3", _("参战")
    NUCLEAR_TEST = "4", _("参试")
    SURVIVOR = "5", _("三属")
    LONELY = "6", _("孤老")
    HARDSHIP = "7", _("困难")
    AGED = "8", _("高龄")

    synonyms = nonmember(
        {"功臣模范": "1", "残疾": "2", "涉核": "4", "遗属": "5", "孤寡老人": "6", "孤寡": "6", "贫困": "7"}
    )
