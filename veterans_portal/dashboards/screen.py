"""大屏: the figures of a station for a wall, panel by panel. Aggregates only, small numbers covered for everybody."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.models import Station
from stations.roles import Verb

from . import in_period, panels, subtree
from .asked import Asked
from .district_map import coloured_by, district_map
from .figures import basis_of, figures_of

_LINES = 8  # of the table of children on one panel
_FACTS = {
    "party": [
        "party_members",
        "party_ratio",
        "floating_members",
        "unsettled_members",
        "members_brought_in",
        "village_committee",
    ],
    "plaques": ["plaque_households", "plaques_hung", "plaques_waiting", "plaque_ratio", "honour_titles"],
    "livelihood": [
        "public_sector",
        "entrepreneurs",
        "unemployed",
        "aid_verified",
        "aid_helped",
        "aid_unhelped",
    ],
    "organisation": [
        "stations_due",
        "stations_established",
        "five_met_ratio",
        "three_met_ratio",
        "starred_ratio",
        "staff",
    ],
}


@dataclass(frozen=True)
class Panel:
    """One panel: its heading, the template that fills it, and what the template is given as `panel.content`."""

    title: str
    template: str
    content: object


@requires(Verb.FIGURES)
@never_cache
def screen(request, code):
    """All panels one below the other; the script shows one at a time."""
    visible = Station.objects.visible_to(request.user, Verb.FIGURES)
    place = get_object_or_404(visible, code=code)
    context = {"station": place, "asof": timezone.localtime(), "panels": _panels(place, timezone.localdate())}
    return render(request, "dashboards/screen.html", context)


def _panels(place, today):
    reader = panels.Reader(has_files=False)
    branches = subtree.gather(place, as_of=today)
    everything = subtree.total(branches)
    found = figures_of(basis_of(place, everything))
    listed, _leftover = panels.children_of(place, branches)
    asked = Asked.read({}, today)
    shown = [
        Panel(_("总体情况"), "figures", panels.headline(found, reader, place)),
        Panel(_("人员构成"), "bars", panels.composition(found, reader)),
        _facts(_("党建"), "party", found, reader),
        _facts(_("光荣牌与荣誉"), "plaques", found, reader),
        Panel(_("走访、帮扶和活动：%s") % asked.label, "period", in_period.rows(place, asked, reader)),
        _facts(_("就业与帮扶"), "livelihood", found, reader),
        _facts(_("机构与队伍"), "organisation", found, reader),
    ]
    coloured = coloured_by(place, None)
    if coloured and (drawn := district_map(listed, reader, coloured)):
        shown.append(Panel(_("区县分布：%s") % drawn.label, "map", drawn))
    if listed:
        own = branches.get("", subtree.Counts())
        lines, _total = panels.children_table(place, listed, own, everything, reader)
        shown += [
            Panel(_("下级站点"), "lines", lines[start : start + _LINES])
            for start in range(0, len(lines), _LINES)
        ]
    return shown


def _facts(title, theme, found, reader):
    return Panel(title, "figures", [reader.card(found[key]) for key in _FACTS[theme]])
