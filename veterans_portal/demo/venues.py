"""What the venues of the two stations were used for, and what is booked."""

import datetime

from django.db import transaction

from care_activities.models import VenueUse
from care_activities.services.venue_uses import use_book, use_settle
from stations.models import Venue

from .hands import user_of
from .villages import TIANFU, ZHICHONG

# Station, who registers it, kind of venue, days from today, hours, purpose, whose use it was, people who came.
# Without people it is booked; of what is past and booked nobody has said yet whether it took place.
_USES = (
    (ZHICHONG, "zhichong_staff", "home", -47, (9, 11), "退役军人座谈", "station", "", 26),
    (ZHICHONG, "zhichong_staff", "home", -19, (15, 17), "象棋比赛", "veterans", "", 14),
    (ZHICHONG, "zhichong_staff", "home", 6, (9, 11), "优待政策讲解", "station", "", None),
    (TIANFU, "tianfu_staff", "party_room", -62, (19, 21), "主题党日", "station", "", 31),
    (TIANFU, "tianfu_staff", "chess_room", -33, (14, 17), "老兵棋牌活动", "veterans", "", 18),
    (TIANFU, "tianfu_staff", "mediation_room", -12, (9, 10), "邻里调解", "other", "", 5),
    (TIANFU, "tianfu_staff", "meeting_room", -3, (10, 11), "志愿者碰头", "partner", "社区义工队", None),
    (TIANFU, "tianfu_staff", "reading_room", 11, (9, 11), "亲子阅读", "partner", "社区义工队", None),
)
_CANCELLED = (TIANFU, "tianfu_staff", "media_room", -26, (19, 21), "红色电影放映", "station", "", None)


@transaction.atomic
def fill_uses(today):
    if VenueUse.objects.filter(station__code__in=(ZHICHONG, TIANFU)).exists():
        return 0
    for row in _USES:
        _use(today, *row)
    cancelled = _use(today, *_CANCELLED)
    use_settle(actor=user_of(_CANCELLED[1]), use=cancelled, state="unused", note="下雨改期")
    return len(_USES) + 1


def _use(today, code, username, kind, days, hours, purpose, organiser, organiser_name, people):
    return use_book(
        actor=user_of(username),
        venue=Venue.objects.filter(station__code=code, kind=kind).order_by("pk").first(),
        date=today + datetime.timedelta(days=days),
        start=datetime.time(hours[0]),
        end=datetime.time(hours[1]),
        purpose=purpose,
        organiser=organiser,
        organiser_name=organiser_name,
        people=people,
        used=people is not None,
    )
