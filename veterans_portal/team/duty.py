"""驻点: who of those a station can call on is there on which part of the week."""

from dataclasses import dataclass

from stations.models import SupportDuty, SupportMember


@dataclass(frozen=True)
class Day:
    """A day of the week and the duties on it (SupportDuty with its member), the morning first."""

    number: int
    label: str
    is_today: bool
    duties: list


def _duties(user, station, today):
    """Duties of members in post at `station` and at the stations above, as far as they are offered to `user`."""
    in_post = SupportMember.objects.in_post(today).filter(station__code__in=station.path_codes)
    rows = SupportDuty.objects.offered_to(user).filter(member__in=in_post)
    return rows.select_related("member__station").order_by("weekday", "part", "member__role", "pk")


def week(user, station, today) -> list[Day]:
    """The seven days, from Monday on; one statement."""
    duties = list(_duties(user, station, today))
    return [
        Day(value, label, value == today.isoweekday(), [one for one in duties if one.weekday == value])
        for value, label in SupportDuty.Weekday.choices
    ]


def on_duty(user, station, today) -> list[SupportDuty]:
    """Who is there today; one statement."""
    return list(_duties(user, station, today).filter(weekday=today.isoweekday()))
