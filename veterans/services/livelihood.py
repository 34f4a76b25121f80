"""从业经历: what somebody lived on before is kept when the present employment changes."""

from django.utils import timezone

from stations import audit

from ..models import Employment, EmploymentPeriod

_TELLING = ("status", "employer", "post")


def employment_keep_previous(*, actor, before, after) -> EmploymentPeriod | None:
    """Keeps the state of `before` as a period of the past when status, employer or post of `after` differ.

    It ended when the present one began, else this month. None for other parts of a file, for a first
    entry (`before` is None), and where blanks were only filled. Call it in the transaction of the change.
    """
    if not isinstance(after, Employment) or before is None or not _replaced(before, after):
        return None
    period = EmploymentPeriod(
        person=after.person,
        status=before.status,
        employer=before.employer,
        employer_nature=before.employer_nature,
        post=before.post,
        started_on=before.since,
        ended_on=_end_of(before, after),
    )
    period.full_clean()
    period.save()
    audit.record(
        audit.Action.CREATE,
        actor=actor,
        station=after.person.managing_station,
        target=period,
        after=audit.snapshot(period),
    )
    return period


def _replaced(before, after):
    told = ((getattr(before, name), getattr(after, name)) for name in _TELLING)
    return any(old and old != new for old, new in told)


def _end_of(before, after):
    """A present state that began before the former one is a correction: its date ends nothing."""
    began_later = after.since != before.since and after.since > before.since
    return after.since if began_later else timezone.localdate().isoformat()[:7]
