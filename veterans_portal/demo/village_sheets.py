"""The two people spreadsheets of the article's stations, as a clerk of each would have made them.

`python -m veterans_portal.demo.village_sheets` writes them anew into `data/`. Their titles, headers, words
and dates differ on purpose: real sheets do.
"""

from pathlib import Path

from .homes import sex_of
from .paper import Column, Layout, write_sheet
from .villages import TIANFU, ZHICHONG, ZHICHONG_COMMITTEE, tianfu, zhichong

DATA = Path(__file__).with_name("data")
FILES = {ZHICHONG: DATA / "zhichong_people.xlsx", TIANFU: DATA / "tianfu_people.xlsx"}


def write(directory=DATA):
    """Writes both spreadsheets into `directory`; returns their paths."""
    directory.mkdir(parents=True, exist_ok=True)
    sheets = {ZHICHONG: (_ZHICHONG_LAYOUT, zhichong()), TIANFU: (_TIANFU_LAYOUT, tianfu())}
    paths = []
    for code, (layout, rows) in sheets.items():
        paths.append(directory / FILES[code].name)
        write_sheet(
            paths[-1], layout, [{**row, "性别": "男" if sex_of(row) == "1" else "女"} for row in rows]
        )
    return paths


# --- how clerks write -----------------------------------------------------------------------------


def _month_in_words(value):
    """1979-12 -> 1979年12月"""
    year, month = value.split("-")[:2]
    return f"{year}年{int(month)}月"


def _month_with_dot(value):
    """1979-12 -> 1979.12"""
    return value.replace("-", ".")


def _spaced(name):
    """Names of two characters are spread to the width of three: 冯　辉."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def _tick(value):
    return "√" if value == "是" else ""


def _local(**words):
    """Writes the listed words in the way of the place."""
    return lambda value: "、".join(words.get(word, word) for word in value.split("、"))


_ZHICHONG_LAYOUT = Layout(
    title="外海街道直冲村退役军人花名册",
    sheet="花名册",
    line=("填报单位：直冲村退役军人服务站", "填报日期：2025年12月31日"),
    closing=("制表人：" + ZHICHONG_COMMITTEE[4].name, "审核人：" + ZHICHONG_COMMITTEE[0].name),
    columns=(
        Column("序号", "序号", int, 5),
        Column("姓名", "姓名", width=9),
        Column("性别", "性别", width=5),
        Column("身份证号码", "身份证号", width=21),
        Column("人员类别", "人员类别", _local(退役士兵="退伍军人", 军队转业干部="转业干部"), 14),
        Column("民族", "民族", lambda value: value.removesuffix("族"), 6),
        Column("政治面貌", "政治面貌"),
        Column("婚姻状况", "婚姻状况"),
        Column("文化程度", "文化程度"),
        Column("户口性质", "户籍类别"),
        Column("村民小组", "村民小组", width=13),
        Column("户编号", "户编号", width=8),
        Column("户主", "户主", width=8),
        Column("户籍地址", "户籍地址", width=34),
        Column("现住址", "常住地址", width=34),
        Column("联系电话", "手机", width=14),
        Column("无手机", "无手机", width=7),
        Column("紧急联系人", "紧急联系人"),
        Column("紧急联系人电话", "紧急联系电话", width=14),
        Column("入伍时间", "入伍时间", _month_in_words, 12),
        Column("退伍时间", "退役时间", _month_in_words, 12),
        Column("军人类别", "军人类别"),
        Column("退役时军衔", "军衔"),
        Column("是否参战", "是否参战"),
        Column("是否参试", "是否参试"),
        Column("安置类别", "安置类别", width=20),
        Column("安置方式", "安置方式"),
        Column("优抚类别", "优抚类别", width=20),
        Column("优抚待遇", "优抚待遇", width=12),
        Column("月补助金额（元）", "月补助金额", float, 10),
        Column("残疾性质", "残疾性质"),
        Column("残疾等级", "残疾等级"),
        Column("就业状态", "就业状态"),
        Column("工作单位", "工作单位", width=18),
        Column("单位性质", "单位性质", width=14),
        Column("两委任职", "两委任职", width=14),
        Column("业务骨干", "业务骨干"),
        Column("荣誉称号", "荣誉称号", width=28),
        Column("荣誉级别", "荣誉级别"),
        Column("荣誉年份", "荣誉年份", int),
        Column("是否党员", "是否党员"),
        Column("入党时间", "入党时间", _month_in_words, 12),
        Column("所在党支部", "所在党支部", width=18),
        Column("组织关系状态", "组织关系状态", width=14),
        Column("特长", "专项特长"),
        Column("服务需求", "服务需求", width=16),
        Column("主要诉求", "主要诉求"),
        Column("人员标签", "人员标签", width=12),
        Column("备注", "备注"),
    ),
)

_TIANFU_LAYOUT = Layout(
    title="环市街道天福社区退役军人及优抚对象“一人一档”台账",
    sheet="台账",
    line=("填报单位：天福社区退役军人服务站", "统计时点：2025-12-31"),
    closing=("填表人：社区工作人员", "负责人：社区党总支书记"),
    columns=(
        Column("序号", "序号", int, 5),
        Column("姓  名", "姓名", _spaced, 9),
        Column("公民身份号码", "身份证号", width=21),
        Column("人员类别", "人员类别", _local(军队转业干部="军转干部"), 22),
        Column("民族", "民族", width=6),
        Column("政治面貌", "政治面貌"),
        Column("婚姻状况", "婚姻状况"),
        Column("学历", "文化程度"),
        Column("户编号", "户编号", width=8),
        Column("户主", "户主", width=8),
        Column("网格", "村民小组", width=10),
        Column("户籍类别", "户籍类别"),
        Column("户籍地址", "户籍地址", width=38, over="住址"),
        Column("常住地址", "常住地址", width=38, over="住址"),
        Column("手机号码", "手机", width=14, over="通讯"),
        Column("无手机", "无手机", _tick, 7, over="通讯"),
        Column("紧急联系人", "紧急联系人", over="通讯"),
        Column("紧急联系电话", "紧急联系电话", width=14, over="通讯"),
        Column("入伍时间", "入伍时间", _month_with_dot, 10, over="服役与安置"),
        Column("退役时间", "退役时间", _month_with_dot, 10, over="服役与安置"),
        Column("部队番号", "", width=9, over="服役与安置"),
        Column("军人类别", "军人类别", over="服役与安置"),
        Column("军衔", "军衔", over="服役与安置"),
        Column("参战", "是否参战", _tick, 6, over="服役与安置"),
        Column("参试", "是否参试", _tick, 6, over="服役与安置"),
        Column("安置类别", "安置类别", width=24, over="服役与安置"),
        Column("安置方式", "安置方式", over="服役与安置"),
        Column("优抚类别", "优抚类别", width=20, over="抚恤优待"),
        Column("待遇", "优抚待遇", width=14, over="抚恤优待"),
        Column("享受状态", "优抚状态", over="抚恤优待"),
        Column("每月金额", "月补助金额", float, 10, over="抚恤优待"),
        Column("残疾性质", "残疾性质", over="抚恤优待"),
        Column("残疾等级", "残疾等级", over="抚恤优待"),
        Column("就业状态", "就业状态", over="就业情况"),
        Column("工作单位", "工作单位", width=18, over="就业情况"),
        Column("单位性质", "单位性质", width=14, over="就业情况"),
        Column("是否党员", "是否党员", _tick, over="党员情况"),
        Column("入党时间", "入党时间", _month_with_dot, over="党员情况"),
        Column("所在党支部", "所在党支部", width=18, over="党员情况"),
        Column("组织关系", "组织关系状态", width=12, over="党员情况"),
        Column("专项特长", "专项特长"),
        Column("服务需求", "服务需求", width=16),
        Column("诉求", "主要诉求"),
        Column("标签", "人员标签", width=12),
    ),
)


if __name__ == "__main__":
    for written in write():
        print(written)
