"""What the checklists ask of a station, what is on file for it, and registering a check."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from stations.models import ServicePost, StaffMember, Venue
from stations.roles import Verb
from stations.tallies import lock
from veterans.services.rights import require_station

from ..models import StandardRule, StationCheck, StationCheckItem, StationDocument, StationStar
from ..vocabulary import (
    ASKED_EVERYWHERE,
    LIST_OF_ITEM,
    CheckAnswer,
    Checklist,
    CheckResult,
    StandardItem,
    StarGrade,
)
from .writing import noted

_Kind = Venue.Kind
# Which venues speak for which item of 三有.
_VENUES_FOR = {
    StandardItem.PLACE: (_Kind.HOME, _Kind.PARTY_ROOM),
    StandardItem.LEISURE: (_Kind.CHESS_ROOM, _Kind.READING_ROOM, _Kind.MEDIA_ROOM, _Kind.ELDERLY_CARE),
    StandardItem.MEETING: (_Kind.HOME, _Kind.MEETING_ROOM, _Kind.CORRIDOR, _Kind.MEDIATION_ROOM),
}


@dataclass(frozen=True)
class Asked:
    """An item a station is asked, and how the city or county words what it takes ("" for nothing)."""

    item: StandardItem
    wording: str


def items_asked(station, checklist) -> list[Asked]:
    """The items of `checklist` for `station`, in order: by the rules of the nearest station at or above it."""
    return items_asked_of([station])[station.pk, checklist]


def items_asked_of(stations) -> dict[tuple[int, str], list[Asked]]:
    """The same for each of `stations` and each list, `{(station, checklist): items}`: one statement."""
    rules, found = defaultdict(dict), {}
    codes = {code for station in stations for code in station.path_codes}
    for rule in StandardRule.objects.filter(station__code__in=codes).select_related("station"):
        rules[rule.station.code][rule.item] = rule
    for station in stations:
        said = {}
        for code in station.path_codes:  # the nearer one comes later
            said |= rules[code]
        for checklist in Checklist:
            found[station.pk, checklist] = _asked(said, checklist)
    return found


def _asked(said, checklist):
    found = []
    for item in StandardItem:
        rule = said.get(item)
        asked = rule.is_asked if rule else item in ASKED_EVERYWHERE
        if asked and LIST_OF_ITEM[item] == checklist:
            found.append(Asked(item, rule.wording if rule else ""))
    return found


def proposals(station, today) -> dict[str, str]:
    """What is on file that may prove an item, `{item: text}`; whether it does, people answer."""
    venues = Venue.objects.filter(station=station, closed_on__isnull=True).order_by("kind", "pk")
    names = [(venue.kind, venue.name) for venue in venues]
    found = {
        item: "、".join(name for kind, name in names if kind in kinds) for item, kinds in _VENUES_FOR.items()
    }
    found[StandardItem.BODY] = _body(station)
    found[StandardItem.SITE] = station.get_host_place_display() or found[StandardItem.PLACE]
    posts = ServicePost.objects.filter(station=station).order_by("pk").values_list("name", flat=True)
    found[StandardItem.POSTS] = "、".join(posts)
    found[StandardItem.STAFF] = _staff(station, today)
    return {item: text[:300] for item, text in found.items() if text}


def _body(station):
    if not station.is_established:
        return ""
    told = [station.name, station.get_host_place_display() and _("设在%s") % station.get_host_place_display()]
    return "，".join(filter(None, told))


def _staff(station, today):
    staff = StaffMember.objects.filter(station=station).exclude(left_on__lte=today)
    dedicated = [member.is_dedicated for member in staff]
    if not dedicated:
        return ""
    return _("工作人员 %(all)d 人，其中专责 %(dedicated)d 人") % {
        "all": len(dedicated),
        "dedicated": dedicated.count(True),
    }


@transaction.atomic
def check_register(*, actor, station, checklist, checked_on, answers, checker="", note="") -> StationCheck:
    """Registers a check of `station`; the latest by day counts, earlier ones stay.

    `answers`: `{item: {"answer", "evidence", "venue", "document"}}`, an item that is left out is unanswered.
    Raises PermissionDenied, and ValidationError for items that are not asked there and what lacks.
    """
    require_station(actor, Verb.CHANGE, station)
    lock({station.pk})
    asked = [ask.item for ask in items_asked(station, checklist)]
    if unknown := set(answers) - set(asked):
        labels = "、".join(str(StandardItem(item).label) for item in sorted(unknown))
        raise ValidationError(_("这张核对表不含：%s。请刷新页面再填。") % labels)
    items = [StationCheckItem(item=item, **answers.get(item, {})) for item in asked]
    if not any(item.answer for item in items):
        raise ValidationError(_("一条也没有回答；请至少回答一条再保存。"))
    check = StationCheck(
        station=station,
        checklist=checklist,
        checked_on=checked_on,
        checked_by=actor,
        checker=checker or (actor.full_name if actor else ""),
        result=result_of([item.answer for item in items]),
        note=note,
    )
    check.full_clean()
    check.save()
    current_settle({station.pk})
    check.refresh_from_db(fields=["is_current"])
    _save_items(check, items, actor)
    noted(check, actor=actor)
    return check


def result_of(answers) -> CheckResult:
    """What the answers to all items of a list come to."""
    if CheckAnswer.NO in answers:
        return CheckResult.LACKING
    return CheckResult.MET if set(answers) == {CheckAnswer.YES} else CheckResult.OPEN


def current_settle(stations) -> None:
    """Says anew which checks of `stations` (ids, locked) count: of each list the latest by day, of one day the
    one registered last.
    """
    same = StationCheck.objects.filter(station=OuterRef("station"), checklist=OuterRef("checklist"))
    later = Q(checked_on__gt=OuterRef("checked_on")) | Q(
        checked_on=OuterRef("checked_on"), pk__gt=OuterRef("pk")
    )
    overtaken, rows = Exists(same.filter(later)), StationCheck.objects.filter(station__in=stations)
    rows.filter(overtaken, is_current=True).update(is_current=False)
    rows.filter(~overtaken, is_current=False).update(is_current=True)


def _save_items(check, items, actor):
    for item in items:
        item.check_record = check
        if item.venue and item.venue.station_id != check.station_id:
            raise ValidationError(_("依据里的场所请选本站的。"))
        if item.document and not _may_cite(actor, item.document, check.station):
            raise ValidationError(_("依据里的资料请选本站或上级的。"))
        item.full_clean()
        item.save()


def _may_cite(actor, document, station):
    above = document.station.code in station.path_codes
    return above and (
        actor is None or StationDocument.objects.offered_to(actor).filter(pk=document.pk).exists()
    )


def stations_unchecked(stations, year, checklist=Checklist.FIVE):
    """Those of `stations` (a queryset) that are established and have no check of `checklist` in `year`."""
    checked = StationCheck.objects.filter(checklist=checklist, checked_on__year=year).values("station")
    return established(stations).exclude(pk__in=checked)


def established(stations):
    """Those of `stations` that the figures of organisation count."""
    return stations.active().filter(is_established=True)


def stars_in_force(today):
    """The awards of stars and of 全国示范型 that hold on the day."""
    return StationStar.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today), awarded_on__lte=today
    )


def with_star(stations, today):
    """`stations` (a queryset) with `star`, the grade of the latest award of stars in force, None without one."""
    stars = stars_in_force(today).filter(station=OuterRef("pk"), grade__lte=StarGrade.FIVE)
    return stations.annotate(star=Subquery(stars.order_by("-awarded_on", "-pk").values("grade")[:1]))
