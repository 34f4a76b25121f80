"""⑭志愿/社工服务台账 on A4 landscape with a cover: the services a page at a time, then volunteers and contracts; and
the ledgers of contracts and of meals.
"""

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb

from ..people.roster.lists import root_of
from ..printing import MOST_LINES, ledger_page
from . import lists


@requires(Verb.VIEW)
@never_cache
def ledger(request):
    """The ledger of what the list of services was asked for; that it was printed is logged."""
    user, asked = request.user, lists.CareFilter.read(request.user, request.GET)
    station, today = root_of(user, asked.station), timezone.localdate()
    totals, sums = asked.totals(user), lists.sums(user, asked.station, asked.year)
    running = lists.ContractFilter(station).serving(user).filter(ends_on__gte=today, starts_on__lte=today)
    return ledger_page(
        request,
        "care/ledger.html",
        rows=lists.services_shown(asked.apply(user)),
        order=["-date", "-pk"],
        name=_("志愿、社工服务台账"),
        logged="志愿、社工服务台账，{} 条",
        told=asked.told(),
        station=station,
        sums=[
            (
                _("照料服务"),
                _("%(services)s 人次（衣食住行 %(daily)s，医疗 %(medical)s，照料 %(nursing)s）") % totals,
            ),
            (_("志愿服务"), _("%s 小时") % sums["hours"]),
            (_("长者饭堂"), _("优惠用餐 %s 餐") % sums["meals"]),
        ],
        further=lambda rows: {
            "rows": lists.mark_told(user, rows),
            "volunteers": lists.VolunteerFilter(asked.station, asked.year).by_volunteer(user),
            "contracts": running.select_related("provider")[:MOST_LINES],
        },
    )


@requires(Verb.VIEW)
@never_cache
def contracts(request):
    """社工服务合同台账: what the user's stations have bought."""
    user, asked = request.user, lists.ContractFilter.read(request.user, request.GET)
    rows = asked.apply(user)
    totals = rows.order_by().aggregate(count=Count("pk"), amount=Sum("amount", default=0))
    return ledger_page(
        request,
        "care/contract_ledger.html",
        rows=rows.select_related("station", "provider"),
        order=["-ends_on", "-pk"],
        told=asked.told(),
        station=root_of(user, asked.station),
        name=_("社工服务合同台账"),
        logged="社工服务合同台账，{} 份",
        sums=[
            (_("合同"), _("%s 份") % totals["count"]),
            (_("合同金额"), _("%s 元") % _money(totals["amount"])),
        ],
        further=lambda page: {"rows": lists.contract_rows(user, page)},
    )


@requires(Verb.VIEW)
@never_cache
def dining(request):
    """长者饭堂用餐台账."""
    user, asked = request.user, lists.DiningFilter.read(request.user, request.GET)
    totals = asked.totals(user)
    return ledger_page(
        request,
        "care/dining_ledger.html",
        rows=asked.apply(user).select_related("venue__station", "person"),
        order=["-date", "-pk"],
        told=asked.told(),
        station=root_of(user, asked.station),
        name=_("长者饭堂用餐台账"),
        logged="长者饭堂用餐台账，{} 条",
        sums=[
            (_("优惠用餐"), _("%s 餐") % f"{totals['meals']:,}"),
            (_("优惠金额"), _("%s 元") % _money(totals["discount"])),
        ],
    )


def _money(amount):
    return f"{amount:,.2f}"
