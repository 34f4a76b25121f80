"""The sheets of 建站达标: a row a check of one list (三有, 五有), and a row an award of stars."""

from django.utils.translation import gettext_lazy as _

from stations.resources import StationRowResource
from stations.spreadsheets import (
    CodeWidget,
    ImportVerb,
    Part,
    PartChange,
    TextWidget,
    YesNoWidget,
    cell_text,
    column_maker,
    model_column_maker,
)
from veterans.sheet_headers import FORBIDDEN
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import code_for

from ..models import StationCheck, StationCheckItem, StationStar
from ..services.station_standards import current_settle, items_asked_of, result_of
from ..vocabulary import LIST_OF_ITEM, CheckAnswer, Checklist, StandardItem, StarGrade
from .headers import CHECKS, STARS

_check = column_maker(CHECKS)
_field = model_column_maker(StationCheck, CHECKS)
_NOT_ASKED = _("这个站的这张核对表不含这一条；请清空这一格")
_BOTH_LISTS = _("一行只填一张核对表；三有和五有请分两行填")
_NO_ANSWER = _("一条也没有回答；请至少回答一条")
_NEVER_CHANGED = _("已登记的核对不改动；要登记新的核对，请把“平台编号”清空，并写新的核对日期")


class AnswerWidget(YesNoWidget):
    """有 or 没有, or blank for what was not checked."""

    def __init__(self):
        super().__init__(yes=("达标", "符合", "具备"), no=("未达标", "不符合", "不具备", "缺"))
        self.labels = dict(CheckAnswer.choices)

    def clean(self, value, row=None, *, context=None, **kwargs):
        if cell_text(value) == "未核对":
            return None
        answer = super().clean(value, row, context=context, **kwargs)
        return answer if answer is None else str(CheckAnswer.YES if answer else CheckAnswer.NO)

    def joined(self, codes):
        return codes[0] if codes else None

    def render(self, value, obj=None, **kwargs):
        return str(self.labels.get(value, ""))


def _item(item, header):
    """The columns of an item: its answer, and what proves it."""
    evidence = TextWidget(300, [refuse_unit_designation])
    return (
        _check(f"{item}__answer", header, AnswerWidget()),
        _check(f"{item}__evidence", f"{header}依据", evidence),
    )


class CheckResource(StationRowResource):
    """A check is never changed: a row that says anything else than those of its day is a new one."""

    kind = "standard_checks"
    title = _("达标核对")
    counted = _("次")
    about = _(
        "三有、五有核对，一行一个站一张表；每条填有或没有，未核对的留空；登记过的不改动，内容不同的另记一次"
    )
    model = StationCheck
    forbidden = FORBIDDEN
    verbs = (ImportVerb.CREATE,)
    needed = (("checked_on",), tuple(StandardItem.values))
    identity = ("checklist", "checked_on")
    parts = {
        item: Part(StationCheckItem, "check_record_id", where={"item": item}) for item in StandardItem.values
    }

    checklist = _check(
        "checklist",
        "核对表",
        CodeWidget(Checklist, code_for),
        help_text=_("三有或五有；可不填，按填了的条目判断"),
    )
    checked_on = _field("checked_on", "核对日期")
    place, place_evidence = _item("place", "管理有场所")
    leisure, leisure_evidence = _item("leisure", "娱乐有阵地")
    meeting, meeting_evidence = _item("meeting", "交流有去处")
    body, body_evidence = _item("body", "有机构")
    posts, posts_evidence = _item("posts", "有编制")
    staff, staff_evidence = _item("staff", "有人员")
    funds, funds_evidence = _item("funds", "有经费")
    backing, backing_evidence = _item("backing", "有保障")
    site, site_evidence = _item("site", "有场地")
    checker = _field("checker", "核对人")
    note = _field("note", "备注")

    def settle(self, row, context):
        lists = {LIST_OF_ITEM[part] for part in self.parts_of(row)}
        if len(lists) > 1:
            row.refuse(self.header("checklist"), _BOTH_LISTS)
        elif lists and self.header("checklist") not in row.bad:
            row.values.setdefault("checklist", str(*lists))
        super().settle(row, context)

    def locate(self, rows, context):
        super().locate(rows, context)
        rows = [row for row in rows if row.open]
        asked = items_asked_of({context.stations.stations[row.station_id] for row in rows})
        for row in rows:
            items = asked[row.station_id, row.values["checklist"]]
            row.links["asked"] = tuple(str(one.item) for one in items)

    def identify(self, rows, context):
        """Which of the checks of its day says what the row says; none is a new one."""
        of_day = self._of_days(rows)
        for row in rows:
            same = [check.pk for check in of_day.get(self.key(row), ()) if self._says(check, row)]
            record = row.links.get("record")
            row.target_id = record if record in same else max(same, default=None)
            if record is not None and row.target_id is None:
                row.hold(_NEVER_CHANGED)

    def _of_days(self, rows):
        """`{key of a row: the checks of its station, list and day}`."""
        wanted, found = {self.key(row) for row in rows}, {}
        held = {}
        for owner, checks in self._candidates({self.owner_of(row) for row in rows}).items():
            for check in checks:
                key = f"{owner}/{check['checklist']}/{check['checked_on']}"
                if key in wanted:
                    held[check["pk"]] = key
        for pk, check in self.load(held, self.parts).items():
            found.setdefault(held[pk], []).append(check)
        return found

    def _says(self, check, row):
        return all(self._held(check, name) == value for name, value in row.values.items())

    def _held(self, check, attribute):
        column = self.by_attribute[attribute]
        items = check.parts.get(column.part)
        values = check.values if items is None else items[0].values if items else {}
        return cell_text(values.get(column.field_name)) or None

    def require(self, row, context):
        super().require(row, context)
        given = {change.part: change for change in row.parts}
        for item in given.keys() - set(row.links["asked"]):
            row.refuse(self.header(f"{item}__answer"), _NOT_ASKED)
        if not any(change.values.get("answer") for change in row.parts):
            row.refuse("", _NO_ANSWER)
        row.parts = [given.get(item) or PartChange(item, None, {}) for item in row.links["asked"]]

    def new_roots(self, rows, context):
        user, found = context.user, super().new_roots(rows, context)
        for row, values in zip(rows, found, strict=True):
            answers = [change.values.get("answer", "") for change in row.parts]
            values |= {"result": str(result_of(answers)), "checked_by_id": user.pk}
            values.setdefault("checker", user.full_name)
        return found

    def recount(self, station_ids):
        current_settle(station_ids)


_field = model_column_maker(StationStar, STARS)


class GradeWidget(CodeWidget):
    """A grade, which is kept as a number."""

    def answer(self, text):
        code = super().answer(text)
        return code and int(code)

    def joined(self, codes):
        return int(codes[0]) if codes else None


class StarResource(StationRowResource):
    kind = "stars"
    title = _("星级评定")
    counted = _("次")
    about = _("星级和全国示范型的评定，一行一次；由上级站按评定文件登记")
    model = StationStar
    needed = (("grade",), ("awarded_on",))
    identity = ("grade", "awarded_on")

    grade = _field("grade", "星级", GradeWidget(StarGrade, code_for))
    awarded_on = _field("awarded_on", "评定日期")
    document_no = _field("document_no", "文号")
    valid_until = _field("valid_until", "有效期至", help_text=_("没有期限的不填"))
