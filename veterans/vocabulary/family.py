"""家庭: relations (GB/T 4761), the papers relatives may hold, insurance, housing and social assistance."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FamilyRelation(TextChoices):
    SELF = "01", _("本人")
    HEAD = "02", _("户主")
    SPOUSE = "10", _("配偶")
    HUSBAND = "11", _("夫")
    WIFE = "12", _("妻")
    SON = "20", _("子")
    ONLY_SON = "21", _("独生子")
    FIRST_SON = "22", _("长子")
    SECOND_SON = "23", _("次子")
    THIRD_SON = "24", _("三子")
    FOURTH_SON = "25", _("四子")
    FIFTH_SON = "26", _("五子")
    ADOPTED_SON = "27", _("养子或继子")
    SON_IN_LAW = "28", _("女婿")
    OTHER_SON = "29", _("其他儿子")
    DAUGHTER = "30", _("女")
    ONLY_DAUGHTER = "31", _("独生女")
    FIRST_DAUGHTER = "32", _("长女")
    SECOND_DAUGHTER = "33", _("二女")
    THIRD_DAUGHTER = "34", _("三女")
    FOURTH_DAUGHTER = "35", _("四女")
    FIFTH_DAUGHTER = "36", _("五女")
    ADOPTED_DAUGHTER = "37", _("养女或继女")
    DAUGHTER_IN_LAW = "38", _("儿媳")
    OTHER_DAUGHTER = "39", _("其他女儿")
    GRANDCHILD = "40", _("孙子、孙女或外孙子、外孙女")
    SONS_SON = "41", _("孙子")
    SONS_DAUGHTER = "42", _("孙女")
    DAUGHTERS_SON = "43", _("外孙子")
    DAUGHTERS_DAUGHTER = "44", _("外孙女")
    GRANDSONS_WIFE = "45", _("孙媳妇或外孙媳妇")
    GRANDDAUGHTERS_HUSBAND = "46", _("孙女婿或外孙女婿")
    GREAT_GRANDSON = "47", _("曾孙子或外曾孙子")
    GREAT_GRANDDAUGHTER = "48", _("曾孙女或外曾孙女")
    OTHER_GRANDCHILD = "49", _("其他孙子、孙女或外孙子、外孙女")
    PARENTS = "50", _("父母")
    FATHER = "51", _("父亲")
    MOTHER = "52", _("母亲")
    HUSBANDS_FATHER = "53", _("公公")
    HUSBANDS_MOTHER = "54", _("婆婆")
    WIFES_FATHER = "55", _("岳父")
    WIFES_MOTHER = "56", _("岳母")
    STEPFATHER = "57", _("继父或养父")
    STEPMOTHER = "58", _("继母或养母")
    OTHER_PARENT = "59", _("其他父母关系")
    GRANDPARENTS = "60", _("祖父母或外祖父母")
    FATHERS_FATHER = "61", _("祖父")
    FATHERS_MOTHER = "62", _("祖母")
    MOTHERS_FATHER = "63", _("外祖父")
    MOTHERS_MOTHER = "64", _("外祖母")
    SPOUSES_GRANDPARENTS = "65", _("配偶的祖父母或外祖父母")
    GREAT_GRANDFATHER = "66", _("曾祖父")
    GREAT_GRANDMOTHER = "67", _("曾祖母")
    SPOUSES_GREAT_GRANDPARENTS = "68", _("配偶的曾祖父母或外曾祖父母")
    OTHER_GRANDPARENT = "69", _("其他祖父母或外祖父母关系")
    SIBLING = "70", _("兄弟姐妹")
    ELDER_BROTHER = "71", _("兄")
    ELDER_BROTHERS_WIFE = "72", _("嫂")
    YOUNGER_BROTHER = "73", _("弟")
    YOUNGER_BROTHERS_WIFE = "74", _("弟媳")
    ELDER_SISTER = "75", _("姐姐")
    ELDER_SISTERS_HUSBAND = "76", _("姐夫")
    YOUNGER_SISTER = "77", _("妹妹")
    YOUNGER_SISTERS_HUSBAND = "78", _("妹夫")
    OTHER_SIBLING = "79", _("其他兄弟姐妹")
    OTHER = "80", _("其他")
    FATHERS_ELDER_BROTHER = "81", _("伯父")
    FATHERS_ELDER_BROTHERS_WIFE = "82", _("伯母")
    FATHERS_YOUNGER_BROTHER = "83", _("叔父")
    FATHERS_YOUNGER_BROTHERS_WIFE = "84", _("婶母")
    MOTHERS_BROTHER = "85", _("舅父")
    MOTHERS_BROTHERS_WIFE = "86", _("舅母")
    MOTHERS_SISTERS_HUSBAND = "87", _("姨父")
    MOTHERS_SISTER = "88", _("姨母")
    FATHERS_SISTERS_HUSBAND = "89", _("姑父")
    FATHERS_SISTER = "90", _("姑母")
    PATERNAL_COUSIN = "91", _("堂兄弟、堂姐妹")
    MATERNAL_COUSIN = "92", _("表兄弟、表姐妹")
    BROTHERS_SON = "93", _("侄子")
    BROTHERS_DAUGHTER = "94", _("侄女")
    SISTERS_SON = "95", _("外甥")
    SISTERS_DAUGHTER = "96", _("外甥女")
    OTHER_RELATIVE = "97", _("其他亲属")
    NOT_RELATED = "99", _("非亲属")

    synonyms = nonmember(
        {
            "儿子": "20",
            "大儿子": "22",
            "二儿子": "23",
            "三儿子": "24",
            "大女儿": "32",
            "二女儿": "33",
            "户主本人": "02",
            "丈夫": "11",
            "妻子": "12",
            "爱人": "10",
            "老公": "11",
            "老婆": "12",
            "女儿": "30",
            "二子": "23",
            "次女": "33",
            "媳妇": "38",
            "父": "51",
            "爸爸": "51",
            "母": "52",
            "妈妈": "52",
            "哥哥": "71",
            "哥": "71",
            "嫂子": "72",
            "弟弟": "73",
            "弟妇": "74",
            "姐": "75",
            "妹": "77",
            "孙辈": "40",
            "祖辈": "60",
            "爷爷": "61",
            "奶奶": "62",
            "外公": "63",
            "外婆": "64",
            "外孙": "43",
            "堂兄弟姐妹": "91",
            "表兄弟姐妹": "92",
            "家人": "97",
            "亲属": "97",
        }
    )


class IdDocument(TextChoices):
    """What a relative is known by: Hong Kong, Macao and foreign papers occur as well."""

    RESIDENT = "1", _("居民身份证")
    HONG_KONG_MACAO = "2", _("港澳居民来往内地通行证或居住证")
    TAIWAN = "3", _("台湾居民来往大陆通行证或居住证")
    PASSPORT = "4", _("护照或外国人永久居留证")
    OTHER = "9", _("其他证件")

    synonyms = nonmember({"身份证": "1", "回乡证": "2", "台胞证": "3", "护照": "4"})


class PensionInsurance(TextChoices):
    """养老保险."""

    EMPLOYEES = "1", _("城镇职工基本养老保险")
    RESIDENTS = "2", _("城乡居民基本养老保险")
    CIVIL_SERVANTS = "3", _("机关事业单位养老保险")
    NONE = "0", _("未参保")

    synonyms = nonmember(
        {"职工养老": "1", "城镇职工": "1", "企业职工": "1", "居民养老": "2", "城乡居民": "2", "无": "0"}
    )


class MedicalInsurance(TextChoices):
    """医疗保险."""

    EMPLOYEES = "1", _("职工基本医疗保险")
    RESIDENTS = "2", _("城乡居民基本医疗保险")
    FREE = "3", _("公费医疗")
    NONE = "0", _("未参保")

    synonyms = nonmember({"职工医保": "1", "居民医保": "2", "城乡居民医保": "2", "新农合": "2", "无": "0"})


class Housing(TextChoices):
    """住房情况."""

    OWN = "1", _("自有住房")
    SELF_BUILT = "2", _("农村自建房")
    RENTED = "3", _("租房")
    PUBLIC = "4", _("公租房或廉租房")
    WITH_FAMILY = "5", _("与亲属同住")
    UNSAFE = "6", _("危房")
    NONE = "7", _("无房")
    OTHER = "9", _("其他")

    synonyms = nonmember({"商品房": "1", "自建房": "2", "租住": "3", "公租房": "4", "借住": "5"})


class SocialAssistance(TextChoices):
    """社会救助, as the civil affairs office found it (民政认定)."""

    MINIMUM = "1", _("低保户")
    DESTITUTE = "2", _("特困户")
    MARGINAL = "3", _("低保边缘户")
    NONE = "0", _("无")

    synonyms = nonmember({"低保": "1", "特困": "2", "五保": "2", "低边": "3", "低边户": "3", "否": "0"})
