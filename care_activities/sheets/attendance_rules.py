"""Which activity a row of the sheet of 签到名单 speaks of, and what must hold of who came to it."""

import datetime
from collections import Counter, defaultdict
from typing import NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations import audit, bulk
from stations.spreadsheets.cells import cell_text
from veterans.models import PartyMembership
from veterans.vocabulary import COUNTED_RELATIONS, FileStatus

from ..models import Activity, ActivityAttendance
from ..services.attendance import MOST_INVITED
from ..vocabulary import FOR_MEMBERS, ActivityState, AttendanceState

NUMBER, DATE, KIND, TOPIC = "activity_id", "activity__date", "activity__kind", "activity__topic"
OF_ACTIVITY = (NUMBER, DATE, KIND, TOPIC)
_HELD = "held"  # in the undo of a row: the activity that it made count as held, and its version since

_FILL_IN = _("请填写这一格")
_NO_STATION = _("没有写是哪个站；请填写站名或12位区划代码，或在导入时选择站")
_NO_ACTIVITY = _(
    "没有找到这场活动；请核对服务站、日期和主题，还没有登记的先登记活动（“活动学习”页面或导入活动表）"
)
_NO_NUMBER = _("您的范围内没有这个编号的活动；请核对活动编号，或改写日期和主题")
_SEVERAL = _("这一天有几场同主题的活动；请填写活动类型或活动编号")
_OTHER = _("这个编号的活动，日期、类型或主题与表里写的不同；请核对后只留对的")
_CANCELLED = _("这场活动已取消，不能登记签到；后来举行了的，请先在活动页面恢复为计划中")
_AHEAD = _("活动还没到日期，到当天再登记到会情况；现在可以只写名单")
_NO_MEMBER = _("这类活动只请党员；党员请先在档案的“组织生活”里登记")
_GONE = _("这位对象那时已不在册，请核对")
_NO_HOURS = _("没有到场的，不写时长")
_FULL = _("一场活动的名单最多 {most} 人；更多的请登记未登记姓名人数")
_GUESTS = _("这场活动另外登记了未登记姓名 {count} 人；名单里的人如已算在里面，请在活动页面改人数")


class Held(NamedTuple):
    """What a row asks of the activity it speaks of."""

    pk: int
    station_id: int
    path: str
    date: datetime.date
    kind: str
    topic: str
    is_cancelled: bool
    guests: int


def settle(resource, row) -> None:
    """An activity is told by its number, else by day and topic."""
    if NUMBER in row.values or resource.header(NUMBER) in row.bad:
        return
    for attribute in (DATE, TOPIC):
        if attribute not in row.values and resource.header(attribute) not in row.bad:
            row.refuse(resource.header(attribute), _FILL_IN)


# --- finding ----------------------------------------------------------------------------------


def find_activities(resource, rows, context) -> None:
    """Sets `links["activity"]` and the station of each row, or refuses it.

    Without a number it is looked for at the row's station, then at those above it that are in reach: a street's
    list often says of which village each person is.
    """
    for row in rows:
        row.station_id = row.station_id or context.new_station
    by_number, by_day = _known(rows, context)
    for row in rows:
        if number := row.values.get(NUMBER):
            _take_numbered(resource, row, by_number.get(number))
        elif row.station_id is None:
            row.refuse(resource.header("station"), _NO_STATION)
        else:
            _take(resource, row, _fitting(row, by_day, context))
        if row.open:
            row.station_id = row.links["activity"].station_id


def _known(rows, context):
    """The activities in reach by number, and by day and topic."""
    stations = list(context.stations.stations)
    numbers = {row.values[NUMBER] for row in rows if NUMBER in row.values}
    days = {row.values[DATE] for row in rows if NUMBER not in row.values}
    reach = Activity.objects.filter(station__in=stations)
    by_number = {one.pk: one for one in _read(reach.filter(pk__in=numbers))}
    by_day = defaultdict(list)
    for one in _read(reach.filter(date__in=days)):
        by_day[one.date.isoformat(), cell_text(one.topic)].append(one)
    return by_number, by_day


def _read(activities):
    columns = ("pk", "station_id", "station__path", "date", "kind", "topic", "state", "guests")
    for *told, state, guests in activities.order_by("pk").values_list(*columns):
        yield Held(*told, state == ActivityState.CANCELLED, guests)


def _fitting(row, by_day, context):
    """Those the row may mean of the nearest station that has any."""
    path, kind = context.stations.stations[row.station_id].path, row.values.get(KIND)
    found = [
        one
        for one in by_day[row.values[DATE], row.values[TOPIC]]
        if path.startswith(one.path) and kind in (None, one.kind)
    ]
    nearest = max((one.path for one in found), default="")
    return [one for one in found if one.path == nearest]


def _take_numbered(resource, row, found):
    said = (row.values.get(DATE), row.values.get(KIND), row.values.get(TOPIC))
    if found is None:
        row.refuse(resource.header(NUMBER), _NO_NUMBER)
    elif any(
        told not in (None, held)
        for told, held in zip(said, (found.date.isoformat(), found.kind, cell_text(found.topic)), strict=True)
    ):
        row.refuse(resource.header(NUMBER), _OTHER)
    else:
        _take(resource, row, [found])


def _take(resource, row, found):
    if len(found) != 1:
        row.refuse(resource.header(TOPIC), _SEVERAL if found else _NO_ACTIVITY)
    elif found[0].is_cancelled:
        row.refuse(resource.header(TOPIC), _CANCELLED)
    else:
        [row.links["activity"]] = found


def ask_membership(rows) -> None:
    """Sets `links["is_member"]` of the rows whose activity is for members of the Party only."""
    asked = [row for row in rows if row.open and row.links["activity"].kind in FOR_MEMBERS]
    people = {row.links["person"].pk for row in asked}
    members = PartyMembership.objects.filter(person__in=people, relation_status__in=COUNTED_RELATIONS)
    members = set(members.values_list("person_id", flat=True))
    for row in asked:
        row.links["is_member"] = row.links["person"].pk in members


# --- objecting --------------------------------------------------------------------------------


def object_to_person(resource, row) -> None:
    """Refuses to put on the list who could not have been asked."""
    if row.stored is not None:
        return
    header, person = resource.header("person__name"), row.links["person"]
    if not row.links.get("is_member", True):
        row.refuse(header, _NO_MEMBER)
    day, since = row.links["activity"].date.isoformat(), person.status_changed_on or ""
    if person.status != FileStatus.ACTIVE and day[: len(since)] >= since:
        row.refuse(header, _GONE)


def object_to_answers(resource, row, context) -> None:
    activity, held = row.links["activity"], row.stored.values if row.stored else {}
    state = row.root.get("state", held.get("state"))
    if row.root.get("state") and activity.date > context.today:
        row.refuse(resource.header("state"), _AHEAD)
    if row.root.get("hours") and state != AttendanceState.PRESENT:
        row.refuse(resource.header("hours"), _NO_HOURS)
    if activity.guests and row.root.get("state") == AttendanceState.PRESENT:
        row.note("", format_lazy(_GUESTS, count=activity.guests))


def drop_hours(row) -> None:
    """Who turns out not to have come has no hours."""
    state = row.root.get("state", AttendanceState.PRESENT)
    if state != AttendanceState.PRESENT and row.stored.values["hours"] and "hours" not in row.root:
        row.root["hours"] = None
        row.changes.append(["hours", row.stored.values["hours"], None])


def count_listed(context, known) -> None:
    """Notes how many stand on each list before the file; `known` are pairs of an activity and a person."""
    for activity, count in Counter(activity for activity, _person in known).items():
        context.seen.setdefault(("listed", activity), count)


def keep_room(row, context) -> None:
    """Refuses a new row beyond what a list holds."""
    if context.writing:
        return
    key = ("listed", row.links["activity"].pk)
    context.seen[key] = context.seen.get(key, 0) + 1
    if context.seen[key] > MOST_INVITED:
        row.refuse("", format_lazy(_FULL, most=MOST_INVITED))


# --- what follows for the activity --------------------------------------------------------------


def hold_activities(rows, *, user) -> None:
    """A planned activity to which somebody's answer was written counts as held; undoing the row takes it back."""
    answered = {row.links["activity"].pk: row for row in reversed(rows) if row.root.get("state")}
    planned = Activity.objects.filter(pk__in=answered, state=ActivityState.PLANNED)
    versions = dict(planned.order_by().values_list("pk", "version"))
    for pk, version in versions.items():
        answered[pk].undo[_HELD] = [pk, version + 1]
    _settle(versions, ActivityState.PLANNED, ActivityState.HELD, audit.Action.CHANGE, user)


def plan_again(rows) -> None:
    """Plans the activities again that undone `rows` had made held, unless somebody changed or answered them since.

    Who undid it stands in the row's own entry.
    """
    made = dict(row.undo[_HELD] for row in rows if _HELD in row.undo)
    answered = ActivityAttendance.objects.filter(activity__in=made).exclude(state="").order_by()
    held = Activity.objects.filter(pk__in=made).exclude(pk__in=answered.values("activity"))
    versions = held.order_by().values_list("pk", "version")
    alike = [pk for pk, version in versions if made[pk] == version]
    _settle(alike, ActivityState.HELD, ActivityState.PLANNED, audit.Action.UNDO, None)


def _settle(ids, before, after, action, user):
    """Writes the state of the activities with an entry in the log for each."""
    bulk.update(Activity, [(pk, {"state": str(after)}) for pk in ids])
    entries = [
        {
            "station": activity.station,
            "target_type": Activity._meta.label_lower,
            "target_id": activity.pk,
            "target_label": audit.label_of(activity),
            "before": {"state": str(before)},
            "after": {"state": str(after)},
        }
        for activity in Activity.objects.filter(pk__in=ids).select_related("station")
    ]
    audit.record_many(action, actor=user, rows=entries)
