"""The rows behind a number: its list, opened page by page, and what the rows add up to."""

from django.db.models import Sum
from django.utils import timezone

from stations.models import Station
from veterans_portal.dashboards.figures import figures

# What a row stands for behind a figure that adds up; behind all others a row stands for one.
_WEIGHTS = {
    "visits_3y_household_times": lambda visit: visit.household_id is not None,
    "visits_3y_cash": lambda visit: visit.cash or 0,
    "visits_3y_goods": lambda visit: visit.goods_value or 0,
    "visits_3y_amount": lambda visit: (visit.cash or 0) + (visit.goods_value or 0),
    "aid_amount": lambda case: _paid_this_year(case),
    "activities_1y_person_times": lambda row: row.person_times,
    "venue_uses_1y_person_times": lambda use: use.people or 0,
}


_TOLD = {"activities_1y_person_times": "rows"}


def _paid_this_year(case):
    paid = case.payments.filter(paid_on__year=timezone.localdate().year)
    return paid.aggregate(total=Sum("amount", default=0))["total"]


def rows_behind(client, url, told="page") -> list:
    """The rows of a list over all its pages; a list without pages gives all at once.

    `told`: "page", or what the page calls its rows where it tells more of each than stands in it.
    """
    rows = []
    while url:
        response = client.get(url)
        assert response.status_code == 200, url
        page = response.context["page"]
        rows += page.rows if told == "page" else response.context[told]
        following = getattr(page, "next_url", "")
        url = following and f"{url.partition('?')[0]}{following}"
    return rows


def length_of_list(client, url) -> int:
    """How many rows a list has over all its pages."""
    return len(rows_behind(client, url))


def number_behind(client, figure):
    """What the list behind `figure` amounts to."""
    rows = rows_behind(client, figure.list_query, _TOLD.get(figure.key, "page"))
    weigh = _WEIGHTS.get(figure.key)
    return sum(map(weigh, rows)) if weigh else len(rows)


def of_lists(client, code, as_of) -> tuple[dict, dict]:
    """`(told, behind)`: every figure of a station that opens a list, and what that list amounts to, by key."""
    found = figures(Station.objects.get(code=code), as_of=as_of).values()
    opened = [figure for figure in found if figure.list_query]
    told = {f.key: f.value if f.numerator is None else f.numerator for f in opened}
    return told, {figure.key: number_behind(client, figure) for figure in opened}
