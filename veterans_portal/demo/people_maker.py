"""Any number of made-up people as rows of the people sheet: for load tests and benchmarks.

A function of the seed alone. ID numbers and telephones lie in ranges that were never issued.
"""

import datetime
import random
from collections import Counter
from collections.abc import Iterator

from stations.divisions import read_divisions
from stations.identity import SAMPLE_PHONE, SAMPLE_REGION, id_check_digit
from stations.models import Station

HEADERS = (
    "姓名 身份证号 人员类别 所属站 村民小组 户编号 户主 民族 政治面貌 婚姻状况 文化程度 户籍类别 户籍地址 "
    "常住地址 手机 紧急联系人 紧急联系电话 服务需求 入伍时间 退役时间 军人类别 军衔 是否参战 安置类别 "
    "安置方式 优抚类别 优抚待遇 优抚状态 就业状态 工作单位 单位性质 核实日期"
).split()

_SURNAMES = (
    "陈 陈 陈 梁 梁 李 李 黄 黄 区 冯 林 吴 张 何 谭 邓 赵 周 麦 伍 叶 苏 容 简 余 黎 罗 温 钟 刘 王 曾 "
    "欧阳 司徒 郑 谢 卢 潘 蔡 彭 杨 朱 徐 高 莫 甄 阮 许 廖 邝 聂 汤 关 胡 曹 方 古 姚 石 龙"
).split()
_GIVEN = (
    "志 强 国 华 建 伟 明 文 永 健 家 俊 锦 荣 耀 辉 海 波 立 新 广 源 景 良 长 青 润 权 柱 坚 卫 东 炳 "
    "坤 树 根 添 兆 祥 福 康 灿 金 宗 柏 年 启 焕 章 松 德 胜 沛 霖 栋 玉 惠 芳 英 桂 月 巧 珍 丽 秀 少 "
    "美 玲 秋 云 静 雯 燕 嘉 敏 晓 红 淑 仪 艳 芬 慧 雪 梅 杰 浩 然 豪 子 梓 轩 霖 宇 航 鹏 锐 恒 聪 泽 "
    "楷 晖 卓 言 逸 飞 铭 展 鸿 熙 韬"
).split()
_STREETS = "中兴街 新民里 东升巷 福安路 和平街 永兴里 西堤路 龙湾路 桥头巷 江边街".split()
_UNITS = (
    ("单位就业", "五金制品厂", "民营企业"),
    ("单位就业", "区属机关", "机关"),
    ("单位就业", "公办中学", "事业单位"),
    ("创业", "自办加工厂", "民营企业"),
    ("创业", "自营农资店", "个体工商户"),
    ("务农", "", ""),
    ("自由职业", "", ""),
    ("无业", "", ""),
)
_SCHOOLS = "小学 初中 高中 中专 大专 本科".split()
_NEEDS = ("", "", "就业创业", "医疗健康", "养老照料", "政策咨询", "就业创业、教育培训")
_BENEFITS = ("参战退役军人", "残疾军人", "年满60周岁农村籍退役士兵", "在乡(老)复员军人")
_TODAY = datetime.date(2025, 6, 30)


def make_people(count, *, seed, station_code="4407") -> Iterator[list[str]]:
    """`count` rows in the order of HEADERS, spread over the villages whose place stands below the code."""
    rng = random.Random(seed)
    villages = _villages(station_code)
    serials = Counter()
    for index in range(count):
        yield _person(rng, index, villages[rng.randrange(len(villages))], serials)


def _villages(station_code):
    """(code, name) of the active villages below a station; a station without any stands for itself."""
    by_code = {division.code: division for division in read_divisions()}

    def above(code):
        while code in by_code:
            yield code
            code = by_code[code].parent_code

    villages = [
        (division.code, division.place_name)
        for division in by_code.values()
        if division.tier == Station.Tier.VILLAGE
        and division.is_active
        and by_code[division.parent_code].is_active
        and any(code.startswith(station_code) for code in above(division.code))
    ]
    return villages or [(station_code, "")]


def _person(rng, index, village, serials):
    code, place = village
    birth = datetime.date(1940, 1, 1) + datetime.timedelta(days=rng.randrange(365 * 64))
    man = rng.random() < 0.94
    name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2, 2))))
    enlisted = datetime.date(birth.year + rng.randint(18, 20), rng.choice((3, 9, 12)), 1)
    served = rng.choice((2, 2, 2, 3, 5, 12))
    discharged = min(enlisted.replace(year=enlisted.year + served), _TODAY)
    household = rng.randrange(100_000)
    address = f"{place}{rng.choice(_STREETS)}{rng.randint(1, 120)}号"
    status, employer, nature = rng.choice(_UNITS) if birth.year > 1962 else ("离退休", "", "")
    benefit = rng.choice(_BENEFITS) if rng.random() < 0.2 else ""
    placement = _placement(served, discharged)
    return [
        name,
        _id_number(birth, man, serials),
        "退役士兵",
        code,
        f"第{rng.randint(1, 9)}组",
        f"{household:05d}",
        name,
        "汉族" if rng.random() < 0.97 else "壮族",
        "中共党员" if rng.random() < 0.35 else "群众",
        "已婚" if rng.random() < 0.85 else "未婚",
        rng.choice(_SCHOOLS),
        "农村" if rng.random() < 0.7 else "城镇",
        address,
        address,
        f"{SAMPLE_PHONE}{index * 7_919 % 1_000_000:06d}",
        rng.choice(_SURNAMES) + rng.choice(_GIVEN),
        f"{SAMPLE_PHONE}{(index * 7_919 + 3) % 1_000_000:06d}",
        rng.choice(_NEEDS),
        f"{enlisted:%Y-%m}",
        f"{discharged:%Y-%m}",
        "军士(士官)" if served > 3 else "义务兵",
        "中士" if served > 3 else "上等兵",
        "是" if 1958 < birth.year < 1965 and rng.random() < 0.1 else "否",
        *placement,
        benefit,
        "定期生活补助" if benefit else "",
        "正常" if benefit else "",
        status,
        employer,
        nature,
        f"2025-{rng.randint(1, 6):02d}-{rng.randint(1, 28):02d}",
    ]


def _placement(served, discharged):
    """Kind and way of placement as they were at the time."""
    if served >= 12:
        return "政府安排工作退役士兵", "安排工作"
    if discharged.year >= 2011:
        return "自主就业退役士兵", "自主就业"
    return "回乡生产退役士兵", "回乡生产"


def _id_number(birth, man, serials):
    """A number nobody has: each birth date and sex counts its own numbers up."""
    serial = serials[birth, man]
    serials[birth, man] += 1
    first17 = f"{SAMPLE_REGION}{birth:%Y%m%d}{serial * 2 + man:03d}"
    return first17 + id_check_digit(first17)
