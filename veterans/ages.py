"""Age, age band and years of service (军龄): worked out from dates as precise as known, never stored."""

import datetime

from django.utils.translation import gettext as _

BAND_STARTS = (18, 30, 40, 50, 60, 70, 80)


def age_text(birth_date: str, today: datetime.date) -> str:
    """The age on `today` in full years (周岁); marked 约 where only the year of birth is known, "" where none is."""
    age = age_on(birth_date, today)
    if age is None:
        return ""
    is_rough = len(birth_date) == len("1985")
    return (_("约 %s 周岁") if is_rough else _("%s 周岁")) % age


def age_on(birth_date: str, today: datetime.date) -> int | None:
    """Full years between a partial birth date and `today`; None for a blank."""
    if not birth_date:
        return None
    had_birthday = today.isoformat()[5 : len(birth_date)] >= birth_date[5:]
    return today.year - int(birth_date[:4]) - (not had_birthday)


def age_band(birth_date: str, today: datetime.date) -> str:
    """Such as "60—69 岁"; "" for a blank."""
    age = age_on(birth_date, today)
    if age is None:
        return ""
    if age < BAND_STARTS[0]:
        return _("%s 岁以下") % BAND_STARTS[0]
    if age >= BAND_STARTS[-1]:
        return _("%s 岁及以上") % BAND_STARTS[-1]
    start = max(start for start in BAND_STARTS if start <= age)
    following = BAND_STARTS[BAND_STARTS.index(start) + 1]
    return _("%(first)s—%(last)s 岁") % {"first": start, "last": following - 1}


def service_text(records) -> str:
    """军龄 over all periods, such as "5年3个月"; 约 where a month is unknown, "" where no period is whole."""
    periods = [(r.enlisted_on, r.discharged_on) for r in records if r.enlisted_on and r.discharged_on]
    if not periods:
        return ""
    months = sum(_months(day) - _months(start) for start, day in periods)
    if any(min(map(len, period)) < len("1985-01") for period in periods):
        return _("约 %s 年") % max(round(months / 12), 0)
    years, rest = divmod(months, 12)
    if not rest:
        return _("%s年") % years
    return _("%(years)s年%(months)s个月") % {"years": years, "months": rest} if years else _("%s个月") % rest


def _months(partial):
    return int(partial[:4]) * 12 + int(partial[5:7] or 1)
