"""What the cells of one row of the sheet of plaques mean together, and which plaque it is about."""

import re

from django.utils.translation import gettext_lazy as _

from stations.models import Squad, Station
from stations.spreadsheets import DayWidget, cell_text
from veterans import sheet_targets
from veterans.models import PersonFile
from veterans.vocabulary import FileStatus

from ..models import Plaque
from ..services.plaque_rights import is_county
from ..standing import ROLE_OF_CLASSES
from ..vocabulary import Initiation, PlaqueRole, PlaqueStatus

_UNKNOWN_DAY = re.compile(r"(悬挂)?(日期|时间)?(不详|未知|不清楚|查不到)")
UNKNOWN_DAY = "unknown"
_WAITING = frozenset({PlaqueStatus.TO_CONFIRM, PlaqueStatus.TO_HANG})
_GONE = (PlaqueStatus.CANCELLED, PlaqueStatus.MOVED)
_OF_COUNTY = _("“待悬挂”由县级核定名单得出；请写“待核定”，由县级核定")
_BY_PAGE = _("取消和迁移在光荣牌的页面上办理，不能导入")
_TAKEN_BACK = _("这一户的光荣牌已由县级取消；符合恢复条件的，由县级恢复，不另发")
_NOT_SERVING = _("只有现役军人家庭的光荣牌可以挂在父母家")
_NO_DATE = _("已悬挂的，请填写悬挂日期；确实查不到的，写“日期不详”")
_DATE_WHILE_WAITING = _("还没有悬挂的，请不要填写悬挂日期，也不要写日期不详")
_NO_SQUAD = _("本站没有这个小分队，这一格没有导入")


class HungOnWidget(DayWidget):
    """A day, or the words that nobody knows it."""

    def clean(self, value, row=None, *, context=None, **kwargs):
        if isinstance(value, str) and _UNKNOWN_DAY.fullmatch(cell_text(value)):
            return UNKNOWN_DAY
        return super().clean(value, context=context)


def settle(resource, row) -> None:
    """The date or that it is unknown, and the status where that follows."""
    values = row.values
    if values.get("hung_on") == UNKNOWN_DAY:
        del values["hung_on"]
        values["hung_date_unknown"] = True
    if "hung_on" in values and values.get("hung_date_unknown"):
        row.refuse(resource.header("hung_date_unknown"), _("已经填写了悬挂日期，就不要再写日期不详"))
    if "status" not in values and resource.header("status") not in row.bad:
        if "hung_on" in values or values.get("hung_date_unknown"):
            values["status"] = str(PlaqueStatus.HUNG)
        else:
            row.refuse(resource.header("status"), _("请填写状态：待核定、待悬挂、已悬挂或已取消"))
    named = values.keys() & {"household__number", "household__head_name", "id_number", "archive_no"}
    if not named and not row.bad:
        row.refuse(
            resource.header("household__number"), _("请填写户编号、户主，或家庭成员的档案编号、身份证号")
        )


def locate(resource, rows, context) -> None:
    """Finds the household of each row, and its squad where one is named."""
    sheet_targets.find_households_or_members(rows, context, resource=resource)
    _find_squads(resource, [row for row in rows if row.open and "squad__name" in row.values])


def _find_squads(resource, rows):
    stations = {row.station_id for row in rows}
    squads = Squad.objects.filter(station__in=stations).values_list("station_id", "name", "pk")
    known = {(station, name): pk for station, name, pk in squads}
    for row in rows:
        place = row.station_id, row.values["squad__name"]
        if place in known:
            row.links["squad_id"] = known[place]
        else:
            row.note(resource.header("squad__name"), _NO_SQUAD)


def identify(rows, context) -> None:
    """The plaque of the household: the one that hangs, else one on its way; one taken back is history."""
    households = {row.links["household"].pk for row in rows}
    plaques = Plaque.objects.filter(household__in=households).exclude(status__in=_GONE)
    taken_back = set(
        Plaque.objects.filter(household__in=households, status=PlaqueStatus.CANCELLED).values_list(
            "household_id", flat=True
        )
    )
    known = {}
    for household, pk, status in plaques.order_by("pk").values_list("household_id", "pk", "status"):
        if status == PlaqueStatus.HUNG or household not in known:
            known[household] = pk
    classes = _classes_of(households)
    stations = Station.objects.in_bulk({row.links["household"].station_id for row in rows})
    decides = {pk: is_county(context.user, station) for pk, station in stations.items()}
    for row in rows:
        household = row.links["household"].pk
        row.target_id = known.get(household)
        row.links["classes"] = classes.get(household, set())
        row.links["taken_back"] = household in taken_back
        row.links["decides"] = decides[row.links["household"].station_id]


def _classes_of(households):
    people = PersonFile.objects.filter(household__in=households, status=FileStatus.ACTIVE).order_by()
    found = {}
    for household, classes in people.values_list("household_id", "classes"):
        found.setdefault(household, set()).update(classes)
    return found


def require(resource, row) -> None:
    """Of a new plaque: by what the household qualifies, and who set it going."""
    if "role" not in row.root and resource.header("role") not in row.bad:
        held = row.links["classes"]
        role = next((role for role, classes in ROLE_OF_CLASSES if not held.isdisjoint(classes)), None)
        if role is None:
            row.refuse(resource.header("role"), _("家庭成员的档案里看不出悬挂资格；请填写悬挂资格"))
            return
        row.root["role"] = str(role)
    applied = row.root.get("role") == PlaqueRole.NOT_HOLDER
    row.root.setdefault("initiated_by", str(Initiation.APPLICATION if applied else Initiation.STATION))
    if "squad_id" in row.links:
        row.root["squad_id"] = row.links["squad_id"]


def reconcile(row) -> None:
    """A date without the right to change the status, and a date that becomes known."""
    held, root = row.stored.values, row.root
    if row.values.get("status") != held["status"] and "status" not in root:
        for name in ("hung_on", "hung_date_unknown"):
            if root.pop(name, None) is not None:
                row.changes = [change for change in row.changes if change[0] != name]
    if root.get("hung_on") and held["hung_date_unknown"]:
        root["hung_date_unknown"] = False
        row.changes.append(["hung_date_unknown", True, False])
    if "squad_id" in row.links and held["squad_id"] is None:
        root["squad_id"] = row.links["squad_id"]
        row.changes.append(["squad__name", None, row.values["squad__name"]])


def objections(resource, row) -> None:
    """Hung has a day or is marked as unknown; waiting has neither; what the county decides is not imported."""
    held = row.stored.values if row.stored else {}
    _object_to_steps(resource, row, held.get("status"))
    status, hung_on, unknown = (
        row.root.get(name, held.get(name)) for name in ("status", "hung_on", "hung_date_unknown")
    )
    role, at_parents = (row.root.get(name, held.get(name)) for name in ("role", "is_parents_home"))
    if at_parents and role != PlaqueRole.SERVING:
        row.refuse(resource.header("is_parents_home"), _NOT_SERVING)
    if status == PlaqueStatus.HUNG and bool(hung_on) == bool(unknown):
        row.refuse(resource.header("hung_on"), _NO_DATE)
    if status in _WAITING and (hung_on or unknown):
        row.refuse(resource.header("hung_on"), _DATE_WHILE_WAITING)


def _object_to_steps(resource, row, was):
    becomes = row.root.get("status", was)
    if row.stored is None and row.links.get("taken_back"):
        row.refuse(resource.header("status"), _TAKEN_BACK)
    elif becomes == was:
        return
    elif becomes in _GONE:
        row.refuse(resource.header("status"), _BY_PAGE)
    elif becomes == PlaqueStatus.TO_HANG and not row.links.get("decides", True):
        row.refuse(resource.header("status"), _OF_COUNTY)
