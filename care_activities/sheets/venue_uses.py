"""The sheet of 场所使用台账: a row a use, found by its venue, day and beginning."""

import datetime
from collections import defaultdict

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.models import Venue
from stations.spreadsheets import (
    AnyDayWidget,
    ClockRangeWidget,
    ClockWidget,
    CodeWidget,
    IntegerWidget,
    Link,
    ModelResource,
    StationWidget,
    TextWidget,
    column_maker,
    model_column_maker,
)
from veterans.sheet_headers import FORBIDDEN
from veterans.vocabulary import code_for

from ..models import VenueUse
from ..place_tallies import recount_uses
from ..vocabulary import HOLDING_USES, UseOrganiser, UseState
from .headers import VENUE_USES

_use = column_maker(VENUE_USES)
_field = model_column_maker(VenueUse, VENUE_USES)
_NO_VENUE = _("本站没有这个场所；请核对名称，或先登记场所")
_CLOSED = _("这个场所那时已停用；请核对日期或场所")
_TAKEN = _("这个场所这段时间已有{hours}的使用；请核对时间，或换场所")
_NOT_YET = _("日期还没到，不能是已使用；请改为已预约")


class VenueUseResource(ModelResource):
    """Rows that meet another use are refused; one without a state took place if its day is over and people came."""

    kind = "venue_uses"
    title = _("场所使用")
    counted = _("次")
    about = _("场所的预约和使用，一行一次；起止时间可写在一格，如 9:00-11:30")
    model = VenueUse
    forbidden = FORBIDDEN
    needed = (("venue",), ("date",), ("start", "hours"))
    identity = ("venue__name", "date", "start")
    required = ("end", "purpose", "organiser")
    uncompared = frozenset({"hours"})
    sources = {"hours": None}
    links = {"venue__name": Link("venue_id", Venue, _NO_VENUE)}

    station = _use("station", "服务站", StationWidget())
    town = _use("town", "所属镇街", TextWidget(40), help_text=_("可不填；村(社区)有重名时填写"))
    venue = _use("venue__name", "场所", TextWidget(60))
    date = _field("date", "使用日期", AnyDayWidget())
    start = _use("start", "开始时间", ClockWidget())
    end = _use("end", "结束时间", ClockWidget())
    hours = _use("hours", "起止时间", ClockRangeWidget(), help_text=_("写了开始时间和结束时间的不用填"))
    purpose = _field("purpose", "用途")
    organiser = _use("organiser", "使用方", CodeWidget(UseOrganiser, code_for))
    organiser_name = _field("organiser_name", "使用方名称")
    contact_name = _field("contact_name", "联系人")
    people = _use("people", "人数", IntegerWidget(0, 32_767))
    state = _use(
        "state", "状态", CodeWidget(UseState, code_for), help_text=_("不填的：日期已过且有人数的为已使用")
    )
    note = _field("note", "备注")

    def settle(self, row, context):
        both = row.values.pop("hours", None)
        if both:
            row.values.setdefault("start", both[0])
            row.values.setdefault("end", both[1])
        super().settle(row, context)

    def locate(self, rows, context):
        super().locate(rows, context)
        rows = [row for row in rows if row.open]
        venues = Venue._base_manager.filter(station__in={row.station_id for row in rows})
        closed = {
            (station, name): day
            for station, name, day in venues.values_list("station_id", "name", "closed_on")
        }
        for row in rows:
            place = row.station_id, row.values["venue__name"]
            if place not in closed:
                row.refuse(self.header("venue__name"), _NO_VENUE)
            elif closed[place] and closed[place].isoformat() <= row.values["date"]:
                row.refuse(self.header("venue__name"), _CLOSED)

    def identify(self, rows, context):
        super().identify(rows, context)
        held = _held({row.station_id for row in rows}, {row.values["date"] for row in rows})
        for row in rows:
            row.links["held"] = held[row.station_id, row.values["venue__name"], row.values["date"]]

    def require(self, row, context):
        super().require(row, context)
        is_over = row.values.get("date", "") <= context.today.isoformat()
        used = is_over and row.values.get("people") is not None
        row.root.setdefault("state", UseState.USED if used else UseState.BOOKED)

    def objections(self, row, context):
        super().objections(row, context)
        if not row.open or not (row.stored is None or row.root):
            return
        use = self.record_of(row)
        if use.state not in HOLDING_USES or not use.start or not use.end:
            return
        if use.state == UseState.USED and use.date > context.today:
            row.refuse(self.header("state"), _NOT_YET)
        hours = _hours(use.start, use.end)
        for pk, start, end in row.links.get("held", ()):
            if pk != row.target_id and start < use.end and use.start < end:
                row.refuse(self.header("start"), format_lazy(_TAKEN, hours=_hours(start, end)))
        if row.open and not context.writing:
            self._refuse_in_sheet(row, use, hours, context)

    def _refuse_in_sheet(self, row, use, hours, context):
        """Two rows of one sheet for one time: the second is asked about, whoever is right."""
        place = ("held", row.station_id, row.values["venue__name"], row.values["date"])
        earlier = context.seen.setdefault(place, [])
        met = [one for one in earlier if one[0] < use.end and use.start < one[1] and one[3:] != _where(row)]
        if met:
            row.refuse(self.header("start"), format_lazy(_TAKEN, hours=met[0][2]))
        else:
            earlier.append((use.start, use.end, hours, *_where(row)))

    def recount(self, station_ids):
        recount_uses(station_ids)

    def labels(self, ids):
        uses = VenueUse._base_manager.filter(pk__in=ids).values_list("pk", "station__name")
        return {pk: f"场所使用 {name}" for pk, name in uses}


def _where(row):
    return row.sheet, row.number


def _hours(start, end):
    return f"{start:%H:%M}–{end:%H:%M}"


def _held(stations, days) -> dict:
    """`{(station, venue, day): [(use, start, end)]}` of what keeps a venue: one statement."""
    found = defaultdict(list)
    rows = VenueUse._base_manager.filter(
        station__in=stations,
        date__in=[datetime.date.fromisoformat(day) for day in days],
        state__in=HOLDING_USES,
    )
    columns = ("station_id", "venue__name", "date", "pk", "start", "end")
    for station, venue, day, *use in rows.order_by("pk").values_list(*columns):
        found[station, venue, day.isoformat()].append(tuple(use))
    return found
