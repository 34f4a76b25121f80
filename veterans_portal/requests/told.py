"""What stands below the board about the requests asked for; each number opens its rows among them."""

import datetime

from django.db.models import Avg, Count
from django.utils import timezone
from django.utils.translation import gettext as _

from care_activities.models import ServiceRequest
from care_activities.vocabulary import RequestChannel, Satisfaction
from veterans.vocabulary import Demand

from ..paging import narrowed
from .figures import PARTS, SPANS, TOOK, took
from .lists import WORKLISTS

_HOUR = datetime.timedelta(hours=1)


def facts(asked, user, query) -> list[dict]:
    """Rows of dashboards/facts.html: 件 by part and by worklist, mean hours to close, mean of the answers."""
    now = timezone.now()
    named = [(f"part={name}", label, condition(user)) for name, (label, condition) in PARTS.items()]
    named += [(f"work={key}", work.label, work.condition(now)) for key, work in WORKLISTS.items()]
    counts = {
        f"n{place}": Count("pk", filter=condition) for place, (_key, _label, condition) in enumerate(named)
    }
    sums = (
        asked.apply(user)
        .order_by()
        .aggregate(all=Count("pk"), hours=Avg(TOOK), mean=Avg("satisfaction"), **counts)
    )
    rows = [_row(_("登记"), sums["all"], _("件"), narrowed(query))]
    for place, (key, label, _condition) in enumerate(named):
        name, _equals, value = key.partition("=")
        rows.append(_row(label, sums[f"n{place}"], _("件"), narrowed(query, **{name: value})))
    hours = sums["hours"] and round(sums["hours"] / _HOUR, 1)
    mean = sums["mean"] and round(float(sums["mean"]), 1)
    rows.append(_row(_("平均用时"), hours, _("小时"), narrowed(query, part="closed")))
    return [*rows, _row(_("满意度"), mean, _("分"), narrowed(query, part="rated"), _("满分5分"))]


def _row(label, value, unit, url, note=""):
    return {"label": label, "value": value, "unit": unit, "url": url, "note": note}


def composition(asked, user, query) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """`[(label, [(text, count, url)])]` by class, channel, time to close and satisfaction."""
    found = asked.apply(user).order_by()
    parts = []
    for name, choices in (("demand", Demand), ("channel", RequestChannel), ("satisfaction", Satisfaction)):
        counts = dict(found.values_list(name).annotate(Count("pk")))
        rows = [(value, text, counts.get(value, 0)) for value, text in choices.choices]
        parts.append((name, ServiceRequest._meta.get_field(name).verbose_name, rows))
    sums = {f"n_{span}": Count("pk", filter=took(span)) for span in SPANS}
    counts = found.annotate(took=TOOK).aggregate(**sums)
    spans = [(key, label, counts[f"n_{key}"]) for key, (label, _more, _most) in SPANS.items()]
    parts.insert(2, ("took", _("办结用时"), spans))
    return [
        (label, [(text, n, narrowed(query, **{name: value})) for value, text, n in rows if n])
        for name, label, rows in parts
    ]
