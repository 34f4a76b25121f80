"""What is under way at 直冲村, made by its users through the services: visits, hanging, and aid in every state."""

import datetime
from decimal import Decimal

from django.db import transaction

from care_activities.festivals import festival_dates
from care_activities.models import AidCase, HangingRound, VisitRound
from care_activities.services import aid, aid_applications, aid_payments, plaque_rounds, visit_rounds
from care_activities.vocabulary import ExitReason, HangingFestival, MissedReason, Occasion
from stations.models import Station, User
from veterans.models import PersonFile
from veterans.vocabulary import FileStatus

from .rounds import RUNNING_CASH, RUNNING_GOODS, RUNNING_VISITS
from .villages import ZHICHONG

_FESTIVALS = (Occasion.SPRING_FESTIVAL, Occasion.ARMY_DAY)
_VISITORS = "村党委书记、工作人员"


def fill_ledgers(today) -> int:
    """Makes what is not there yet; how many rounds and cases."""
    village = Station.objects.get(code=ZHICHONG)
    occasion, day = _next_festival(today)
    made = _visit_round(village, occasion, day, today) + _hanging_round(village, occasion, day)
    return made + _aid(village, today)


def _next_festival(today):
    days = [row for year in (today.year, today.year + 1) for row in festival_dates(year)]
    return next((occasion, day) for occasion, day in days if occasion in _FESTIVALS and day > today)


# --- visits ---------------------------------------------------------------------------------------


@transaction.atomic
def _visit_round(village, occasion, day, today):
    """The round before the next festival, some lines of it visited: their money is part of the article's sum."""
    street, staff = _user("street_manager"), _user("zhichong_staff")
    opened, made = VisitRound.objects.filter(station=village).first(), 0
    if opened is None:
        made = 1
        opened = visit_rounds.round_open(
            actor=street,
            station=village,
            year=day.year,
            occasion=occasion,
            name=f"{day.year}年{occasion.label}走访慰问",
            unit="person",
            selection="all",
            due_on=day,
            budget=Decimal(103 * (RUNNING_CASH + RUNNING_GOODS)),
            cash=Decimal(RUNNING_CASH),
            goods="大米一袋",
            goods_value=Decimal(RUNNING_GOODS),
        )
    if opened.visits.count() < RUNNING_VISITS:
        _register(opened, village, staff, today)
    return made


def _register(opened, village, staff, today):
    lines = list(opened.lines.order_by("pk")[: RUNNING_VISITS + 1])
    answers = [visit_rounds.Answer(line.pk, visited=True, signed=True) for line in lines[:RUNNING_VISITS]]
    answers += [visit_rounds.Answer(line.pk, missed=MissedReason.AWAY) for line in lines[RUNNING_VISITS:]]
    visit_rounds.lines_register(
        actor=staff,
        visit_round=opened,
        station=village,
        defaults=visit_rounds.Defaults(
            date=today,
            method="home",
            visitors=_VISITORS,
            cash=opened.cash,
            goods=opened.goods,
            goods_value=opened.goods_value,
        ),
        answers=answers,
    )


# --- plaques --------------------------------------------------------------------------------------


def _hanging_round(village, occasion, day):
    festival = HangingFestival(occasion)
    if HangingRound.objects.filter(station=village).exists():
        return 0
    plaque_rounds.round_open(actor=_user("street_manager"), station=village, year=day.year, festival=festival)
    return 1


# --- aid ------------------------------------------------------------------------------------------

# Situation, kind, what is told of it, and how far it has come, in the order of the days.
_CASES = [
    ("A4", "medical", "家属反映近期住院，费用较高", ""),
    ("A5", "housing", "老屋漏雨，需要修缮", "verify"),
    ("A1", "cash", "长期服药，支出较大", "verify apply"),
    ("A3", "medical", "旧伤复发，需要康复治疗", "verify apply pass"),
    ("A3", "cash", "长期透析，自费部分较高", "verify apply pass post"),
    ("A4", "medical", "突发疾病住院，押金不足", "emergency advance"),
    ("A1", "cash", "重病，家中无其他收入", "verify apply pass approve"),
    ("A4", "cash", "台风损坏房屋", "verify apply pass approve pay"),
    ("A2", "goods", "失业在家，生活用品短缺", "verify apply refuse"),
    ("A4", "medical", "手术后恢复良好", "verify apply pass approve pay leave"),
    ("A5", "cash", "反映生活困难，经核实子女赡养到位", "deny"),
    ("A5", "housing", "申请修缮未获批准，已由子女修好", "verify apply refuse close"),
]
_JOBLESS = ("A2", "employment", "退役返乡，求职中", "verify help")
_BEGUN, _STEP = 60, 6  # days ago, and between one act and the next


@transaction.atomic
def _aid(village, today):
    """One case in each state, of the oldest and of the youngest of the village; 0 where there are cases."""
    if AidCase.objects.filter(station=village).exists():
        return 0
    people = PersonFile.objects.filter(managing_station=village, status=FileStatus.ACTIVE)
    oldest = list(people.order_by("birth_date", "pk")[: len(_CASES)])
    for person, case in zip(oldest, _CASES, strict=True):
        _Course(person, today).go(*case)
    _Course(people.order_by("birth_date", "pk").last(), today).go(*_JOBLESS)
    return len(_CASES) + 1


def _user(username):
    return User.objects.get(username=username)


class _Course:
    """Brings one case on its way, each act by whom it is for, some days after the one before."""

    def __init__(self, person, today):
        self.person, self.today = person, today
        self.day = today - datetime.timedelta(days=_BEGUN)
        self.staff, self.street, self.county = map(
            _user, ("zhichong_staff", "street_manager", "district_manager")
        )
        self.case = self.application = None

    def go(self, situation, kind, description, acts):
        self.case = aid.case_open(
            actor=self.staff,
            person=self.person,
            situation=situation,
            kind=kind,
            found_on=self.day,
            found_by="visit",
            description=description,
        )
        for act in acts.split():
            self.day += datetime.timedelta(days=_STEP)
            self.case = AidCase.objects.get(pk=self.case.pk)
            getattr(self, f"_{act}")()

    def _verify(self):
        aid.case_verify(actor=self.staff, case=self.case, found=True, on=self.day, words="入户核实")

    def _deny(self):
        aid.case_verify(actor=self.staff, case=self.case, found=False, on=self.day, words="入户核实")

    def _apply(self):
        self.application = aid_applications.application_submit(
            actor=self.staff,
            case=self.case,
            applicant="self",
            asked=Decimal(3000),
            source="fiscal",
            applied_on=self.day,
        )

    def _emergency(self):
        self.day = self.today - datetime.timedelta(days=_STEP)
        self.application = aid_applications.emergency_submit(
            actor=self.street,
            case=self.case,
            applicant="village",
            asked=Decimal(2000),
            source="fund",
            reason="住院押金不足，等不及审批",
            on=self.day,
        )

    def _advance(self):
        self.day = self.today
        self._paid(self.street, 2000)

    def _pass(self):
        self._decide(self.street, words="情况属实，同意上报")

    def _post(self):
        self.day = self.today
        self.application.refresh_from_db()
        aid_applications.notice_post(
            actor=self.street, application=self.application, place="村务公开栏", on=self.day
        )

    def _approve(self):
        self._decide(self.county, words="同意")

    def _refuse(self):
        self._decide(self.street, agree=False, words="家庭收入高于标准，不符合条件")

    def _decide(self, actor, agree=True, words=""):
        self.application.refresh_from_db()
        aid_applications.application_decide(
            actor=actor, application=self.application, agree=agree, words=words, on=self.day
        )

    def _pay(self):
        self._paid(self.county, 3000)

    def _paid(self, actor, amount):
        self.application.refresh_from_db()
        aid_payments.payment_record(
            actor=actor, application=self.application, paid_on=self.day, amount=Decimal(amount), payee="本人"
        )

    def _help(self):
        aid.case_help(actor=self.staff, case=self.case, given="介绍到镇上企业面试上岗", on=self.day)

    def _leave(self):
        aid.case_exit(actor=self.staff, case=self.case, reason=ExitReason.RECOVERED, on=self.day)

    def _close(self):
        aid.case_close(actor=self.staff, case=self.case, on=self.day)
