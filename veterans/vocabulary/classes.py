"""服务对象类别: the twelve classes of the 2018 census (one person may hold several)."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ObjectClass(TextChoices):
    TRANSFERRED_OFFICER = "01", _("军队转业干部")
    DISCHARGED_SOLDIER = "02", _("退役士兵")
    MILITARY_RETIREE = "03", _("军队离退休干部和退休士官(军士)")
    CIVILIAN_RETIREE = "04", _("军队无军籍离退休退职职工")
    DEMOBILISED = "05", _("复员军人")
    RED_ARMY = "06", _("退伍红军老战士")
    DISABLED_SOLDIER = "07", _("残疾军人")
    DISABLED_MILITIA = "08", _("伤残民兵民工")
    MARTYR_SURVIVOR = "09", _("烈士遗属")
    DUTY_DEATH_SURVIVOR = "10", _("因公牺牲军人遗属")
    ILLNESS_DEATH_SURVIVOR = "11", _("病故军人遗属")
    MILITARY_FAMILY = "12", _("现役军人家属")

    synonyms = nonmember(
        {
            "军转干部": "01",
            "军转": "01",
            "转业干部": "01",
            "转业军官": "01",
            "计划分配军转干部": "01",
            "自主择业军转干部": "01",
            "自主择业干部": "01",
            "企业军转干部": "01",
            "退伍军人": "02",
            "退伍士兵": "02",
            "退伍兵": "02",
            "退役义务兵": "02",
            "退役军士": "02",
            "退役士官": "02",
            "自主就业退役士兵": "02",
            "农村籍退役士兵": "02",
            "60岁农村籍退役士兵": "02",
            "60周岁农村籍退役士兵": "02",
            "60周岁以上农村籍退役士兵": "02",
            "年满60周岁农村籍退役士兵": "02",
            "参战退役士兵": "02",
            "参试退役士兵": "02",
            "带病回乡退役士兵": "02",
            "转业士官": "02",
            "军休干部": "03",
            "军休": "03",
            "军休人员": "03",
            "军队离退休干部": "03",
            "军队退休干部": "03",
            "军队离退休干部和退休士官": "03",
            "离退休干部": "03",
            "退休士官": "03",
            "退休军士": "03",
            "无军籍职工": "04",
            "无军籍退休职工": "04",
            "军队无军籍职工": "04",
            "老复员军人": "05",
            "老复员": "05",
            "在乡复员": "05",
            "在乡老复员": "05",
            "在乡复员军人": "05",
            "在乡老复员军人": "05",
            "复员干部": "05",
            "复员军官": "05",
            "红军老战士": "06",
            "红军": "06",
            "伤残军人": "07",
            "残疾退伍军人": "07",
            "伤残退伍军人": "07",
            "残疾退役军人": "07",
            "伤残退役军人": "07",
            "革命伤残军人": "07",
            "伤残民兵": "08",
            "伤残民工": "08",
            "烈属": "09",
            "烈士家属": "09",
            "烈士亲属": "09",
            "因公牺牲军人家属": "10",
            "因公牺牲遗属": "10",
            "因公牺牲军属": "10",
            "病故军人家属": "11",
            "病故遗属": "11",
            "军属": "12",
            "现役军属": "12",
            "军人家属": "12",
            "现役军人家庭": "12",
        }
    )


# 退役军人保障法 art. 2: officers, NCOs and conscripts who have left active service. Class 04 never held
# military status (无军籍), 08 served in the militia, 09-12 are relatives: the portal keeps files for
# them but never counts them as 退役军人.
VETERAN_CLASSES = frozenset(
    {
        ObjectClass.TRANSFERRED_OFFICER,
        ObjectClass.DISCHARGED_SOLDIER,
        ObjectClass.MILITARY_RETIREE,
        ObjectClass.DEMOBILISED,
        ObjectClass.RED_ARMY,
        ObjectClass.DISABLED_SOLDIER,
    }
)

MARTYR_CLASS = ObjectClass.MARTYR_SURVIVOR
DUTY_DEATH_CLASS = ObjectClass.DUTY_DEATH_SURVIVOR
MILITARY_FAMILY_CLASS = ObjectClass.MILITARY_FAMILY

# 三属
SURVIVOR_CLASSES = frozenset({MARTYR_CLASS, DUTY_DEATH_CLASS, ObjectClass.ILLNESS_DEATH_SURVIVOR})

# 光荣牌, 国办发〔2018〕72号: families of martyrs, of soldiers who died, of serving soldiers and of veterans.
PLAQUE_CLASSES = VETERAN_CLASSES | SURVIVOR_CLASSES | {MILITARY_FAMILY_CLASS}
