"""每周驻点 in one cell of the sheet of helpers: 周二上午；周四下午（军人之家）.

Clean it is a list of "2am" or "4pm:place", in the order of the week. What the cell says is the whole week: a duty
that it does not name ends, where the import may change what is on file.
"""

import re
from collections import defaultdict

from django.db.models import Aggregate, CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from . import bulk
from .models import SupportDuty
from .spreadsheets.cells import CellError
from .spreadsheets.widgets import CellWidget

DUTIES = "duties"
_DROPPED = "dropped"  # in the undo of a row: the duties that it ended
_DAYS = "一二三四五六日"
_PARTS = {"上午": ("am",), "早上": ("am",), "下午": ("pm",), "全天": ("am", "pm"), "整天": ("am", "pm")}
_BREAK = re.compile(r"[;；,，、。\n\r\x1f]")
_ONE = re.compile(
    rf"每?(?:周|星期|礼拜)?(?P<day>[{_DAYS}天1-7])(?P<part>{'|'.join(_PARTS)})?(?:[(（](?P<place>[^()（）]+)[)）])?"
)
_LONGEST_PLACE = SupportDuty._meta.get_field("place").max_length
_UNREADABLE = _("请写星期和上午或下午，用“；”隔开，例如：周二上午；周四下午（军人之家）")
_LONG_PLACE = _("地点太长，最多60个字；请缩短")


class DutiesWidget(CellWidget):
    """The parts of the week: a day without one, as in 周一、三上午, has that of the next day."""

    def parse(self, text, context):
        found, waiting = {}, []
        for one in filter(None, (part.strip() for part in _BREAK.split(super().parse(text, context)))):
            said = _ONE.fullmatch(one.replace(" ", ""))
            if said is None:
                raise CellError(_UNREADABLE)
            if len(said["place"] or "") > _LONGEST_PLACE:
                raise CellError(_LONG_PLACE)
            waiting.append((_number(said["day"]), said["place"] or ""))
            if said["part"]:
                found |= {(d, part): place for d, place in waiting for part in _PARTS[said["part"]]}
                waiting = []
        if waiting:
            raise CellError(_UNREADABLE)
        return week(found) or None

    def render(self, value, obj=None, **kwargs):
        told = value.split("\n") if isinstance(value, str) else value or ()
        return "；".join(_said(*one) for one in sorted(map(_split, filter(None, told))))


def _number(day):
    return int(day) if day.isdigit() else _DAYS.index(day.replace("天", "日")) + 1


def week(duties) -> list[str]:
    """The clean value of `{(weekday, part): place}`."""
    return [f"{day}{part}:{place}".rstrip(":") for (day, part), place in sorted(duties.items())]


def _split(duty):
    slot, _colon, place = duty.partition(":")
    return int(slot[0]), slot[1:], place


def _said(day, part, place):
    named = f"{SupportDuty.Weekday(day).label}{SupportDuty.Part(part).label}"
    return f"{named}（{place}）" if place else named


class _Lines(Aggregate):
    """The texts of a group, a line each, in no order."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, char(10))"

    def as_postgresql(self, compiler, connection):
        template = "STRING_AGG(%(expressions)s, chr(10))"
        return self.as_sql(compiler, connection, template=template)


def as_text():
    """The expression that an export reads: the duties of a member, a line each."""
    own = SupportDuty.objects.filter(member=OuterRef("pk")).order_by().values("member")
    one = Concat(Cast("weekday", CharField()), F("part"), Value(":"), F("place"), output_field=CharField())
    return Subquery(own.annotate(said=_Lines(one, output_field=CharField())).values("said"))


# --- comparing and writing ----------------------------------------------------------------------


def attach(rows) -> None:
    """Adds to what is stored of each row the member's week, and the ids and versions of its duties."""
    held = defaultdict(dict)
    stored = SupportDuty.objects.filter(member__in=[row.target_id for row in rows]).order_by()
    for member, day, part, *told in stored.values_list("member", "weekday", "part", "place", "pk", "version"):
        held[member][day, part] = told
    for row in rows:
        own = row.links["held"] = held[row.target_id]
        row.stored.values[DUTIES] = week({slot: place for slot, (place, _pk, _version) in own.items()})


def plan(resource, row, verbs, left) -> None:
    """Plans the week that the row gives, where it is another one."""
    if DUTIES in row.values:
        old, new = row.stored.values[DUTIES], row.values[DUTIES]
        if resource.allows(DUTIES, old, new, verbs, left):
            row.root[DUTIES] = new
            row.changes.append([DUTIES, old, new])


def set_aside(rows) -> None:
    """Takes the weeks out of what is written to the members themselves."""
    for row in rows:
        if DUTIES in row.root:
            row.links["wanted"] = row.root.pop(DUTIES)


def write(rows) -> None:
    """Writes the weeks that were set aside; each row's `undo` says what that takes to undo."""
    new, moved, gone = [], [], []
    for row in rows:
        held = row.links.get("held", {})
        wanted = {(day, part): place for day, part, place in map(_split, row.links.get("wanted", ()))}
        for slot, place in wanted.items():
            if slot not in held:
                new.append((row, slot, place))
            elif held[slot][0] != place:
                old, pk, version = held[slot]
                moved.append((pk, {"place": place}))
                _note(row, pk, version + 1, {"place": old})
        ended = held.keys() - wanted.keys() if wanted else ()
        if ended:
            row.undo[_DROPPED] = [[*slot, held[slot][0]] for slot in sorted(ended)]
            gone += [held[slot][1] for slot in ended]
    SupportDuty.objects.filter(pk__in=gone).delete()
    bulk.update(SupportDuty, moved)
    ids = _insert([(row.target_id, *slot, place) for row, slot, place in new])
    for pk, (row, _slot, _place) in zip(ids, new, strict=True):
        _note(row, pk, 1, None)


def _note(row, pk, version, old):
    row.undo.setdefault("parts", []).append([DUTIES, pk, version, old])


def _insert(duties):
    """Adds duties, each (member id, weekday, part, place); returns their ids."""
    ids = bulk.reserve_ids(SupportDuty, len(duties))
    names = ("id", "member_id", "weekday", "part", "place")
    lines = [dict(zip(names, (pk, *duty), strict=True)) for pk, duty in zip(ids, duties, strict=True)]
    bulk.insert(SupportDuty, lines)
    return ids


def write_again(rows) -> None:
    """Brings back the duties that undone `rows` had ended, where nobody has filled their time since."""
    dropped = [(row.target_id, *duty) for row in rows for duty in row.undo.get(_DROPPED, ())]
    stored = SupportDuty.objects.filter(member__in={member for member, *_rest in dropped})
    filled = set(stored.values_list("member", "weekday", "part"))
    _insert([duty for duty in dropped if duty[:3] not in filled])
