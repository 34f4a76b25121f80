"""Everything done for one person or household, from every ledger of the portal, newest first."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from care_activities.models import (
    ActivityAttendance,
    AidDecision,
    AidPayment,
    CareService,
    Consultation,
    DiningUse,
    Opinion,
    Plaque,
    PolicyNotice,
    ServiceRequest,
    Visit,
    VolunteerService,
)
from care_activities.vocabulary import AidAct, AttendanceRole, AttendanceState, PlaqueEventKind, PlaqueStatus
from stations import dates
from stations.roles import Verb
from veterans.models import MeritNews, PartyTransferEvent, RoundEntry, TransferRequest
from veterans.vocabulary import CardStage, RoundState

RECENT_YEARS = 3


@dataclass(frozen=True)
class Event:
    """One thing done. `on` is as precise as known, "" where it is not; `station` "" where no row says which."""

    on: str
    kind: str
    words: str
    station: str = ""

    @property
    def date(self):
        return dates.show(self.on)


@dataclass(frozen=True)
class Year:
    """The events of one year, newest first; `label` says so where no date is known."""

    label: str
    events: list[Event]
    is_recent: bool


def of(user, person, *, whole) -> list[Year]:
    """What `user` may know of, by year; the residence station (not `whole`) learns of its own visits alone.

    A fixed number of statements, however much was done. Of a whole file the parts must have been fetched
    (`sections.PARTS`).
    """
    theirs = Q(person=person)
    if person.household_id:
        theirs |= Q(household=person.household_id)
    found = list(_visits(user, theirs))
    if whole:
        for source in _SOURCES:
            found += source(user, person)
    return _by_year(found)


def of_household(user, household, members) -> list[Year]:
    """The same of a household: its plaques, and what was done for its `members`, who are named.

    As far as `user` may see each of them; a fixed number of statements.
    """
    ids = [person.pk for person in members]
    names = {person.pk: person.name for person in members}
    found = [
        *_visits(user, Q(household=household) | Q(person__in=ids), names),
        *_aid_of(user, ids, names),
        *_opinions_of(user, ids, names),
        *_meals_of(user, ids, names),
        *_consultations_of(user, ids, names),
        *_care_of(user, ids, names),
        *_volunteering_of(user, ids, names),
        *_plaques_of(user, household.pk),
        *_merit_news_of(user, household.pk),
    ]
    return _by_year(found)


def _by_year(found):
    found.sort(key=lambda event: event.on, reverse=True)
    since = timezone.localdate().year - RECENT_YEARS + 1
    return [
        Year(dates.show(year) or _("日期不详"), list(events), year >= str(since))
        for year, events in groupby(found, key=lambda event: event.on[:4])
    ]


def _visits(user, theirs, names=None) -> Iterator[Event]:
    rows = Visit.objects.visible_to(user).filter(theirs).select_related("station", "round")
    for visit in rows:
        given = [_("慰问金 %s 元") % visit.cash] if visit.cash else []
        words = [visit.get_occasion_display(), visit.get_method_display(), *given, visit.goods]
        if visit.round:
            words.append(visit.round.name)
        if visit.household_id:
            words.insert(0, _("按户"))
        elif names:
            words.insert(0, names[visit.person_id])
        yield Event(_iso(visit.date), _("走访慰问"), _join(words), _place(visit.station))


def _plaques(user, person):
    return _plaques_of(user, person.household_id) if person.household_id else ()


def _plaques_of(user, household_id):
    plaques = Plaque.objects.visible_to(user, Verb.VIEW).filter(household=household_id)
    columns = ["status", "led_by", "hung_on", "station__place_name"]
    columns += [f"events__{name}" for name in ("kind", "on", "words", "station__place_name")]
    hung, unsaid = set(), {}
    for pk, status, led_by, hung_on, place, kind, on, words, where in plaques.values_list("pk", *columns):
        if kind == PlaqueEventKind.HUNG:
            hung.add(pk)
        else:
            unsaid[pk] = Event(
                _iso(hung_on), _("光荣牌"), _join([str(PlaqueStatus(status).label), led_by]), place
            )
        if kind not in (None, PlaqueEventKind.REGISTERED):  # an entry in the books was done for nobody
            told = [str(PlaqueEventKind(kind).label), words]
            yield Event(_iso(on), _("光荣牌"), _join(told), where)
    yield from (event for pk, event in unsaid.items() if pk not in hung)  # such as of an unknown day


def _aid(user, person):
    return _aid_of(user, [person.pk])


def _aid_of(user, people, names=None):
    """What was done for hardship of `people` (ids); with `names` each event says whose."""
    rows = AidDecision.objects.visible_to(user).filter(case__person__in=people)
    for entry in rows.select_related("station", "case__helper_staff", "case__helper_support"):
        whose = [names[entry.case.person_id]] if names else []
        paid = [entry.words] if entry.act in (AidAct.PAID, AidAct.HELPED) else []
        by = [entry.case.helper.name] if entry.act == AidAct.HELPED and entry.case.helper else []
        words = [*whose, entry.case.get_kind_display(), entry.get_act_display(), *paid, *by]
        yield Event(_iso(entry.on), _("帮扶援助"), _join(words), _place(entry.station))
    imported = AidPayment.objects.visible_to(user).filter(case__person__in=people, application=None)
    for payment in imported.select_related("case__station"):
        whose = [names[payment.case.person_id]] if names else []
        words = [
            *whose,
            payment.case.get_kind_display(),
            AidAct.PAID.label,
            _("%s 元") % f"{payment.amount:,.2f}",
        ]
        yield Event(_iso(payment.paid_on), _("帮扶援助"), _join(words), _place(payment.station))


def _consultations(user, person):
    return _consultations_of(user, [person.pk])


def _consultations_of(user, people, names=None):
    rows = Consultation.objects.visible_to(user).filter(person__in=people)
    for row in rows.select_related("station", "adviser"):
        whose = [names[row.person_id]] if names else []
        words = [*whose, row.get_topic_display(), row.question, row.get_outcome_display(), row.adviser.name]
        yield Event(_iso(row.date), _("咨询"), _join(words), _place(row.station))


def _policies(user, person):
    rows = PolicyNotice.objects.visible_to(user).filter(person=person)
    for notice in rows.select_related("station", "policy"):
        words = [notice.policy.title, notice.get_method_display()]
        yield Event(_iso(notice.told_on), _("政策告知"), _join(words), _place(notice.station))


def _activities(user, person):
    rows = ActivityAttendance.objects.visible_to(user).filter(person=person, state=AttendanceState.PRESENT)
    for row in rows.select_related("activity__station", "activity__venue"):
        held = row.activity
        role = "" if row.role == AttendanceRole.PARTICIPANT else row.get_role_display()
        words = [held.get_kind_display(), held.series_text, held.topic, held.place_text, role]
        yield Event(_iso(held.date), _("参加活动"), _join(words), _place(held.station))


def _opinions(user, person):
    return _opinions_of(user, [person.pk])


def _opinions_of(user, people, names=None):
    """What `people` (ids) said, where they left their name; with `names` each event says who."""
    rows = Opinion.objects.visible_to(user).filter(person__in=people).select_related("station")
    for opinion in rows:
        who = [names[opinion.person_id]] if names else []
        words = [*who, opinion.get_category_display(), opinion.get_state_display()]
        yield Event(_iso(opinion.received_on), _("意见建议"), _join(words), _place(opinion.station))


def _meals(user, person):
    return _meals_of(user, [person.pk])


def _meals_of(user, people, names=None):
    """Meals at the reduced price, summed by month and canteen: a line a day would bury the rest."""
    rows = DiningUse.objects.visible_to(user).filter(person__in=people).order_by()
    columns = ("person", "date", "venue__name", "venue__station__place_name", "meals", "discount")
    sums = defaultdict(lambda: [0, 0])
    for person, day, venue, place, meals, discount in rows.values_list(*columns):
        found = sums[person, day.isoformat()[:7], venue, place]
        found[0] += meals
        found[1] += discount
    for (person, month, venue, place), (meals, discount) in sums.items():
        told = _("优惠用餐 %(meals)s 餐，优惠 %(discount)s 元") % {
            "meals": meals,
            "discount": f"{discount:,.2f}",
        }
        yield Event(month, _("长者饭堂"), _join([*([names[person]] if names else []), venue, told]), place)


def _care(user, person):
    return _care_of(user, [person.pk])


def _care_of(user, people, names=None):
    """Items and words speak of somebody's health: of a household, to whoever keeps the file alone."""
    rows = CareService.objects.visible_to(user).filter(person__in=people)
    rows = rows.told_to(user) if names else rows
    for service in rows.select_related("station", "support", "staff", "contract__provider"):
        whose = [names[service.person_id]] if names else []
        by = service.helper.name if service.helper else ""
        words = [*whose, service.get_items_display(), service.content, by, service.get_result_display()]
        yield Event(_iso(service.date), _("照料服务"), _join(words), _place(service.station))


def _volunteering(user, person):
    return _volunteering_of(user, [person.pk])


def _volunteering_of(user, people, names=None):
    rows = VolunteerService.objects.visible_to(user).filter(person__in=people)
    for service in rows.select_related("station"):
        whose = [names[service.person_id]] if names else []
        words = [*whose, service.get_work_display(), _("%s 小时") % service.hours, service.content]
        yield Event(_iso(service.date), _("志愿服务"), _join(words), _place(service.station))


def _requests(user, person):
    rows = ServiceRequest.objects.visible_to(user).filter(person=person).select_related("station")
    for request in rows:
        words = [request.get_demand_display(), request.number]
        yield Event(
            _iso(timezone.localdate(request.taken_at)),
            _("诉求"),
            _join([*words, _("登记")]),
            _place(request.station),
        )
        if request.closed_at:
            day = _iso(timezone.localdate(request.closed_at))
            yield Event(day, _("诉求"), _join([*words, _("办结")]), _place(request.station))


def _merit_news(user, person):
    return _merit_news_of(user, person.household_id) if person.household_id else ()


def _merit_news_of(user, household_id):
    rows = MeritNews.objects.visible_to(user).filter(household=household_id)
    for news in rows.select_related("household__station"):
        step = _("已送达") if news.delivered_on else _("已收到，待送达")
        yield Event(
            _iso(news.delivered_on or news.received_on),
            _("立功喜报"),
            _join([news.get_merit_display(), step]),
            _place(news.household.station),
        )


def _changes(user, person):
    for change in person.changes.all():
        undone = [_("已恢复")] if change.undone_at else []
        other = [_("对方站 %s") % change.other_station.place_name] if change.other_station else []
        words = [change.get_kind_display(), *other, change.reason, *undone]
        yield Event(change.happened_on, _("档案变动"), _join(words), _place(change.station))


def _transfers(user, person):
    rows = TransferRequest.objects.visible_to(user).filter(person=person)
    for request in rows.select_related("from_station", "to_station"):
        way = _("从%(old)s迁往%(new)s") % {
            "old": request.from_station.place_name,
            "new": request.to_station.place_name,
        }
        asking = request.to_station if request.asked_by_receiver else request.from_station
        day = _iso(timezone.localtime(request.decided_at or request.created_at).date())
        yield Event(day, _("迁转申请"), _join([way, request.get_state_display()]), _place(asking))


def _confirmations(user, person):
    for benefit in person.benefits.all():
        for row in benefit.confirmations.all():
            year = _("%s 年度") % row.year
            words = [benefit.get_type_display(), year, row.get_method_display()]
            yield Event(_iso(row.confirmed_on), _("优抚年度确认"), _join(words))


def _party(user, person):
    rows = PartyTransferEvent.objects.visible_to(user).filter(transfer__person=person)
    for row in rows:
        yield Event(_iso(row.on), _("组织关系接转"), _join([row.get_step_display(), row.note]))


def _rounds(user, person):
    rows = RoundEntry.objects.visible_to(user).filter(person=person).exclude(state=RoundState.WAITING)
    for entry in rows.select_related("round", "station"):
        day = entry.collected_on or entry.round.record_date
        words = [entry.round.name, entry.get_state_display()]
        yield Event(_iso(day), entry.round.get_kind_display(), _join(words), _place(entry.station))


def _parts(user, person):
    """What stands in the file itself with a date: honours, trainings, the card, the last verification."""
    for honour in person.honours.all():
        words = [honour.title, honour.get_level_display(), honour.granted_by]
        yield Event(str(honour.year or ""), _("荣誉"), _join(words))
    for training in person.trainings.all():
        words = [training.get_kind_display(), training.subject, training.organiser]
        yield Event(training.started_on or training.ended_on, _("培训"), _join(words))
    card = getattr(person, "card", None)
    if card and card.stage == CardStage.ISSUED:
        yield Event(_iso(card.issued_on), _("优待证"), _join([card.get_kind_display(), _("已发放")]))
    if person.verified_on:
        by = [str(person.verified_by)] if person.verified_by else []
        yield Event(_iso(person.verified_on), _("核实档案"), _join(by), _place(person.managing_station))


_SOURCES = [
    _aid,
    _consultations,
    _policies,
    _activities,
    _opinions,
    _care,
    _meals,
    _volunteering,
    _requests,
    _plaques,
    _merit_news,
    _changes,
    _transfers,
    _confirmations,
    _party,
    _rounds,
    _parts,
]


def _iso(day):
    return day.isoformat() if day else ""


def _place(station):
    return station.place_name


def _join(words):
    return " · ".join(word for word in words if word)
