"""Separated text as clerks and other systems send it."""

from .cases import HEADER, PEOPLE, ZHICHONG, Case, Row, grid, number, same_people, text

_RARE = ("张𠮷㐱䶮", number(111), "退役士兵", ZHICHONG, "10000000011", "䲟地𬌗村𪚥号")
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8 with mark": "utf-8-sig",
    "gb18030": "gb18030",
    "utf-16 with mark": "utf-16",
    "utf-16 little, no mark": "utf-16-le",
    "utf-16 big, no mark": "utf-16-be",
}
_DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"}


def _case(name, content, *rows, **more):
    return Case(name, more.pop("file_name", "名单.csv"), lambda: content, tuple(rows), **more)


def _encodings():
    people = (*PEOPLE, _RARE)
    for name, encoding in _ENCODINGS.items():
        for word, delimiter in _DELIMITERS.items():
            content = text(grid(people=people), delimiter, encoding)
            yield _case(f"{name}, {word}", content, *same_people(2, 3, 4, 5, people=people))
    marked = b"\xfe\xff" + text(grid(), encoding="utf-16-be")
    yield _case("utf-16 big with mark", marked, *same_people(2, 3, 4))
    yield _case(
        "gbk without rare letters",
        text(grid(people=PEOPLE[:2]), encoding="gbk"),
        *same_people(2, 3, people=PEOPLE[:2]),
    )


def _shapes():
    base = grid()
    three = same_people(2, 3, 4)
    yield _case("named txt", text(base, "\t"), *three, file_name="名单.txt")
    yield _case("text named xlsx", text(base), *three, file_name="名单.xlsx")
    yield _case("text named xls", text(base, "\t", "gb18030"), *three, file_name="名单.xls")
    yield _case("unix line ends", text(base, end="\n"), *three)
    yield _case("old mac line ends", text(base, end="\r"), *three)
    yield _case("no last line end", text(base).rstrip(), *three)
    yield _case("blank lines between", text([base[0], [], base[1], [], [], *base[2:]]), *same_people(3, 6, 7))
    yield _case("declared delimiter", b"sep=;\r\n" + text(base, ";"), *same_people(3, 4, 5))
    yield _case("commas at the ends of lines", text([[*row, None, None, None] for row in base]), *three)
    title = [["外海街道退役军人名单"], ["填报单位：外海街道", None, "2024年5月"]]
    yield _case("titles above", text([*title, *base]), *same_people(4, 5, 6))
    quoted = [[f"{cell}" for cell in row] for row in base]
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in quoted).encode()
    yield _case("every cell in quotes", content, *three)
    long_header = [["姓名", "身份证\n号码", "人员\n类别", "所属站", "手机", "常住地址"], *base[1:]]
    yield _case("line breaks in the header", text(long_header), *same_people(4, 5, 6))
    address = [list(cells) for cells in base]
    address[1][5] = "直冲村，1号、甲；乙"
    wide = (("陈志强", *PEOPLE[0][1:5], "直冲村，1号、甲；乙"), *PEOPLE[1:])
    yield _case("full-width marks divide nothing", text(address), *same_people(2, 3, 4, people=wide))
    yield _case(
        "numbers in text keep their zeros",
        text([[*HEADER, "户编号", "户主"], [*PEOPLE[0], "0012", "陈志强"]]),
        Row(2, values={"户编号": "0012"}),
    )
    short = [base[0], list(PEOPLE[0][:4]), base[2]]
    yield _case(
        "a short line", text(short), Row(2, values={"姓名": "陈志强"}), Row(3, values={"姓名": "梁国华"})
    )
    bar = text([["姓名", "身份证号", "人员类别", "所属站"], ["=cmd|' /C calc'!A0", *PEOPLE[0][1:4]]])
    yield _case("a formula for a name stays text", bar, Row(2))


def _shifted():
    base = grid()
    lines = text(base).decode().split("\r\n")
    lines[2] = lines[2].replace("直冲村2号", "直冲村,2号")
    yield _case(
        "a comma too many",
        "\r\n".join(lines).encode(),
        *same_people(2, people=PEOPLE[:1]),
        Row(3, "rejected", words="比表头多"),
        *same_people(4, people=PEOPLE[2:]),
    )
    joined = "\r\n".join([*lines[:1], lines[1] + lines[3]]).encode()
    yield _case("two lines in one", joined, Row(2, "rejected", words="比表头多"))


def _refused():
    good = text(grid())
    yield _case("open quote", good + b'"' + b"x" * 300_000, rejected="双引号没有成对")
    yield _case("open quote at once", b'"' + good.replace(b'"', b""), rejected="双引号没有成对")
    yield _case("line ends without end in quotes", good + b'"' + b"\n" * 3_000_000, rejected="双引号没有成对")
    yield _case("zero bytes", good.replace(b"\r\n", b"\0\r\n"), rejected="不是电子表格")
    yield _case(
        "cut within a letter", text(grid(), encoding="gb18030") + b"\xb3", rejected="认不出文件的文字编码"
    )
    yield _case("big5", text([["姓名", "年齡"], ["陳", "1"]], encoding="big5"), rejected="找不到表头")
    yield _case("too many columns", text([[f"列{n}" for n in range(1000)]]), rejected="超过 300 列")
    yield _case("a million lines", b"a,b\n" * 1_000_000, rejected="超过 200000 行")
    yield _case("no header", text([["甲", "乙"], ["1", "2"]]), rejected="找不到表头，缺少这些列：姓名")
    yield _case("header only", text([HEADER]), rejected="表头下面没有数据")
    yield _case("blank lines only", b"\r\n" * 40, rejected="没有内容")
    yield _case("byte order mark only", b"\xff\xfe", rejected="没有内容")
    yield _case("no bytes", b"", rejected="没有内容")
    table = "<html><body><table><tr><td>姓名</td></tr></table></body></html>"
    yield _case("html table named xls", table.encode(), rejected="网页格式", file_name="名单.xls")
    archive = b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"
    yield _case("web archive named xls", archive, rejected="网页格式", file_name="名单.xls")
    workbook = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    workbook += '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    yield _case(
        "xml spreadsheet 2003", workbook.encode(), rejected="不支持这种表格格式", file_name="名单.xls"
    )


CASES = [*_encodings(), *_shapes(), *_shifted(), *_refused()]
