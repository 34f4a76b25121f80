"""站点概况: what is known of a station and its place, as rows of dashboards/facts.html."""

from django.db.models import Q
from django.utils.translation import gettext as _

from stations import dates
from stations.models import DiningBenefit, StaffMember, Station, SupportMember

from .figures import BY_KEY
from .panels import fraction


def profile(station, basis, found):
    """What is known of the station and its place: rows of {label, value, unit, note}; blanks left out."""
    head = StaffMember.objects.filter(
        station=station, post=StaffMember.Post.HEAD, left_on__isnull=True
    ).first()
    rows = [
        _row(Station._meta.get_field("host_place").verbose_name, station.get_host_place_display()),
        _row(_("“家”的名称"), station.home_name),
        _row(_("领导党组织"), station.leading_party_organisation),
        _row(_("站长"), head and f"{head.name} {head.concurrent_post}".strip()),
        _row(_("站点电话"), station.phone),
        _row(_("开放时间"), station.opening_hours),
        _row(BY_KEY["established"].label, dates.show(station.established)),
        *(_measured(station, found[key], part) for key, part in _MEASURED.items()),
        *(_figure_row(found[key]) for key in ("veterans_of_permanent", "veterans_of_registered")),
        *(
            {**_figure_row(found[key]), "url": found[key].list_query}
            for key in _ORGANISATION
            if found[key].value
        ),
        *_support(basis),
        *_dining(station, found),
        *_incomes(found),
    ]
    return [row for row in rows if row["value"]]


_MEASURED = {
    "area_km2": Station.Estimable.AREA,
    "residents": Station.Estimable.RESIDENTS,
    "residents_permanent": Station.Estimable.PERMANENT,
    "residents_registered": Station.Estimable.REGISTERED,
}
_ORGANISATION = [
    "venues",
    "elderly_care_venues",
    "canteen",
]


def _row(label, value, unit="", note=""):
    return {"label": label, "value": value, "unit": unit, "note": note}


def _figure_row(figure):
    return _row(figure.label, figure.text, figure.unit, fraction(figure))


def _measured(station, figure, part):
    """A measure of the place; an estimate says 约 before and 估计 after."""
    if figure.value is None:
        return _row(figure.label, "")
    if part in station.estimated:
        return _row(figure.label, _("约 %s") % figure.text, figure.unit, _("估计数"))
    return _row(figure.label, figure.text, figure.unit)


def _support(basis):
    names = [str(role.label) for role in SupportMember.Role if role in basis.counts.roles]
    label = BY_KEY["support_roles"].label
    return [_row(label, str(len(names)), BY_KEY["support_roles"].unit, "、".join(names))] if names else []


def _dining(station, found):
    """The canteen's discount for veterans; asked for only where there is a canteen."""
    if not (station.is_leaf and found["canteen"].value):
        return []
    open_ones = Q(venue__closed_on__isnull=True)
    rules = DiningBenefit.objects.filter(open_ones, venue__station=station).values_list("rule", flat=True)
    return [_row(_("长者饭堂优惠"), "；".join(rules))]


def _incomes(found):
    years = [figure for key, figure in found.items() if key.startswith("collective_income_2")]
    growth = found["collective_income_growth"]
    rows = [_figure_row(figure) for figure in years]
    if growth.value is not None:
        rows.append(_row(growth.label, _("增长 %s") % growth.text, growth.unit))
    return rows
