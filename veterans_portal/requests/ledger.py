"""诉求办理台账 and 来访接待台账: the board's list on A4 landscape with a cover, and what it was narrowed by."""

from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache

from care_activities.models import RequestHop, ServiceRequest
from care_activities.sheets import request_words
from care_activities.vocabulary import RequestAct, RequestChannel
from stations.access import requires
from stations.roles import Verb

from ..people.roster.lists import root_of
from ..printing import ledger_page
from . import lists
from .figures import PARTS

NEWEST = ["-taken_at", "-pk"]
_LINES = 100


def told(asked) -> list[tuple[str, str]]:
    """`(label, value)` of what the board's list is narrowed by."""
    whose = str(dict(lists.WHOSE)[asked.whose]) if asked.whose else ""
    parts = [
        (_("服务站"), str(asked.station) if asked.station else _("我的全部站点")),
        (_("范围"), whose),
        (_("名单"), asked.label),
    ]
    for name, choices in lists.CHOICES.items():
        value = getattr(asked, name)
        label = str(ServiceRequest._meta.get_field(name).verbose_name)
        labels = {str(known): text for known, text in choices.choices}
        parts.append((label, str(labels[value]) if value else ""))
    if asked.since or asked.until:
        days = [day.isoformat() if day else "" for day in (asked.since, asked.until)]
        parts.append((_("期间"), _("%(since)s 至 %(until)s") % {"since": days[0], "until": days[1]}))
    return [(label, value) for label, value in parts if value]


@requires(Verb.VIEW)
@never_cache
def printed(request):
    """The ledger, a page of the list at a time; of 来访 alone it is that of 来访接待. That it is printed is logged."""
    user, asked = request.user, lists.RequestFilter.read(request.user, request.GET)
    first = RequestHop.objects.filter(act=RequestAct.REGISTERED)
    rows = asked.apply(user).select_related("station", "holder", "person")
    rows = rows.prefetch_related(Prefetch("hops", first, to_attr="taken"))
    title = _title(asked)
    return ledger_page(
        request,
        "requests/ledger.html",
        rows=rows,
        order=NEWEST,
        name=_(title),
        logged=f"{title}，{{}} 件",
        told=told(asked),
        station=root_of(user, asked.station),
        further=lambda page: {"rows": _lines(page, user), "figures": _totals(asked, user)},
        most=_LINES,
    )


def _totals(asked, user) -> dict[str, int]:
    """件 of the whole list: `{"all", "open", "closed"}`."""
    is_open = PARTS["open"][1](user)
    counts = {"all": Count("pk"), "open": Count("pk", filter=is_open), "closed": Count("pk", filter=~is_open)}
    return asked.apply(user).order_by().aggregate(**counts)


def _title(asked):
    """In Chinese, as the log has it."""
    calls = asked.channel == RequestChannel.CALL_IN
    return gettext_noop("来访接待台账") if calls else gettext_noop("诉求办理台账")


def _lines(requests, user):
    """`[{"request", "by", "content", "result", "took"}]`, words as far as she may read them."""
    words = request_words.told(("content", "result", "took"), [row.pk for row in requests], user)
    return [
        {
            "request": row,
            "by": "".join(hop.by_name for hop in row.taken),
            **{name: told.get(row.pk, "") for name, told in words.items()},
        }
        for row in requests
    ]
