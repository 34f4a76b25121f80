"""Plausible lives of made-up veterans and survivors: one dict a person, `{column of the people sheet: text}`.

Dates and kinds of placement fit each other by the rules of their time; nobody who lives stands behind them.
"""

from .invention import Inventor

# Ages are reckoned to this year, so that a sheet kept in the project does not change with the calendar.
SHEET_YEAR = 2025
LAST_DISCHARGE = 2023

CONSCRIPT, SERGEANT, OFFICER = "义务兵", "军士(士官)", "军官"
SOLDIER_CLASS, OFFICER_CLASS, RETIREE_CLASS = "退役士兵", "军队转业干部", "军队离退休干部和退休士官(军士)"
DEMOBILISED_CLASS, DISABLED_CLASS = "复员军人", "残疾军人"

PUBLIC_JOBS = (
    ("机关", "街道办事处"),
    ("机关", "区属机关"),
    ("机关", "综合行政执法队"),
    ("事业单位", "公办小学"),
    ("事业单位", "公办中学"),
    ("事业单位", "社区卫生服务中心"),
    ("事业单位", "文化站"),
    ("公共服务机构", "供水服务点"),
    ("公共服务机构", "供电服务点"),
    ("公共服务机构", "公交运营点"),
    ("公共服务机构", "邮政网点"),
    ("群团", "职工服务中心"),
)
PRIVATE_JOBS = (
    "五金制品厂 灯饰厂 食品厂 物流车队 物业服务公司 电子厂 包装印刷厂 摩托车配件厂 家具厂 酒店".split()
)
VENTURES = (
    ("民营企业", "自办五金加工厂"),
    ("个体工商户", "自营汽车维修店"),
    ("个体工商户", "自营餐饮店"),
    ("民营企业", "自办物流车队"),
    ("个体工商户", "自营花木场"),
    ("民营企业", "自办装修工程队"),
    ("个体工商户", "自营水产养殖场"),
    ("个体工商户", "自营农资店"),
)
SKILLS = "汽车驾驶 电工 焊接 烹饪 医疗救护 无线通信 篮球 书法 无人机操作 消防安全 水产养殖 文艺表演 机械维修".split()
YOUNG_NEEDS = "就业创业 教育培训 政策咨询 子女教育 文体活动 组织生活 法律服务".split()
OLD_NEEDS = "医疗健康 养老照料 文体活动 政策咨询 心理关怀".split()


def veteran(inventor: Inventor, place, born: int, *, category=CONSCRIPT, sex="1", name="", party=False):
    """A veteran born in the year `born` who left the forces as `category` says; `name` where it is fixed."""
    rng = inventor.rng
    birth = inventor.day(born, born)
    name = name or inventor.name(born, sex)
    enlisted, discharged = _service(rng, born, category)
    row = {
        "姓名": name,
        "身份证号": inventor.id_number(birth, sex),
        "人员类别": OFFICER_CLASS if category == OFFICER else SOLDIER_CLASS,
        "民族": "汉族",
        "政治面貌": "中共党员" if party else "共青团员" if born > SHEET_YEAR - 27 else "群众",
        "婚姻状况": _marriage(rng, born),
        "文化程度": _schooling(rng, born, category),
        "户籍类别": "农村" if place.rural else "城镇",
        "入伍时间": enlisted,
        "退役时间": discharged,
        "军人类别": category,
        "军衔": _rank(category, enlisted, discharged),
        "专项特长": inventor.some(SKILLS, 0.6),
        **_contact(inventor, place, born, name),
        **_placement(rng, place, category, enlisted, discharged),
        **livelihood(inventor, place, born, category),
        **_needs(inventor, born),
    }
    if party:
        row |= party_membership(rng, born)
    return row


def demobilised(inventor, place, born, *, party=False):
    """老复员军人: enlisted before November 1954."""
    row = veteran(inventor, place, born, party=party)
    enlisted = born + 17
    return row | {
        "人员类别": DEMOBILISED_CLASS,
        "入伍时间": f"{enlisted}-03",
        "退役时间": f"{enlisted + 5}-04",
        "安置类别": "复员军人",
        "安置方式": "复员",
        "军人类别": "",
        "文化程度": "小学",
    }


def military_retiree(inventor, place, born, *, category):
    """军休: an officer or sergeant who retired from the forces."""
    row = veteran(inventor, place, born, category=category, party=True)
    officer = category == OFFICER
    discharged = born + 55
    return row | {
        "人员类别": RETIREE_CLASS,
        "退役时间": f"{discharged}-06",
        "军衔": "上校" if officer else "一级军士长",
        "安置类别": "军队离退休干部" if officer else "退休士官(军士)",
        "安置方式": "退休",
        "就业状态": "离退休",
        "工作单位": "",
        "单位性质": "",
    }


def survivor(inventor, place, born, *, sex, kind):
    """烈士遗属 or 因公牺牲军人遗属, as `kind` says: a relative, not a veteran."""
    rng = inventor.rng
    name = inventor.name(born, sex)
    return {
        "姓名": name,
        "身份证号": inventor.id_number(inventor.day(born, born), sex),
        "人员类别": kind,
        "民族": "汉族",
        "政治面貌": "群众",
        "婚姻状况": "丧偶" if born < 1950 else "已婚",
        "文化程度": _schooling(rng, born, CONSCRIPT),
        "户籍类别": "农村" if place.rural else "城镇",
        "优抚类别": kind,
        "优抚待遇": "不享受",
        "优抚状态": "正常",
        "人员标签": "三属、高龄" if born <= SHEET_YEAR - 80 else "三属",
        "就业状态": "离退休",
        **_contact(inventor, place, born, name),
        **_needs(inventor, born),
    }


def benefit(kind, treatment, amount):
    """The columns of one running class of 优抚; `amount` in 元 a month, 0 for none."""
    return {
        "优抚类别": kind,
        "优抚待遇": treatment,
        "优抚状态": "正常",
        "月补助金额": f"{amount:.2f}" if amount else "",
    }


def disability(nature, grade, amount):
    return {
        "人员类别": f"{SOLDIER_CLASS}、{DISABLED_CLASS}",
        "残疾性质": nature,
        "残疾等级": grade,
        "人员标签": "伤残",
        **benefit("残疾军人", "残疾抚恤金", amount),
    }


def combat(rng):
    """Served through the border war of 1979."""
    return {
        "是否参战": "是",
        "人员标签": "参战",
        "入伍时间": f"{rng.choice([1977, 1978])}-12",
        "退役时间": f"{rng.choice([1980, 1981, 1982])}-12",
    }


def party_membership(rng, born):
    """A member in good standing, since some day after the age of 19."""
    joined = born + rng.randint(19, 24)
    return {
        "是否党员": "是",
        "入党时间": f"{min(joined, LAST_DISCHARGE)}-{rng.randint(1, 12):02d}",
        "组织关系状态": "已在本地",
    }


def livelihood(inventor, place, born, category=CONSCRIPT):
    """What the person lives on, by age; no public post and no own business: those are given by number."""
    rng = inventor.rng
    if born <= SHEET_YEAR - 60:
        return {"就业状态": "务农" if place.rural and rng.random() < 0.5 else "离退休"}
    if category == OFFICER:
        nature, employer = rng.choice(PUBLIC_JOBS[:7])
        return {"就业状态": "单位就业", "工作单位": employer, "单位性质": nature}
    if rng.random() < 0.25:
        return {"就业状态": "务农" if place.rural and rng.random() < 0.5 else "自由职业"}
    return {"就业状态": "单位就业", "工作单位": rng.choice(PRIVATE_JOBS), "单位性质": "民营企业"}


def public_post(rng):
    nature, employer = rng.choice(PUBLIC_JOBS)
    return {"就业状态": "单位就业", "工作单位": employer, "单位性质": nature}


def venture(rng):
    nature, employer = rng.choice(VENTURES)
    return {"就业状态": "创业", "工作单位": employer, "单位性质": nature}


RURAL_ALLOWANCE = benefit("年满60周岁农村籍退役士兵", "定期生活补助", 264)
COMBAT_ALLOWANCE = benefit("参战退役军人", "定期生活补助", 1_040)
NUCLEAR_ALLOWANCE = benefit("参试(涉核)退役军人", "定期生活补助", 1_040)
ILL_ALLOWANCE = benefit("带病回乡退役军人", "定期生活补助", 980)
OLD_ALLOWANCE = benefit("在乡(老)复员军人", "定期生活补助", 2_480)


def give(inventor, row, *traits):
    """Adds traits to a person: columns, or functions of the random source that give columns; tags add up."""
    for trait in traits:
        more = dict(trait(inventor.rng) if callable(trait) else trait)
        add_tag(row, more.pop("人员标签", ""))
        row |= more


def add_tag(row, tag):
    if tag:
        row["人员标签"] = "、".join(filter(None, [row.get("人员标签", ""), tag]))


def _service(rng, born, category):
    """Months of enlistment and discharge, "YYYY-MM" both."""
    enlisted = born + rng.randint(18, 20)
    if category == CONSCRIPT:
        years = 2 if enlisted >= 1999 else rng.choice([3, 4]) if enlisted >= 1979 else rng.choice([4, 5])
    elif category == SERGEANT:
        years = rng.choice([5, 8, 12]) if enlisted >= 1999 else rng.choice([8, 12, 13])
    else:
        years = rng.randint(15, 22)
    years = min(years, LAST_DISCHARGE - enlisted)
    month = "09" if enlisted >= 2013 else "12"
    return f"{enlisted}-{month}", f"{enlisted + years}-{month}"


def _rank(category, enlisted, discharged):
    """The rank at discharge; the forces had none from 1965 to 1988."""
    if discharged < "1988-10":
        return ""
    years = int(discharged[:4]) - int(enlisted[:4])
    if category == CONSCRIPT:
        return "上等兵"
    steps = (
        ((5, "下士"), (8, "中士"), (99, "上士"))
        if category == SERGEANT
        else ((16, "上尉"), (19, "少校"), (99, "中校"))
    )
    return next(rank for most, rank in steps if years <= most)


def _placement(rng, place, category, enlisted, discharged):
    if category == OFFICER:
        if "2001" <= discharged < "2021" and rng.random() < 0.4:
            return {"安置类别": "自主择业军转干部", "安置方式": "自主择业"}
        return {"安置类别": "计划分配军转干部(转业军官)", "安置方式": "转业"}
    long_service = int(discharged[:4]) - int(enlisted[:4]) >= 12
    if long_service or (not place.rural and discharged < "1999"):
        return {"安置类别": "政府安排工作退役士兵", "安置方式": "安排工作"}
    if discharged >= "2011-11":
        return {"安置类别": "自主就业退役士兵", "安置方式": "自主就业"}
    if place.rural:
        return {"安置类别": "回乡生产退役士兵", "安置方式": "回乡生产"}
    return {"安置类别": "自谋职业退役士兵", "安置方式": "自谋职业"}


def _contact(inventor, place, born, name):
    """Address and telephones. The very old often have no mobile; then a relative is named."""
    rng = inventor.rng
    address = place.address(rng)
    contact = {"户籍地址": address, "常住地址": address}
    if place.away and born > SHEET_YEAR - 45 and rng.random() < 0.12:
        contact["常住地址"] = rng.choice(place.away)
    if rng.random() < (0.5 if born <= SHEET_YEAR - 80 else 0.02):
        contact["无手机"] = "是"
    else:
        contact["手机"] = inventor.phone()
    if "手机" not in contact or born <= SHEET_YEAR - 70 or rng.random() < 0.15:
        contact["紧急联系人"] = inventor.name(min(born + 28, 1995), surname=name[0])
        contact["紧急联系电话"] = inventor.phone()
    return contact


def _needs(inventor, born):
    old = born <= SHEET_YEAR - 60
    needs = {"服务需求": inventor.some(OLD_NEEDS if old else YOUNG_NEEDS, 0.55)}
    if inventor.rng.random() < 0.12:
        needs["主要诉求"] = "优待抚恤" if old else "创业就业"
    return needs


def _marriage(rng, born):
    age = SHEET_YEAR - born
    if age < 27:
        return "未婚"
    return "丧偶" if age > 72 and rng.random() < 0.3 else "已婚"


def _schooling(rng, born, category):
    if category == OFFICER:
        return rng.choice(["大专", "本科"]) if born > 1955 else "大专"
    if born < 1945:
        return "小学"
    if born < 1966:
        return rng.choice(["初中", "初中", "高中"])
    return rng.choice(
        ["初中", "高中", "高中", "中专"] if born < 1985 else ["高中", "中专", "大专", "大专", "本科"]
    )
