"""The sheet of who came to activities (签到名单): a row a person at an activity."""

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import (
    AnyDayWidget,
    CodeWidget,
    IdWidget,
    IntegerWidget,
    NameWidget,
    SheetResource,
    StationWidget,
    TextWidget,
    column_maker,
)
from veterans import sheet_targets
from veterans.sheet_cells import ArchiveNoWidget
from veterans.sheet_headers import FORBIDDEN
from veterans.vocabulary import code_for

from .. import tallies, vocabulary
from ..models import ActivityAttendance
from . import attendance_rules as rules
from .activities import HoursWidget
from .headers import ATTENDANCE

_OF_PERSON = {"person__name", "person__id_number", "person__archive_no"}
_row = column_maker(ATTENDANCE)
_LARGEST = 999_999_999


class AttendanceResource(SheetResource):
    """One row a person at an activity, which has to be registered; the activity counts as held once somebody came."""

    kind = "attendance"
    title = _("签到名单")
    counted = _("人次")
    model = ActivityAttendance
    forbidden = FORBIDDEN
    about = _("谁参加了哪场活动、到场还是请假、以什么身份，一行一人；活动要先登记")
    needed = (
        ("date", "number"),
        ("topic", "number"),
        ("person_name", "archive_no", "id_number"),
    )
    uncompared = frozenset({*_OF_PERSON, *rules.OF_ACTIVITY})
    sources = {rules.NUMBER: "activity__id"}

    station = _row("station", "所属站", StationWidget(), help_text=_("组织活动的站"))
    town = _row("town", "所属镇街", TextWidget(40))
    number = _row(
        rules.NUMBER,
        "活动编号",
        IntegerWidget(1, _LARGEST),
        help_text=_("活动页面和签到表上有；写了编号的，日期和主题可以不写"),
    )
    date = _row(rules.DATE, "活动日期", AnyDayWidget())
    activity_kind = _row(rules.KIND, "活动类型", CodeWidget(vocabulary.ActivityKind, code_for))
    topic = _row(rules.TOPIC, "主题", TextWidget(80), help_text=_("与登记的活动一致"))
    archive_no = _row("person__archive_no", "档案编号", ArchiveNoWidget())
    person_name = _row("person__name", "姓名", NameWidget())
    id_number = _row("person__id_number", "身份证号", IdWidget(), help_text=_("用来找到本人的档案"))
    state = _row(
        "state",
        "到会情况",
        CodeWidget(vocabulary.AttendanceState, code_for),
        help_text=_("不写的，只加入名单，算还没有签到"),
    )
    role = _row(
        "role", "参加身份", CodeWidget(vocabulary.AttendanceRole, code_for), help_text=_("不写的算参加")
    )
    hours = _row("hours", "时长（小时）", HoursWidget(), help_text=_("与活动时长不同的才写"))

    def settle(self, row, context):
        rules.settle(self, row)
        if not _OF_PERSON & row.values.keys() and not row.bad.keys() & {self.header(n) for n in _OF_PERSON}:
            row.refuse(self.header("person__name"), _("请填写姓名、档案编号或身份证号"))

    def locate(self, rows, context):
        rules.find_activities(self, rows, context)
        found = [row for row in rows if row.open]
        header = self.header("person__name")
        sheet_targets.find_people(found, context, header=header, prefix="person__")
        rules.ask_membership(found)

    def key(self, row):
        return "/".join(map(str, _key_of(row)))

    def identify(self, rows, context):
        activities = {row.links["activity"].pk for row in rows}
        stored = ActivityAttendance.objects.filter(activity__in=activities)
        known = {tuple(key): pk for pk, *key in stored.values_list("pk", "activity_id", "person_id")}
        for row in rows:
            row.target_id = known.get(_key_of(row))
        rules.count_listed(context, known)

    def is_blank(self, attribute, value):
        """参加 is what stands where nothing was said."""
        usual = vocabulary.AttendanceRole.PARTICIPANT
        return value == usual if attribute == "role" else super().is_blank(attribute, value)

    def reconcile(self, row, context):
        rules.drop_hours(row)

    def objections(self, row, context):
        if "person" in row.links:
            rules.object_to_person(self, row)
            rules.object_to_answers(self, row, context)

    def require(self, row, context):
        rules.keep_room(row, context)

    def new_roots(self, rows, context):
        return [
            {name: value for name, value in row.root.items() if name in self.own_fields}
            | {"activity_id": row.links["activity"].pk, "person_id": row.links["person"].pk}
            for row in rows
        ]

    def resolve(self, rows, context):
        super().resolve(rows, context)
        self._user = context.user

    def settle_written(self, rows):
        rules.hold_activities(rows, user=self._user)

    def settle_undone(self, restored, removed, context):
        rules.plan_again([*restored, *removed])

    def recount(self, station_ids):
        tallies.recount_activities(station_ids)

    def label(self, row):
        activity = row.links["activity"]
        return _told(activity.date, activity.kind, row.links["person"].archive_no)

    def labels(self, ids):
        columns = ("pk", "activity__date", "activity__kind", "person__archive_no")
        rows = ActivityAttendance.objects.filter(pk__in=ids).values_list(*columns)
        return {pk: _told(*told) for pk, *told in rows}


def _told(day, kind, archive_no):
    """Day and kind as the log names an activity, and the file by its number."""
    return f"{day} {vocabulary.ActivityKind(kind).label} {archive_no}"


def _key_of(row):
    return (row.links["activity"].pk, row.links["person"].pk)
