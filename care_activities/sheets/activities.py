"""The sheet of activities (活动学习台账): a row an activity, with its counts."""

import re
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from stations.models import PartyOrganisation, Venue
from stations.spreadsheets import (
    AnyDayWidget,
    CodeWidget,
    IntegerWidget,
    Link,
    ModelResource,
    NumberWidget,
    StationWidget,
    TextWidget,
    column_maker,
)
from stations.spreadsheets.cells import CellError
from veterans.sheet_headers import FORBIDDEN
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import code_for

from .. import tallies, vocabulary
from ..models import Activity, ActivityAttendance
from ..models.activities import MOST_HOURS, SCORES
from .headers import ACTIVITIES

_NO_UNITS = [refuse_unit_designation]
_activity = column_maker(ACTIVITIES)
_State = vocabulary.ActivityState
_COUNTED = ("guests", *(f"score_{score}" for score in SCORES))
_MOST = 32_767
_UNIT = re.compile(r"(?:个?小时|个?学时|个?课时|[hH])$")
_SIGNED_IN = _("这场活动已按名单签到；未登记姓名的人数请在活动页面改，这一格没有导入")


class HoursWidget(NumberWidget):
    """Hours of one person, to a tenth: 2, 1.5, 2小时."""

    LARGEST = Decimal(MOST_HOURS)

    def parse(self, text, context):
        number = super().parse(_UNIT.sub("", text.strip()), context)
        if Decimal(number) < Decimal("0.1") or Decimal(number) != round(Decimal(number), 1):
            raise CellError(_("时长请填0.1到72之间的数，最多一位小数，例如 1.5"))
        return number

    def render(self, value, obj=None, **kwargs):
        return f"{Decimal(value):g}" if value else ""


class ActivityResource(ModelResource):
    """One row an activity, found by station, day, kind and topic. Who came by name is ticked on its page."""

    kind = "activities"
    title = _("活动学习")
    counted = _("场")
    model = Activity
    forbidden = FORBIDDEN
    about = _(
        "主题党日、学习、拥军活动等，一行一场，写人数和满意度；谁到场用“签到名单”导入，或在活动页面登记"
    )
    needed = (("date",), ("activity_kind",), ("topic",))
    identity = ("date", "kind", "topic")
    uncompared = frozenset({"venue__name", "organiser__name"})
    links = {
        "venue__name": Link("venue_id", Venue, _("本站没有这个场所，这一格没有导入；可以写在“地点”")),
        "organiser__name": Link("organiser_id", PartyOrganisation, _("本站没有这个党组织，这一格没有导入")),
    }

    station = _activity("station", "所属站", StationWidget())
    town = _activity("town", "所属镇街", TextWidget(40))
    date = _activity("date", "活动日期", AnyDayWidget())
    activity_kind = _activity("kind", "活动类型", CodeWidget(vocabulary.ActivityKind, code_for))
    topic = _activity("topic", "主题", TextWidget(80, _NO_UNITS))
    series = _activity("series", "系列", CodeWidget(vocabulary.ActivitySeries, code_for))
    series_other = _activity("series_other", "其他系列名称", TextWidget(40))
    red_plus = _activity(
        "red_plus",
        "红色+类别",
        CodeWidget(vocabulary.RedPlus, code_for),
        help_text=_("列入“红色+”党建的活动才写"),
    )
    state = _activity(
        "state",
        "状态",
        CodeWidget(vocabulary.ActivityState, code_for),
        help_text=_("不写的，日期已到的算已举行"),
    )
    cancel_reason = _activity("cancel_reason", "取消原因", TextWidget(200))
    hours = _activity("hours", "每人时长", HoursWidget(), help_text=_("单位：小时"))
    venue = _activity("venue__name", "场所", TextWidget(60), help_text=_("本站登记过的场所"))
    place = _activity("place", "地点", TextWidget(80))
    organiser = _activity("organiser__name", "组织的党组织", TextWidget(60))
    host = _activity("host", "主持人", TextWidget(50))
    guests = _activity(
        "guests",
        "未登记姓名人数",
        IntegerWidget(0, _MOST, unit="人"),
        help_text=_("只知道人数的写在这里；按名单签到的不算在内"),
    )
    plan = _activity("plan", "计划", TextWidget(1000, _NO_UNITS))
    minutes = _activity("minutes", "活动记录", TextWidget(4000, _NO_UNITS))
    score_5 = _activity("score_5", "很满意", IntegerWidget(0, _MOST, unit="份"), help_text=_("收回几份"))
    score_4 = _activity("score_4", "满意", IntegerWidget(0, _MOST, unit="份"))
    score_3 = _activity("score_3", "一般", IntegerWidget(0, _MOST, unit="份"))
    score_2 = _activity("score_2", "不太满意", IntegerWidget(0, _MOST, unit="份"))
    score_1 = _activity("score_1", "不满意", IntegerWidget(0, _MOST, unit="份"))
    note = _activity("note", "备注", TextWidget(300, _NO_UNITS))

    def settle(self, row, context):
        super().settle(row, context)
        if "series_other" in row.values:
            row.values.setdefault("series", str(vocabulary.ActivitySeries.OTHER))

    def is_blank(self, attribute, value):
        return not value if attribute in _COUNTED else super().is_blank(attribute, value)

    def attach_stored(self, rows, context):
        super().attach_stored(rows, context)
        ids = [row.target_id for row in rows]
        present = ActivityAttendance.objects.filter(activity__in=ids, state="present").order_by()
        named = dict(present.values_list("activity").annotate(Count("pk")))
        for row in rows:
            row.links["named"] = named.get(row.target_id, 0)

    def reconcile(self, row, context):
        """Named people are counted already; what is counted was held."""
        if row.links["named"] and row.root.pop("guests", None) is not None:
            row.changes = [change for change in row.changes if change[0] != "guests"]
            row.note(self.header("guests"), _SIGNED_IN)
        counts = any(row.root.get(name) for name in _COUNTED)
        if counts and row.stored.values["state"] == _State.PLANNED and "state" not in row.root:
            self.change_besides(row, "state", str(_State.HELD))

    def require(self, row, context):
        super().require(row, context)
        past = row.values.get("date", "") <= context.today.isoformat()
        reason = row.root.get("cancel_reason")
        usual = _State.CANCELLED if reason else _State.HELD if past else _State.PLANNED
        row.root.setdefault("state", str(usual))

    def recount(self, station_ids):
        tallies.recount_activities(station_ids)

    def labels(self, ids):
        """Day and kind: a topic may name somebody."""
        rows = Activity.objects.filter(pk__in=ids).values_list("pk", "date", "kind")
        return {pk: f"{day} {vocabulary.ActivityKind(kind).label}" for pk, day, kind in rows}
