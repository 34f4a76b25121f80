"""时限: what the city set for each subject, and the rows it begins with."""

from dataclasses import replace

from django.db import transaction

from stations import audit
from stations.roles import Verb
from veterans.services.rights import require_station

from ..deadlines import LIMITS, Limit
from ..models import DeadlineRule
from ..vocabulary import TimeAllowed

_SERVICE_BASIS = "本市服务承诺"


def limit_for(subject: TimeAllowed) -> Limit:
    """The time as the city set it, else that of `deadlines`; what runs already keeps its end."""
    count = DeadlineRule.objects.filter(subject=subject).values_list("count", flat=True).first()
    return LIMITS[subject] if count is None else replace(LIMITS[subject], count=count)


@transaction.atomic
def deadline_rules_load(*, actor, station) -> int:
    """Enters the subjects that have no row yet, with the times of `deadlines`; how many. What was set stays."""
    require_station(actor, Verb.CONFIGURE, station)
    kept = set(DeadlineRule.objects.values_list("subject", flat=True))
    missing = {subject: limit for subject, limit in LIMITS.items() if subject not in kept}
    for subject, limit in missing.items():
        rule = DeadlineRule(station=station, subject=subject, count=limit.count)
        rule.basis = limit.basis or _SERVICE_BASIS
        rule.full_clean()
        rule.save()
    if missing:
        audit.record(audit.Action.CREATE, actor=actor, station=station, label="时限设置", reason="初始时限")
    return len(missing)
