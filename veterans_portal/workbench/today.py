"""What a station has to do today, as far as it can be counted, and what is done most."""

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from care_activities.models import PlaqueApplication, PlaqueTally
from care_activities.services.station_standards import established, stations_unchecked
from stations.models import Station
from stations.roles import Verb
from veterans.models import PersonFile

from ..activities import lists as activities
from ..aid import lists as aid
from ..care import people as care
from ..comparing.models import ChangeProposal
from ..dashboards import units
from ..dashboards.figures import HOUSEHOLDS, PEOPLE, list_url
from ..due import Due
from ..people.moving.transfers import waiting_for
from ..people.roster.lists import address, sees_widely
from ..people.rounds import todo as rounds
from ..people.worklists import WORKLISTS, condition_of
from ..plaques import applications
from ..requests import lists as requests
from ..venues.lists import overdue_of
from ..visits import todo as visits
from . import notices

# What my station's page tells of; all the others stand on /people/quality/.
DAILY = (
    "confirmation_due",
    "returning_unregistered",
    "party_letter_expiring",
    "unverified",
    "without_phone",
    "without_household",
    "hardship_without_case",
)
# Those of them that have a day to keep.
_DATED = {"confirmation_due", "returning_unregistered", "party_letter_expiring"}


def to_do(user, station, today) -> list[dict]:
    """Items of components/todo.html with a count above 0, the most pressing first; each opens its list."""
    people = _people_waiting(user, station, today)
    plaques = PlaqueTally.objects.visible_to(user, under=station)
    waiting = plaques.aggregate(n=Sum("waiting"))["n"] or 0
    found = [
        _item(
            people[f"n_{key}"],
            WORKLISTS[key].label,
            WORKLISTS[key].note,
            list_url(PEOPLE, station, key),
            Due.DATED if key in _DATED else Due.OPEN,
        )
        for key in DAILY
    ]
    plaques = list_url(HOUSEHOLDS, station, "plaques_waiting")
    found.insert(0, _item(waiting, _("光荣牌待悬挂"), _("悬挂后请登记日期和地址"), plaques))
    asked = PlaqueApplication.objects.visible_to(user, under=station).filter(applications.mine(user)).count()
    note = _("依申请悬挂、更换、补发，请签署意见或办结")
    found.insert(0, _item(asked, _("光荣牌申请待办理"), note, reverse("plaque-applications")))
    moves = waiting_for(user, under=station).count()
    found.insert(0, _item(moves, _("迁转申请待答复"), _("同意后档案才会转走或转入"), reverse("transfers")))
    said = ChangeProposal.objects.kept_by(user, under=station).filter(state=ChangeProposal.State.OPEN).count()
    note = _("外单位名单说去世、迁出或迁入的人，核实后登记")
    found.insert(0, _item(said, _("变动线索待核实"), note, reverse("proposals")))
    found.append(care.to_do_item(people["n_care"], station))
    found += aid.to_do(user, station)
    found += _places(user, station, today)
    found += activities.to_do(user, station)
    found += requests.to_do(user, station)
    found.append(notices.to_do(user))
    found = [*visits.to_do(user, station, today), *found, *rounds.to_do(user, station)]
    return sorted((item for item in found if item["count"]), key=_pressing)


def _people_waiting(user, station, today) -> dict[str, int]:
    """`{"n_key": files}` of the lists told here; for a district or more remembered until something is written."""
    wide = sees_widely(user, station)
    conditions = {key: condition_of(key, today, wide=wide) for key in DAILY} | {"care": care.waiting(today)}
    counts = {f"n_{key}": Count("pk", filter=condition) for key, condition in conditions.items()}

    def count():
        return PersonFile.objects.kept_by(user, under=station).aggregate(**counts)

    if not wide:
        return count()
    state = units.digest_of(today, dict(units.state_of(station)))
    return units.drawn(f"waiting-{station.code}", state, count)


def _pressing(item):
    return item.get("due", Due.OPEN)


def _places(user, station, today):
    """Stations not yet checked this year, and bookings of which nobody said what became of them."""
    mine = established(Station.objects.visible_to(user, Verb.CHANGE, under=station))
    unchecked = stations_unchecked(mine, today.year).count()
    note = _("逐条核对有没有，并写明依据")
    url = address("organisation", station, state="unchecked")
    overdue = address("venue-uses", station, overdue="1")
    return [
        _item(unchecked, _("五有本年未核对"), note, url),
        _item(
            overdue_of(user, station),
            _("场所预约待登记使用"),
            _("过了日期的，登记已使用或未使用"),
            overdue,
            Due.OVERDUE,
        ),
    ]


def _item(count, title, note, url, due=Due.OPEN):
    return {"count": count, "title": title, "note": note, "url": url, "due": due}


def quick_actions(user, station) -> list[dict]:
    """Items of components/quick.html that the user may use."""
    roster = f"{reverse('people')}?station={station.code}"
    add_person, add_visit = (
        reverse("admin:veterans_personfile_add"),
        reverse("admin:care_activities_visit_add"),
    )
    actions = [
        (Verb.ADD, _("新建档案"), f"{add_person}?managing_station={station.pk}", "add"),
        (Verb.ADD, _("登记慰问"), f"{add_visit}?station={station.pk}", "visit"),
        (Verb.ADD, _("登记诉求"), reverse("request-new"), "request"),
        (Verb.CHANGE, _("光荣牌"), f"{reverse('plaques')}?station={station.code}", "plaque"),
        (Verb.IMPORT, _("导入表格"), reverse("imports"), "import"),
        (Verb.VIEW, _("打印名册"), roster, "print"),
    ]
    return [
        {"label": label, "url": url, "icon": icon} for verb, label, url, icon in actions if user.holds(verb)
    ]


def first_step(user) -> str:
    """Where a station without any file begins: importing a roster, else entering the first file."""
    if user.holds(Verb.IMPORT):
        return reverse("imports")
    return reverse("admin:veterans_personfile_add") if user.holds(Verb.ADD) else ""
