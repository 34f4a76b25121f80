"""从业经历: what somebody lived on before is kept when the present employment changes."""

from django.utils import timezone

from stations import audit

from ..models import Employment, EmploymentPeriod

_TELLING = ("status", "employer", "post")


def employment_keep_previous(*, actor, before, after) -> EmploymentPeriod | None:
    """Keeps the state of `before` as a period of the past when status, employer or post of `after` differ.

    None for other parts of a file, for a first entry (`before` is None), and where blanks were only
    filled. Call it in the transaction of the change.
    """
    if not isinstance(after, Employment) or before is None:
        return None
    if not is_replaced(*({name: getattr(row, name) for name in _TELLING} for row in (before, after))):
        return None
    period = EmploymentPeriod(person=after.person, **period_of(before, since=after.since))
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


def employment_forget_since(*, before, after) -> bool:
    """Empties the `since` of an employment that replaces `before` and still has its date; whether it did."""
    if not isinstance(after, Employment) or before is None or not after.since or after.since != before.since:
        return False
    if not is_replaced(*({name: getattr(row, name) for name in _TELLING} for row in (before, after))):
        return False
    after.since = ""
    return True


def is_replaced(old, new) -> bool:
    """Whether `new` says otherwise than `old` of status, employer or post; what it leaves out has not changed."""
    return any(old.get(name) and name in new and old[name] != new[name] for name in _TELLING)


def period_of(employment, *, since) -> dict:
    """The columns of the period that `employment` was.

    It ended when the present one began (`since`, a partial date), else this month: a present state that
    began before the former one is a correction, and its date ends nothing.
    """
    began_later = since and since > employment.since
    return {
        "status": employment.status,
        "employer": employment.employer,
        "employer_nature": employment.employer_nature,
        "post": employment.post,
        "started_on": employment.since,
        "ended_on": since if began_later else timezone.localdate().isoformat()[:7],
    }
