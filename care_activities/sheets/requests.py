"""The sheet of 诉求: a row a request of the paper book, and the register of those on file."""

import datetime
import re
from collections import defaultdict

from django.db.models import Max
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import (
    CodeWidget,
    DayWidget,
    IdWidget,
    NameWidget,
    Part,
    PhoneWidget,
    SheetResource,
    StationWidget,
    TextWidget,
    YesNoWidget,
    column_maker,
)
from veterans import sheet_targets
from veterans.sheet_cells import ArchiveNoWidget
from veterans.sheet_headers import FORBIDDEN
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import Demand, code_for

from .. import vocabulary
from ..models import RequestClock, RequestHop, ServiceRequest
from ..request_tallies import recount_requests
from ..services.requests import county_of
from . import request_history, request_words
from .headers import REQUESTS

_State, _Kind = vocabulary.RequestState, vocabulary.RequestKind
_NO_UNITS = [refuse_unit_designation]
_NUMBER = re.compile(r"(\d{12})-(\d{4})-(\d{4,9})")
_FILL_IN = _("请填写这一格")
_NO_STATION = _("没有写是哪个站；请填写站名或12位区划代码，或在导入时选择站")
_NOT_FOUND = _("没有这个编号的诉求；新登记的请不要填写，保存时自动编号")
_OF_COUNTY = _("申诉求决只保留县级受理编号、日期和进度，内容没有导入")
_AT_COUNTY = "申诉求决，内容由区县登记"
_AS_CALLER = _("没有档案编号和身份证号，按来人姓名登记，没有关联档案")
_ON_PAGE = _("已登记的诉求不用表格改；请在页面上办理")
# What a paper book need not say of each row.
_USUAL = {
    "channel": (vocabulary.RequestChannel.CALL_IN.value, _("没有写渠道，按来访登记")),
    "demand": (Demand.OTHER.value, _("没有写诉求类别，按其他登记")),
}
_MATCHED = ("number", "taken_on", "closed_on", "archive_no", "name", "id_number")

_request = column_maker(REQUESTS)


class ScoreWidget(CodeWidget):
    """A satisfaction from 1 to 5, by its words or its number."""

    def __init__(self):
        super().__init__(vocabulary.Satisfaction, code_for)
        self.labels = {str(code): label for code, label in self.labels.items()}

    def render(self, value, obj=None, **kwargs):
        return super().render(str(value) if value else "")


class RequestResource(SheetResource):
    """A row with our number is that request; another is the same by station, day, class, words and person.

    What is on file is never changed by a sheet: a request goes its way on its page, step by step.
    """

    kind = "requests"
    title = _("诉求")
    counted = _("件")
    model = ServiceRequest
    forbidden = FORBIDDEN
    about = _(
        "纸质登记本里的诉求，一行一件；写了办结日期和结果的按已办结登记，没有的由本站接着办，时限从导入当天算"
    )
    needed = (("taken_on",), ("content", "petition_no"))
    uncompared = frozenset(_MATCHED)
    sources = {
        "taken_on": TruncDate("taken_at"),
        "closed_on": TruncDate("closed_at"),
        "name": Coalesce("person__name", "caller"),
        "id_number": "person__id_number",
        "archive_no": "person__archive_no",
    }
    computes = request_words.TOLD
    parts = {  # written by `settle_written` alone
        request_history.HOPS: Part(RequestHop, "request_id"),
        request_history.CLOCKS: Part(RequestClock, "request_id"),
    }

    number = _request("number", "诉求编号", TextWidget(40), help_text=_("新登记的不填，保存时自动编号"))
    station = _request("station", "所属站", StationWidget())
    town = _request("town", "所属镇街", TextWidget(40))
    taken_on = _request("taken_on", "登记日期", DayWidget())
    channel = _request("channel", "渠道", CodeWidget(vocabulary.RequestChannel, code_for))
    request_kind = _request(
        "kind", "事项性质", CodeWidget(_Kind, code_for), help_text=_("不填的按服务事项登记")
    )
    demand = _request("demand", "诉求类别", CodeWidget(Demand, code_for))
    urgency = _request("urgency", "紧急程度", CodeWidget(vocabulary.Urgency, code_for))
    archive_no = _request("archive_no", "档案编号", ArchiveNoWidget())
    person_name = _request("name", "诉求人", NameWidget(), help_text=_("匿名的不填"))
    id_number = _request("id_number", "身份证号", IdWidget(), help_text=_("用来找到本人的档案"))
    caller_phone = _request("caller_phone", "联系电话", PhoneWidget())
    is_private = _request("is_private", "涉及健康或未成年人", YesNoWidget())
    content = _request("content", "诉求内容", TextWidget(1000, _NO_UNITS), help_text=_("申诉求决的不填"))
    state = _request("state", "状态", CodeWidget(_State, code_for))
    closed_on = _request("closed_on", "办结日期", DayWidget())
    result = _request("result", "办理结果", TextWidget(1000, _NO_UNITS))
    satisfaction = _request("satisfaction", "满意度", ScoreWidget())
    petition_no = _request("petition_no", "县级受理编号", TextWidget(40))
    petition_status = _request("petition_status", "县级办理进度", TextWidget(60))

    told = (
        _request("holder", "办理站", StationWidget()),
        _request("took", "总用时", TextWidget(40)),
        _request("working_days", "工作日", TextWidget(10)),
        _request("stays", "各站用时", TextWidget(500)),
    )

    # --- matching ---------------------------------------------------------------------------

    def settle(self, row, context):
        values = row.values
        if "number" in values and not _NUMBER.fullmatch(values["number"]):
            row.refuse(self.header("number"), _NOT_FOUND)
        if values.get("kind") == _Kind.PETITION and {"content", "result"} & values.keys():
            values.pop("content", None), values.pop("result", None)
            row.note(self.header("content"), _OF_COUNTY)
        if "number" in values:
            return
        petition = values.get("kind") == _Kind.PETITION
        for attribute in ("taken_on",) if petition else ("taken_on", "content"):
            if attribute not in values and self.header(attribute) not in row.bad:
                row.refuse(self.header(attribute), _FILL_IN)
        for attribute, (usual, text) in _USUAL.items():
            if attribute not in values and self.header(attribute) not in row.bad:
                values[attribute] = usual
                row.note(self.header(attribute), text)

    def locate(self, rows, context):
        new = [row for row in rows if "number" not in row.values]
        named = [row for row in new if row.values.keys() & {"archive_no", "id_number"}]
        sheet_targets.find_people(named, context, header=self.header("name"))
        for row in new:
            row.station_id = row.station_id or context.new_station
            if row.station_id is None:
                row.refuse(self.header("station"), _NO_STATION)

    def key(self, row):
        return row.values.get("number") or "/".join(map(str, _key_of(row)))

    def identify(self, rows, context):
        seen = ServiceRequest.objects
        seen = seen.visible_to(context.user) if context.user else seen.all()
        self._by_number([row for row in rows if "number" in row.values], seen, context)
        self._by_words([row for row in rows if "number" not in row.values], seen)

    def _by_number(self, rows, seen, context):
        found = {}
        parts = [_NUMBER.fullmatch(row.values["number"]).groups() for row in rows]
        same = seen.filter(station__code__in={code for code, _year, _serial in parts})
        same = same.filter(year__in={int(year) for _code, year, _serial in parts})
        for pk, station, *number in same.values_list("pk", "station", "station__code", "year", "serial"):
            found[tuple(map(str, number))] = (pk, station)
        for row, (code, year, serial) in zip(rows, parts, strict=True):
            pk, station = found.get((code, year, str(int(serial))), (None, None))
            if pk is None or station not in context.stations or row.station_id not in (None, station):
                row.refuse(self.header("number"), _NOT_FOUND)
            else:
                row.target_id, row.station_id = pk, station

    def _by_words(self, rows, seen):
        days = {row.values["taken_on"] for row in rows}
        known, columns = {}, ("channel", "demand", "kind", "person_id", "caller", "content")
        same = seen.filter(station__in={row.station_id for row in rows})
        same = same.annotate(day=TruncDate("taken_at")).filter(day__in=days)
        for pk, station, day, *told in same.order_by("-pk").values_list("pk", "station", "day", *columns):
            known[station, day.isoformat(), *told] = pk
        for row in rows:
            row.target_id = known.get(_key_of(row))

    # --- comparing --------------------------------------------------------------------------

    def _plan_root(self, row, verbs):
        """Nothing is changed; a closing that the page does not know yet is said."""
        if "closed_on" in row.values and row.stored.values["state"] in vocabulary.OPEN_REQUESTS:
            row.note(self.header("closed_on"), _ON_PAGE)
        return []

    def require(self, row, context):
        super().require(row, context)
        root = row.root
        root.setdefault("kind", _Kind.SERVICE.value)
        root.setdefault("urgency", vocabulary.Urgency.NORMAL.value)
        if root["kind"] == _Kind.PETITION:
            root["content"] = _AT_COUNTY
        if "name" in root and "person" not in row.links:
            row.note(self.header("name"), _AS_CALLER)
        closed = "closed_on" in root
        usual = (
            _State.RATED if closed and "satisfaction" in root else _State.CLOSED if closed else _State.WAITING
        )
        root.setdefault("state", usual.value)
        self._require_ending(row)

    def _require_ending(self, row):
        root, ended = row.root, row.root["state"] not in vocabulary.OPEN_REQUESTS
        if ended != ("closed_on" in root):
            wrong = _("已办结的请填写办结日期") if ended else _("填了办结日期的，状态应是已办结")
            row.refuse(self.header("closed_on" if ended else "state"), wrong)
        if ended and "result" not in root and root["kind"] != _Kind.PETITION:
            row.refuse(self.header("result"), _FILL_IN)
        if not ended and {"result", "satisfaction"} & root.keys():
            row.refuse(self.header("closed_on"), _("有办理结果或满意度的，请填写办结日期"))
        if "closed_on" in root and root["closed_on"] < root.get("taken_on", ""):
            row.refuse(self.header("closed_on"), _("办结日期早于登记日期，请核对"))

    # --- writing ----------------------------------------------------------------------------

    def resolve(self, rows, context):
        self._user, self._stations = context.user, context.stations.stations

    def new_roots(self, rows, context):
        serials = _serials({row.station_id for row in rows})
        for row in rows:
            place = row.station_id, int(row.root["taken_on"][:4])
            serials[place] += 1
            row.links["written"] = self._new_root(row) | {"year": place[1], "serial": serials[place]}
        return [row.links["written"] for row in rows]

    def _new_root(self, row):
        root, person = row.root, row.links.get("person")
        station = self._stations[row.station_id]
        is_open = root["state"] in vocabulary.OPEN_REQUESTS
        holder = county_of(station) if root["kind"] == _Kind.PETITION and is_open else station
        named = {name: root[name] for name in self.own_fields if name in root}
        return named | {
            "person_id": person.pk if person else None,
            "caller": "" if person else root.get("name", ""),
            "satisfaction": int(root["satisfaction"]) if "satisfaction" in root else None,
            "taken_at": _start_of(root["taken_on"]),
            "closed_at": _start_of(root["closed_on"]) if "closed_on" in root else None,
            "holder_id": holder.pk,
        }

    def settle_written(self, rows):
        new = [row for row in rows if row.stored is None]
        request_history.tell(new, user=self._user)
        request_history.start_clocks(new)

    def settle_undone(self, restored, removed, context):
        """What was written beside them has gone with them."""

    def recount(self, station_ids):
        recount_requests(station_ids)

    def labels(self, ids):
        return request_words.numbers(ids)

    # --- telling ----------------------------------------------------------------------------

    def compute(self, names, ids, user):
        return request_words.told(names, ids, user)


def _serials(stations):
    """`{(station, year): the last number given}`, under the lock of the stations."""
    rows = ServiceRequest.objects.filter(station__in=stations).order_by().values_list("station", "year")
    return defaultdict(int, {(station, year): last for station, year, last in rows.annotate(Max("serial"))})


def _start_of(day):
    start = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time())
    return timezone.make_aware(start, timezone.get_default_timezone())


def _key_of(row):
    values, person = row.values, row.links.get("person")
    kind = values.get("kind", _Kind.SERVICE.value)
    content = _AT_COUNTY if kind == _Kind.PETITION else values.get("content", "")
    who = (person.pk, "") if person else (None, values.get("name", ""))
    return row.station_id, values["taken_on"], values["channel"], values["demand"], kind, *who, content
