"""What every page needs: the portal's name, the demo mark, and the menu of what this user may open."""

from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.roles import Verb

from .activities import menu as activities_menu
from .care import menu as care_menu
from .organisation import menu as organisation_menu
from .people import menu as people_menu
from .plaques import menu as plaques_menu
from .requests import menu as requests_menu
from .visits import menu as visits_menu
from .workbench.notices import unread

NAME = _("江门市退役军人之家")
# label, url name, icon, the verb that opens it (None: everybody signed in)
MENU = [
    (_("我的站"), "home", "home", None),
    (_("档案"), "people", "people", Verb.VIEW),
    (_("慰问"), "visits", "visit", Verb.VIEW),
    (_("帮扶"), "aid", "aid", Verb.VIEW),
    (_("照料"), "care", "care", Verb.VIEW),
    (_("光荣牌"), "plaques", "plaque", Verb.VIEW),
    (_("活动"), "activities", "event", Verb.VIEW),
    (_("诉求"), "requests", "request", Verb.VIEW),
    (_("站点"), "organisation", "station", Verb.FIGURES),
    (_("看板"), "dashboard-home", "dashboard", Verb.FIGURES),
    (_("报表"), "reports", "report", Verb.FIGURES),
    (_("导入"), "imports", "import", Verb.IMPORT),
    (_("登记"), "admin:index", "edit", Verb.ADD),
]
# The modules that give the second row of the menu.
_THEMES = (
    people_menu,
    visits_menu,
    care_menu,
    plaques_menu,
    activities_menu,
    requests_menu,
    organisation_menu,
)


def portal(request):
    from .demo.marks import is_demo

    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    keeps_files = signed_in and user.holds(Verb.VIEW)
    return {
        "portal": {
            "name": NAME,
            "demo": is_demo(),
            "nav": list(_menu(request, user)) if signed_in else [],
            "subnav": _subnav(request) if signed_in else [],
            "search_url": reverse("people-search") if keeps_files else "",
            # Asked by the top bar alone, so that fragments and sheets cost no statement more.
            "unread": partial(unread, user) if keeps_files else None,
            "may_export": signed_in and user.holds(Verb.EXPORT),
            "asof": timezone.localtime(),
        }
    }


def _subnav(request):
    """The second row of the theme that the page belongs to."""
    return next(filter(None, (theme.entries(request) for theme in _THEMES)), [])


def _menu(request, user):
    beside = [entry["url"] for entry in organisation_menu.entries(request)]
    for label, name, icon, verb in MENU:
        if verb is None or user.holds(verb):
            url = reverse(name)
            current = request.path == url if url == "/" else request.path.startswith(url) or url in beside
            yield {"label": label, "url": url, "icon": icon, "current": current}
