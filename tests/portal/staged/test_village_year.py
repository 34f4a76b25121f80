"""One year of 直冲村, acted out through the services by the people whose work it is, on the days it happens.

What the ledgers, the pages, the figures and the timelines must say at its end is written down here by hand.
"""

import datetime
from collections import Counter
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from care_activities.models import (
    Activity,
    ActivityAttendance,
    ActivityTally,
    AidCase,
    AidPayment,
    CareService,
    CareTally,
    HangingEntry,
    Opinion,
    Plaque,
    Visit,
    VisitRoundLine,
)
from care_activities.services import (
    activities,
    aid,
    aid_applications,
    aid_payments,
    attendance,
    care_services,
    opinions,
)
from care_activities.services import plaque_applications as applications
from care_activities.services import plaque_lists as lists
from care_activities.services import plaque_rounds as hanging
from care_activities.services import visit_rounds as visiting
from care_activities.services.plaques import plaque_register
from care_activities.services.visit_checks import money
from care_activities.services.visit_rounds import Answer, Defaults
from care_activities.services.visits import visit_record
from care_activities.tallies import verify as verify_care
from stations.models import Squad, StaffMember
from stations.services import ServiceError
from tests.veterans.people import register
from veterans import tallies as people_tallies
from veterans.models import Household, PartyMembership, PersonFile, ServiceRecord
from veterans.services.people import person_register
from veterans.services.records import household_save, record_save
from veterans.services.returning import returning_report
from veterans.services.transfers import transfer_answer, transfer_request
from veterans.services.withdrawal import person_withdraw
from veterans.vocabulary import PersonTag
from veterans_portal.dashboards.figures import figures
from veterans_portal.people.file import timeline

pytestmark = pytest.mark.django_db

YEAR = 2025
CHINA = ZoneInfo("Asia/Shanghai")
YUAN = Decimal


def day(text):
    return datetime.date.fromisoformat(f"{YEAR}-{text}")


class Village:
    """直冲村 with eight households, and the year that goes over it."""

    def __init__(self, tree, cast, clock):
        self.clock, self.tree = clock, tree
        self.village, self.tianfu = tree["440704004212"], tree["440703006121"]
        self.street = tree["440704004000"]
        self.staff, self.street_manager = cast["zhichong_staff"], cast["street_manager"]
        self.county, self.tianfu_staff = cast["district_manager"], cast["tianfu_staff"]
        self.people, self.homes = {}, {}

    def on(self, text):
        """It is now ten in the morning of that day."""
        self.clock.move_to(datetime.datetime.combine(day(text), datetime.time(10), CHINA))

    def file(self, name):
        return PersonFile.objects.get(pk=self.people[name].pk)

    def case(self, name):
        return AidCase.objects.get(person=self.people[name].pk)

    # Before the year

    def settle_in(self):
        members = {"1": "陈志强", "2": "林海波", "3": "王水生", "4": "梁国华", "5": "何伟明", "7": "吴秀英"}
        for number, name in {**members, "6": "黄三妹", "8": "周建国"}.items():
            home = Household(station=self.village, number=f"00{number}", head_name=name)
            home.has_serving_member = True if number == "6" else None
            self.homes[name] = household_save(actor=None, household=home)
            classes = {"6": ("12",), "7": ("09",)}.get(number, ("02",))
            born = {"3": "19410305"}.get(number, f"19{50 + 3 * int(number)}0101")
            values = {"no_id_reason": "办理中", "birth_date": f"{born[:4]}-{born[4:6]}-{born[6:]}"}
            self.people[name] = register(self.village, name, classes, household=home, **values)
        for name in ("陈志强", "林海波", "周建国"):
            record_save(actor=None, record=PartyMembership(person=self.people[name]))
        plaque_register(
            actor=self.staff,
            household=self.homes["陈志强"],
            role="TY",
            initiated_by="station",
            status="hung",
            hung_on=datetime.date(2019, 7, 20),
        )

    # The year

    def spring_festival(self):
        self.on("01-10")
        opened = visiting.round_open(
            actor=self.street_manager,
            station=self.street,
            year=YEAR,
            occasion="spring_festival",
            name="2025年春节走访慰问",
            unit="household",
            selection="all",
            due_on=day("01-28"),
            cash=YUAN(200),
            goods="大米一袋",
            goods_value=YUAN(100),
            budget=YUAN(3000),
        )
        self.on("01-20")
        lines = {line.household.head_name: line for line in opened.lines.select_related("household")}
        assert lines.keys() == self.homes.keys()
        answers = [Answer(line_id=line.pk, visited=True, signed=True) for line in lines.values()]
        answers = [answer for answer in answers if answer.line_id not in self._of(lines, "周建国", "吴秀英")]
        answers += [
            Answer(line_id=lines["吴秀英"].pk, visited=True, signed=True, cash=YUAN(500)),
            Answer(line_id=lines["周建国"].pk, missed="away"),
        ]
        done = visiting.lines_register(
            actor=self.staff,
            visit_round=opened,
            station=self.village,
            defaults=Defaults(day("01-18"), "home", "陈书记", YUAN(200), "大米一袋", YUAN(100)),
            answers=answers,
        )
        assert (len(done.visited), len(done.missed), done.refused) == (7, 1, {})
        self.on("02-10")
        opened.refresh_from_db()
        visiting.round_close(actor=self.street_manager, visit_round=opened)
        with pytest.raises(ServiceError, match="已经结束"):
            visiting.lines_register(
                actor=self.staff,
                visit_round=opened,
                station=self.village,
                defaults=Defaults(day("02-09"), "home"),
                answers=[Answer(line_id=lines["周建国"].pk, visited=True)],
            )

    @staticmethod
    def _of(lines, *names):
        return {lines[name].pk for name in names}

    def party_days(self, months):
        """主题党日 on the fifth of each of `months`, of the members who are on file then."""
        for month in months:
            self.on(f"{month:02}-01")
            held_on = day(f"{month:02}-05")
            planned = activities.activity_plan(
                actor=self.staff,
                station=self.village,
                date=held_on,
                kind="theme_day",
                topic=f"{month}月主题党日",
                series="banyan",
            )
            members = list(attendance.invitable(self.staff, planned).values_list("pk", flat=True))
            attendance.people_invite(actor=self.staff, activity=planned, people=members)
            self.on(f"{month:02}-05")
            away = self.people["周建国"].pk if month == 3 else None
            ticks = [
                attendance.Tick(line.pk, "excused" if line.person_id == away else "present", None, "", None)
                for line in planned.attendances.all()
            ]
            attendance.attendance_tick(actor=self.staff, activity=planned, ticks=ticks)
            planned.refresh_from_db()
            activities.activity_hold(
                actor=self.staff,
                activity=planned,
                guests=5 if month == 5 else 0,
                minutes="议定村道路灯",
                **({"score_5": 2, "score_4": 1} if month == 4 else {}),
            )
            if month == 4:
                self.opinion(planned)

    def opinion(self, held):
        """榕树头下: lamps along the road, asked for, answered and put up."""
        said = opinions.opinion_record(
            actor=self.staff,
            station=self.village,
            activity=held,
            category="place",
            content="村道没有路灯",
        )
        opinions.opinion_handle(actor=self.staff, opinion=said, handling="报村委会研究")
        opinions.opinion_answer(actor=self.staff, opinion=said, answer="列入计划", adopted=True)
        opinions.opinion_close(actor=self.staff, opinion=said, improvement_action="装了十二盏路灯")

    def care(self):
        """王水生 lives alone: food and the doctor in February, food in August, which is entered twice."""
        helper = StaffMember.objects.create(station=self.village, name="何专责", post="worker")
        alone = self.file("王水生")
        alone.tags = [PersonTag.LONELY]
        alone.save()
        for text, items in (("02-20", ("2", "5")), ("08-20", ("2",)), ("08-20", ("2",))):
            self.on(text)
            care_services.care_services_register(
                actor=self.staff,
                date=day(text),
                answers=[care_services.CareAnswer(alone.pk)],
                items=items,
                staff=helper,
            )

    def hardship(self):
        """梁国华 is ill: found in March, approved at half of what was asked, paid, and well in November."""
        self.on("03-03")
        case = aid.case_open(
            actor=self.staff,
            person=self.people["梁国华"],
            situation="A1",
            kind="medical",
            found_by="visit",
            found_on=day("03-03"),
        )
        self.on("03-05")
        aid.case_verify(actor=self.staff, case=case, found=True)
        self.on("03-06")
        application = aid_applications.application_submit(
            actor=self.staff, case=case, applicant="village", asked=YUAN(5000), source="fiscal"
        )
        with pytest.raises(ServiceError):  # nothing is paid before it is approved
            aid_payments.payment_record(
                actor=self.county, application=application, paid_on=day("03-06"), amount=YUAN(1)
            )
        self.on("03-10")
        aid_applications.application_decide(actor=self.street_manager, application=application, agree=True)
        self.on("03-20")
        aid_applications.application_decide(
            actor=self.county,
            application=application,
            agree=True,
            approved=YUAN(2500),
            document_no="江海退〔2025〕3号",
        )
        self.on("03-25")
        aid_payments.payment_record(
            actor=self.county, application=application, paid_on=day("03-25"), amount=YUAN(2500)
        )

    def emergency(self):
        """The house of 何伟明 burns: the street pays on the next day, the papers follow within the days given."""
        self.on("04-12")
        case = aid.case_open(actor=self.staff, person=self.people["何伟明"], situation="A4", kind="cash")
        application = aid_applications.emergency_submit(
            actor=self.street_manager,
            case=case,
            applicant="village",
            asked=YUAN(5000),
            source="fund",
            reason="住房火灾，等不及审批",
        )
        self.on("04-13")
        aid_payments.payment_record(
            actor=self.street_manager, application=application, paid_on=day("04-13"), amount=YUAN(3000)
        )
        self.on("04-16")
        application.refresh_from_db()
        aid_applications.application_decide(actor=self.street_manager, application=application, agree=True)
        self.on("04-18")
        aid_applications.application_decide(actor=self.county, application=application, agree=True)
        self.on("04-21")
        aid_payments.payment_record(
            actor=self.county, application=application, paid_on=day("04-21"), amount=YUAN(2000)
        )
        with pytest.raises(ValidationError):  # not a yuan more than what was approved
            aid_payments.payment_record(
                actor=self.county, application=application, paid_on=day("04-21"), amount=YUAN(1)
            )

    def list_for_plaques(self):
        self.on("05-06")
        homes = Household.objects.filter(pk__in=[home.pk for home in self.homes.values()])
        assert lists.households_list(actor=self.staff, households=homes) == 7
        self.on("06-10")
        found = lists.plaques_confirm(
            actor=self.county,
            plaques=Plaque.objects.all(),
            list_no="江海退〔2025〕8号",
            confirmed_on=day("06-10"),
        )
        assert found == (7, 0)

    def move(self):
        """林海波 moves to 天福社区, with his file; nobody is left at home."""
        self.on("06-20")
        asked = transfer_request(
            actor=self.staff,
            person=self.file("林海波"),
            to_station=self.tianfu,
            reason="户口迁入天福社区",
            moved_on=f"{YEAR}-06-20",
        )
        transfer_answer(actor=self.tianfu_staff, request=asked, agree=True)

    def hang_plaques(self):
        self.on("07-01")
        opened = hanging.round_open(
            actor=self.street_manager, station=self.street, year=YEAR, festival="army_day"
        )
        waiting = HangingEntry.objects.select_related("plaque__household")
        assert {entry.plaque.household.head_name for entry in waiting} == self.homes.keys() - {
            "陈志强",
            "林海波",
        }
        squad = Squad.objects.create(station=self.village, name="党员小分队", leader_name="陈书记")
        self.on("07-25")
        done = hanging.entries_hang(
            actor=self.staff,
            hanging=opened,
            entries=HangingEntry.objects.all(),
            hung_on=day("07-25"),
            squad=squad,
            led_by="村党委第一书记陈书记",
        )
        assert done == (6, 0)

    def army_day(self):
        self.on("07-20")
        opened = visiting.round_open(
            actor=self.street_manager,
            station=self.street,
            year=YEAR,
            occasion="army_day",
            name="2025年八一走访慰问",
            unit="person",
            selection="all",
            due_on=day("08-01"),
        )
        names = {line.person.name for line in opened.lines.select_related("person")}
        assert names == self.people.keys() - {"林海波"}
        self.on("07-30")
        visiting.lines_register(
            actor=self.staff,
            visit_round=opened,
            station=self.village,
            defaults=Defaults(day("07-29"), "home", "陈书记", YUAN(150)),
            answers=[Answer(line_id=line.pk, visited=True, signed=True) for line in opened.lines.all()],
        )

    def returning_soldier(self):
        """黄小军 comes home to his mother, and registers within the thirty days."""
        self.on("09-08")
        home = self.homes["黄三妹"]
        person = person_register(
            actor=self.staff,
            station=self.village,
            name="黄小军",
            classes=("02",),
            no_id_reason="办理中",
            birth_date="2002-05-01",
            household=home,
        )
        self.people["黄小军"] = person
        record_save(
            actor=self.staff,
            record=ServiceRecord(person=person, enlisted_on="2020-09-10", discharged_on=f"{YEAR}-09-01"),
        )
        self.on("09-10")
        returning_report(actor=self.staff, person=person, on=day("09-10"))

    def death(self):
        self.on("09-16")
        person_withdraw(
            actor=self.staff, person=self.file("王水生"), kind="deceased", happened_on=f"{YEAR}-09-15"
        )
        visit_record(
            actor=self.staff,
            station=self.village,
            date=day("09-16"),
            occasion="condolence",
            method="home",
            person=self.people["王水生"],
            cash=YUAN(300),
        )
        with pytest.raises((ServiceError, ValidationError)):  # it may stay on the wall, and is not renewed
            applications.application_submit(
                actor=self.staff,
                household=self.homes["王水生"],
                kind="replace",
                role="TY",
                reason="牌面破损",
                applied_on=day("09-16"),
            )

    def mid_autumn(self):
        """Nobody visits the dead, nor who moved away; who came home is on the list."""
        self.on("09-20")
        opened = visiting.round_open(
            actor=self.street_manager,
            station=self.street,
            year=YEAR,
            occasion="mid_autumn",
            name="2025年中秋走访慰问",
            unit="person",
            selection="all",
            due_on=day("10-06"),
        )
        names = {line.person.name for line in opened.lines.select_related("person")}
        assert names == self.people.keys() - {"林海波", "王水生"}

    def recovery(self):
        self.on("11-01")
        aid.case_exit(actor=self.staff, case=self.case("梁国华"), reason="recovered")


@pytest.fixture(scope="module")
def year(tree, cast):
    start = datetime.datetime(YEAR, 1, 1, 10, tzinfo=CHINA)
    with time_machine.travel(start, tick=False) as clock:
        village = Village(tree, cast, clock)
        village.settle_in()
        village.spring_festival()
        village.hardship()
        village.emergency()
        village.list_for_plaques()
        village.party_days(range(1, 7))
        village.move()
        village.hang_plaques()
        village.army_day()
        village.care()
        village.returning_soldier()
        village.death()
        village.mid_autumn()
        village.recovery()
        village.party_days(range(7, 13))
        village.on("12-31")
        yield village


def test_each_ledger_says_what_was_done(year):
    check_visits(year)
    check_plaques(year)
    check_activities(year)
    check_care(year)
    check_aid(year)


def check_visits(year):
    visits = Visit.objects.visible_to(year.staff)
    told = {
        occasion: money(visits.filter(occasion=occasion))
        for occasion in ("spring_festival", "army_day", "condolence")
    }
    # Six households with 200, one with 500, goods of 100 each; one person lives in each.
    spring = told["spring_festival"]
    assert (spring["household_times"], spring["person_times"]) == (7, 7)
    assert (spring["cash"], spring["goods"]) == (YUAN("1700.00"), YUAN("700.00"))
    # Seven people with 150: eight less the one who moved.
    assert (told["army_day"]["person_times"], told["army_day"]["household_times"]) == (7, 0)
    assert told["army_day"]["amount"] == YUAN("1050.00")
    assert (told["condolence"]["person_times"], told["condolence"]["amount"]) == (1, YUAN("300.00"))
    missed = VisitRoundLine.objects.exclude(missed="")
    assert [line.household.head_name for line in missed] == ["周建国"]
    assert not verify_care()


def check_activities(year):
    held = Activity.objects.visible_to(year.staff)
    assert set(held.values_list("state", flat=True)) == {"held"} and held.count() == 12
    present = ActivityAttendance.objects.filter(state="present").values_list(
        "activity__date__month", flat=True
    )
    # Three members until the move in June, two from July; one was excused in March.
    assert Counter(present) == {1: 3, 2: 3, 3: 2, 4: 3, 5: 3, 6: 3, **dict.fromkeys(range(7, 13), 2)}
    assert [str(one.state) for one in Opinion.objects.all()] == ["closed"]
    sums = ActivityTally.objects.filter(station=year.village).aggregate(
        sessions=Sum("sessions"),
        person_times=Sum("person_times"),
        answers=Sum("answers"),
        points=Sum("points"),
    )
    assert sums == {"sessions": 12, "person_times": 29 + 5, "answers": 3, "points": 14}


def check_care(year):
    done = CareService.objects.visible_to(year.staff).order_by("date").values_list("date", "items")
    assert list(done) == [(day("02-20"), ("2", "5")), (day("08-20"), ("2",))]
    sums = CareTally.objects.filter(station=year.village).aggregate(
        all_services=Sum("services"), all_medical=Sum("medical")
    )
    assert sums == {"all_services": 2, "all_medical": 1}


def check_plaques(year):
    states = {
        plaque.household.head_name: plaque.status for plaque in Plaque.objects.select_related("household")
    }
    hung = year.homes.keys() - {"林海波"}
    assert states == {**dict.fromkeys(hung, "hung"), "林海波": "to_hang"}
    kinds = {
        name: [str(event.kind) for event in Plaque.objects.get(household=home).events.order_by("pk")]
        for name, home in year.homes.items()
    }
    assert kinds["何伟明"] == ["listed", "confirmed", "hung"]
    assert kinds["林海波"] == ["listed", "confirmed"]


def check_aid(year):
    rows = {
        case.person.name: (case.status, case.verified_on, case.helped_on, case.ended_on)
        for case in AidCase.objects.select_related("person")
    }
    assert rows == {
        "梁国华": ("out", day("03-05"), day("03-25"), day("11-01")),
        "何伟明": ("helped", day("04-12"), day("04-13"), None),
    }
    paid = AidPayment.objects.order_by("paid_on").values_list(
        "case__person__name", "paid_on", "amount", "source"
    )
    assert list(paid) == [
        ("梁国华", day("03-25"), YUAN(2500), "fiscal"),
        ("何伟明", day("04-13"), YUAN(3000), "fund"),
        ("何伟明", day("04-21"), YUAN(2000), "fund"),
    ]
    assert "困难" not in [str(tag) for tag in year.file("梁国华").tags]
    # The first was paid before the county approved, on the open emergency entry.
    early = AidPayment.objects.get(paid_on=day("04-13"))
    assert (early.approved_on, early.emergency_due is not None) == (None, True)


def test_the_figures_of_the_village(year):
    found = {key: figure.value for key, figure in figures(year.village, as_of=timezone.localdate()).items()}
    expected = {
        "people": 7,  # eight, less the move and the death, and the soldier who came home
        "veterans": 5,  # 陈志强 梁国华 何伟明 周建国 黄小军
        "party_members": 2,
        "hardship": 1,
        "survivors": 1,
        "plaques_hung": 7,
        "activities_1y_sessions": 12,
        "activities_1y_person_times": 34,
        "aid_verified": 2,
        "aid_helped": 2,
        "aid_unhelped": 0,
        "aid_amount": YUAN("7500.00"),
        "visits_3y_person_times": 7 + 7 + 1,
        "visits_3y_household_times": 7,
        "visits_3y_cash": YUAN("3050.00"),
        "visits_3y_goods": YUAN("700.00"),
        "visits_3y_amount": YUAN("3750.00"),
    }
    assert {key: found[key] for key in expected} == expected
    assert not people_tallies.verify()


def told(user, person):
    file = PersonFile.objects.visible_to(user).get(pk=person.pk)
    return [(event.on, event.kind) for year in timeline.of(user, file, whole=True) for event in year.events]


def test_the_timelines_of_three_people(year):
    plaque = [("2025-07-25", "光荣牌"), ("2025-06-10", "光荣牌"), ("2025-05-06", "光荣牌")]
    fire = [("2025-04-21", "帮扶援助"), ("2025-04-18", "帮扶援助"), ("2025-04-16", "帮扶援助")]
    fire += [("2025-04-13", "帮扶援助"), *[("2025-04-12", "帮扶援助")] * 3]
    spring, army_day = ("2025-01-18", "走访慰问"), ("2025-07-29", "走访慰问")
    assert told(year.staff, year.people["何伟明"]) == [army_day, *plaque, *fire, spring]
    assert told(year.staff, year.people["王水生"]) == [
        ("2025-09-16", "走访慰问"),
        ("2025-09-15", "档案变动"),
        ("2025-08-20", "照料服务"),
        army_day,
        *plaque,
        ("2025-02-20", "照料服务"),
        spring,
    ]
    # What was done before stays where it happened, and is read where the file is kept now.
    assert ("2025-06-20", "档案变动") in told(year.tianfu_staff, year.people["林海波"])
    with pytest.raises(PersonFile.DoesNotExist):
        told(year.staff, year.people["林海波"])


def test_the_pages_show_the_year(year, client):
    client.force_login(year.staff)
    for page, words in (
        ("visits", ["2025年春节走访慰问", "吴秀英"]),
        ("plaques", ["何伟明"]),
        ("aid", ["何伟明"]),
    ):
        text = client.get(reverse(page)).content.decode()
        assert all(word in text for word in words), page
