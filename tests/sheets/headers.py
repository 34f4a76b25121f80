"""The headers that offices write over the same columns, and the rows they put around the table."""

from .cases import HEADER, MAYI, PEOPLE, PLACES, ZHICHONG, Case, Row, grid, same_people, text, xlsx

# Other headers for 姓名, 身份证号, 人员类别, 所属站, 手机, 常住地址, in this order.
_VARIANTS = {
    "stars": ("姓名*", "*身份证号", "★人员类别", "所属站*", "手机 *", "＊常住地址"),
    "spaces": ("姓 名", "身 份 证 号", "人 员 类 别", "所 属 站", "手　机", "常 住 地 址"),
    "required": (
        "姓名（必填）",
        "身份证号(必填)",
        "人员类别【必填】",
        "所属站[必填]",
        "手机（选填）",
        "常住地址（可不填）",
    ),
    "line breaks": ("姓\n名", "身份证\n号码", "人员\n类别", "所属\n服务站", "联系\n电话", "家庭\n住址"),
    "units and lengths": (
        "姓名",
        "身份证号码(18位)",
        "人员类别",
        "所属站",
        "联系电话（手机）",
        "现居住地址（详细到门牌号）",
    ),
    "official words": (
        "姓名",
        "公民身份号码",
        "人员类别（可多选）",
        "所属村（社区）",
        "移动电话",
        "现居住地",
    ),
    "numbered": ("1.姓名", "2、身份证号码", "3.人员类别", "（4）所属站", "5 手机号码", "6．家庭住址"),
    "coded": ("A01姓名", "A02身份证号", "A03人员类别", "B01所属站", "C01手机", "C02常住地址"),
    "about the person": (
        "退役军人姓名",
        "退役军人身份证号",
        "对象类别",
        "管理服务站",
        "本人联系电话",
        "本人现住址",
    ),
    "two words": ("姓名/名字", "身份证号（公民身份号码）", "人员类型", "村/社区", "手机/电话", "住址或地址"),
    "english": (
        "姓名 Name",
        "身份证号码 ID No.",
        "人员类别 Category",
        "所属站 Station",
        "手机 Mobile",
        "常住地址 Address",
    ),
    "hints below": (
        "姓名\n（与身份证一致）",
        "身份证号\n填18位",
        "人员类别\n下拉选择",
        "所属站\n填12位区划代码",
        "手机\n11位数字",
        "常住地址\n请填写详细地址",
    ),
    "colons": ("姓名：", "身份证号：", "人员类别：", "所属站：", "手机：", "常住地址："),
    "invisible letters": (
        "\u200b姓名",
        "身份证号\ufeff",
        "人员\u200b类别",
        "所属站\xa0",
        " 手机",
        "常住地址\u3000",
    ),
    "full-width": (
        "姓名（１８字内）",
        "身份证号（１８位）",
        "人员类别",
        "所属站",
        "手机（１１位）",
        "常住地址",
    ),
    "household list": ("姓名", "居民身份证号码", "身份类别", "村（居）委会", "手机号码", "户籍所在地"),
    "ledger": ("姓名", "有效身份证件号码", "优抚对象身份", "所在村(社区)", "联系方式", "居住地址"),
    "quoted": ("“姓名”", "《身份证号》码", "人员类别", "所属站", "手机", "常住地址"),
    "last number": ("姓名", "身份证号", "人员类别", "所属站", "联系电话1", "地址1"),
    "accounts of words": ("人员姓名", "身份证件号码", "服务对象类别", "村居名称", "本人手机号", "目前住址"),
}
_TAKEN = {"household list": {5: "户籍地址"}, "ledger": {2: None}}


def _variants():
    for name, header in _VARIANTS.items():
        content = xlsx(grid(header))
        given = [_TAKEN.get(name, {}).get(index, own) for index, own in enumerate(HEADER)]
        people = [tuple(cell if given[i] else None for i, cell in enumerate(person)) for person in PEOPLE]
        rows = same_people(2, 3, 4, people=people, header=[own or "" for own in given])
        if None in given:
            rows = tuple(Row(row.number, "rejected", words="人员类别") for row in rows)
        yield Case(f"header: {name}", "名单.xlsx", lambda content=content: content, rows)


def _extra(name, added, cells, **more):
    """A header beyond the usual ones, with what is in its cells."""
    content = xlsx([[*HEADER, *added], *([*person, *cells] for person in PEOPLE)])
    return Case(
        f"header: {name}", "名单.xlsx", lambda: content, more.pop("rows", same_people(2, 3, 4)), **more
    )


def _columns():
    reordered = [3, 5, 1, 0, 4, 2]
    yield Case(
        "header: reordered",
        "名单.xlsx",
        lambda: xlsx([[row[i] for i in reordered] for row in grid()]),
        same_people(2, 3, 4),
    )
    yield Case(
        "header: number first",
        "名单.xlsx",
        lambda: xlsx([["序号", *HEADER], *([n, *person] for n, person in enumerate(PEOPLE, 1))]),
        same_people(2, 3, 4),
        header={"unmapped": ["序号"]},
    )
    yield _extra("extra columns", ["身高", "爱好"], ["170", "钓鱼"], header={"unmapped": ["身高", "爱好"]})
    unit = "某" + "部"
    for word in (
        "部队番号",
        "服役部队名称（全称）",
        "原部队代号",
        "部职别",
        "驻地",
        "信访情况",
        "是否上访人员",
        "维稳责任人",
        "风险等级",
        "银行卡号",
        "开户银行",
        "社保卡号",
        "稳控措施",
        "银行账户",
        "所在部队（番号）",
        "思想动态",
        "重点人员等级",
    ):
        yield _extra(f"forbidden {word}", [word], [unit], header={"forbidden": [word], "unmapped": []})
    for word in (
        "家属姓名及电话",
        "配偶姓名",
        "配偶身份证号",
        "电话（旧）",
        "户主身份证号",
        "联系人身份证号",
        "父亲姓名",
        "子女联系电话",
        "原住址",
        "曾用名",
        "姓名（拼音）",
        "慰问金（万元）",
        "单位电话",
        "办公电话（单位）",
        "代办人姓名",
        "遗属姓名",
        "微信号（手机）",
    ):
        yield _extra(f"somebody or something else: {word}", [word], ["甲"], header={"unmapped": [word]})
    for word in ("联系电话", "手机号码", "本人电话（必填）", "手机号"):
        yield _extra(f"twice: {word}", [word], ["10000000099"], header={"duplicates": [word]})
    yield _extra(
        "note that speaks of another column",
        ["备注（联系电话）"],
        ["10000000077"],
        header={"unmapped": ["备注（联系电话）"]},
    )
    for word, own, cell, value in (
        ("民族成份", "民族", "壮", "壮族"),
        ("入伍年月日", "入伍时间", "1988年12月", "1988-12"),
        ("时间（入伍）", "入伍时间", "1988.12", "1988-12"),
        ("退伍年份", "退役时间", "1992年", "1992"),
        ("婚姻状态", "婚姻状况", "已婚", "已婚"),
        ("地址（户籍）", "户籍地址", "直冲村9号", "直冲村9号"),
        ("最高学历", "文化程度", "大专", "大学专科教育"),
        ("是否为中共党员", "是否党员", "是", "是"),
        ("备注说明（如有）", "备注", "在家", "在家"),
        ("现工作单位（全称）", "工作单位", "外海小学", "外海小学"),
        ("户口性质", "户籍类别", "农业", "农村"),
        ("政治面貌（党员/群众）", "政治面貌", "群众", "群众"),
    ):
        people = tuple((*person, value) for person in PEOPLE)
        rows = same_people(2, 3, 4, people=people, header=(*HEADER, own))
        if value is not None:
            yield _extra(f"{word} is {own}", [word], [cell], rows=rows)


def _around():
    base = grid()
    title = ["江门市江海区外海街道退役军人信息采集表"]
    note = ["填报单位：（盖章）", None, None, "填表日期：2024年5月6日"]
    explain = ["填表说明：1.姓名、身份证号为必填项；2.手机为11位数字。"]
    ends = [["合计", None, "3人"], ["制表人：张三", None, "审核人：李四"], ["注：以上人员均已核对。"]]
    yield Case(
        "rows: everything around",
        "表.xlsx",
        lambda: xlsx([title, note, explain, [], *base, [], *ends]),
        same_people(6, 7, 8),
        header={"left_out_rows": [10, 11, 12]},
    )
    yield Case(
        "rows: header again on page 2",
        "表.xlsx",
        lambda: xlsx([*base[:3], base[0], base[3]]),
        same_people(2, 3, 5),
        header={"left_out_rows": [4]},
    )
    spaced = [f" {name} " for name in HEADER]
    yield Case(
        "rows: header again with spaces",
        "表.xlsx",
        lambda: xlsx([*base[:3], spaced, base[3]]),
        same_people(2, 3, 5),
    )
    columns = list(range(1, 7))
    yield Case(
        "rows: numbers of the columns",
        "表.xlsx",
        lambda: xlsx([base[0], columns, *base[1:]]),
        same_people(3, 4, 5),
        header={"left_out_rows": [2]},
    )
    letters = ["甲", "乙", "1", "2", "3", "4"]
    yield Case(
        "rows: letters of the columns",
        "表.xlsx",
        lambda: xlsx([base[0], letters, *base[1:]]),
        same_people(3, 4, 5),
    )
    hints = ["必填", "必填，18位", "下拉选择", "填区划代码", "11位数字", "请填写到门牌号"]
    yield Case(
        "rows: hints below the header",
        "表.xlsx",
        lambda: xlsx([base[0], hints, *base[1:]]),
        same_people(3, 4, 5),
    )
    example = [
        ["序号", *HEADER],
        ["示例", "张三", "440799", "退役士兵", "", "", ""],
        *([n, *p] for n, p in enumerate(PEOPLE, 1)),
    ]
    yield Case("rows: an example", "表.xlsx", lambda: xlsx(example), same_people(3, 4, 5))
    for word in (
        "本页小计",
        "总 计",
        "共计：3人",
        "累计",
        "填表人：张三  联系电话：",
        "（以下空白）",
        "第1页，共3页",
        "备注：略",
        "单位（盖章）",
        "说明：无",
    ):
        yield Case(
            f"rows: {word} below", "表.xlsx", lambda word=word: xlsx([*base, [word]]), same_people(2, 3, 4)
        )
    yield Case(
        "rows: blank ones between",
        "表.xlsx",
        lambda: xlsx([[], base[0], [], base[1], [" ", "\u3000"], *base[2:]]),
        same_people(4, 6, 7),
    )
    yield Case(
        "rows: header far down", "表.xlsx", lambda: xlsx([["说明"]] * 30 + base), same_people(32, 33, 34)
    )


def _several_rows():
    names = (HEADER[0], HEADER[1], HEADER[2], HEADER[3], "联系方式", None)
    below = (None, None, None, None, "手机", "住址")

    def merge(book):
        sheet = book.active
        for place in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"):
            sheet.merge_cells(place)

    both = [list(names), list(below), *map(list, PEOPLE)]
    yield Case("header: two rows, merged", "表.xlsx", lambda: xlsx(both, edit=merge), same_people(3, 4, 5))
    yield Case("header: two rows, not merged", "表.csv", lambda: text(both), same_people(3, 4, 5))
    relatives = [
        [*HEADER, "家属信息", None, None],
        [None] * 6 + ["姓名", "身份证号", "电话"],
        *([*p, "李梅", "甲", "乙"] for p in PEOPLE),
    ]

    def merge_relatives(book):
        for column in "ABCDEF":
            book.active.merge_cells(f"{column}1:{column}2")
        book.active.merge_cells("G1:I1")

    unmapped = {"unmapped": ["家属信息 姓名", "家属信息 身份证号", "家属信息 电话"]}
    yield Case(
        "header: relatives in two rows",
        "表.xlsx",
        lambda: xlsx(relatives, edit=merge_relatives),
        same_people(3, 4, 5),
        header=unmapped,
    )
    yield Case(
        "header: relatives, not merged",
        "表.csv",
        lambda: text(relatives),
        same_people(3, 4, 5),
        header=unmapped,
    )
    three = [
        ["基本情况", None, None, None, "服务信息", None],
        ["姓名", "身份证号", "人员类别", "所属站", "联系方式", None],
        [None, None, None, None, "手机", "常住地址"],
        *map(list, PEOPLE),
    ]

    def merge_three(book):
        for place in ("A1:D1", "E1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2"):
            book.active.merge_cells(place)

    yield Case("header: three rows", "表.xlsx", lambda: xlsx(three, edit=merge_three), same_people(4, 5, 6))
    service = [
        [*HEADER, "服役情况", None],
        [None] * 6 + ["单位名称", "入伍时间"],
        *([*p, "甲", "1988-12"] for p in PEOPLE),
    ]
    yield Case(
        "header: unit under a heading",
        "表.csv",
        lambda: text(service),
        same_people(3, 4, 5),
        header={"forbidden": ["服役情况 单位名称"]},
    )
    yield Case(
        "header: a title merged over all",
        "表.xlsx",
        lambda: xlsx([["退役军人及家属名单"], *grid()], edit=lambda book: book.active.merge_cells("A1:F1")),
        same_people(3, 4, 5),
    )


def _merged_cells():
    header = ["所属镇街", "所属站", "姓名", "身份证号", "人员类别", "户编号", "户主"]
    rows = [header]
    for place, person in enumerate(PEOPLE):
        first = place == 0
        rows.append(
            [
                "外海街道" if first else None,
                "直冲村" if first else None,
                *person[:3],
                "H1" if first else None,
                "陈志强" if first else None,
            ]
        )

    def merge(book):
        for column in "ABFG":
            book.active.merge_cells(f"{column}2:{column}4")

    given = tuple(
        Row(at, values={"姓名": person[0], "所属站": PLACES[ZHICHONG], "户编号": "H1"})
        for at, person in enumerate(PEOPLE, 2)
    )
    yield Case(
        "merged: town, station and household",
        "表.xlsx",
        lambda: xlsx(rows, edit=merge),
        given,
        header={"filled_down": ["户主", "户编号", "所属站", "所属镇街"]},
    )
    lost = tuple(
        Row(at, "new" if at == 2 else "rejected", words="" if at == 2 else "没有写是哪个站")
        for at in (2, 3, 4)
    )
    yield Case(
        "merged: a mere blank is none", "表.xlsx", lambda: xlsx(rows), lost, header={"filled_down": []}
    )
    other = [list(row) for row in rows]
    other[3][1] = "麻一村"

    def merge_two(book):
        book.active.merge_cells("A2:A4")
        book.active.merge_cells("B2:B3")

    places = (ZHICHONG, ZHICHONG, MAYI)
    yield Case(
        "merged: ends where it ends",
        "表.xlsx",
        lambda: xlsx(other, edit=merge_two),
        tuple(Row(at, values={"所属站": PLACES[place]}) for at, place in enumerate(places, 2)),
    )


CASES = [*_variants(), *_columns(), *_around(), *_several_rows(), *_merged_cells()]
