"""Care of 孤老 under a contract, the canteen's meals and volunteers, made by users through the services."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Count

from care_activities.care_tallies import recount_care
from care_activities.models import CareContract, CareService, DiningUse, VolunteerService
from care_activities.services.care_contracts import care_contract_write
from care_activities.services.care_services import LONELY, CareAnswer, care_services_register
from care_activities.services.dining import Eligibility, dining_use_record, eligibility
from care_activities.services.volunteering import volunteer_service_write
from care_activities.services.writing import noted, settle
from stations.dates import months_before
from stations.models import PartnerOrganisation, Station, SupportMember
from stations.tallies import lock
from veterans.services.people import person_update
from veterans.vocabulary import PersonTag

from .hands import STREET, ago, people_of, user_of
from .villages import TIANFU, ZHICHONG

# Days ago, whose turn, items of CareItem, minutes, what was done, result.
_CARE = (
    (84, 0, ("2", "6"), 90, "做午饭，打扫房间", "done"),
    (70, 1, ("5",), 120, "陪同到街道卫生院复诊取药", "follow_up"),
    (56, 0, ("1", "3"), 60, "洗晒被褥，检查电线", "done"),
    (49, 2, ("4",), 45, "接送办理证件", "done"),
    (35, 1, ("5", "6"), 75, "量血压，协助服药", "done"),
    (21, 0, ("2",), 40, "送餐上门", "done"),
    (12, 0, ("5",), 100, "陪诊，联系家庭医生", "referred"),
    (5, 1, ("2", "6"), 80, "做饭、理发", "done"),
)
_LONELY_PEOPLE = 3


@transaction.atomic
def fill_care(today):
    village, staff = Station.objects.get(code=ZHICHONG), user_of("zhichong_staff")
    if CareService.objects.filter(station=village).exists():
        return 0
    contract = _contract(today)
    worker = SupportMember.objects.get(station=village, role=SupportMember.Role.SOCIAL_WORKER)
    people = _lonely(staff)
    for days, turn, items, minutes, content, result in _CARE:
        answer = CareAnswer(people[turn].pk, items=items, minutes=minutes, content=content)
        care_services_register(
            actor=staff,
            date=ago(today, days),
            answers=[answer],
            support=worker,
            contract=contract,
            result=result,
        )
    return len(_CARE) + 1


def _contract(today):
    """The street buys for its villages, from half a year ago for a year."""
    street, starts = Station.objects.get(code=STREET), months_before(today, 6)
    contract = CareContract(
        station=street,
        name=f"{starts.year}年孤老退役军人社工服务",
        provider=PartnerOrganisation.objects.get(station=street, kind="social_work"),
        document_no=f"外社购〔{starts.year}〕001",
        starts_on=starts,
        ends_on=ago(months_before(today, -6), 1),
        amount=Decimal(48_000),
        coverage="每周上门一次，助餐、助洁、陪诊、送药；每季度报一次服务情况。",
    )
    actor = user_of("street_manager")
    care_contract_write(contract, actor=actor)
    noted(contract, actor=actor)
    return contract


def _lonely(staff):
    """The 孤老 of the village, made three by tagging the oldest who live alone and name no family."""
    alone = people_of(ZHICHONG).annotate(home=Count("household__people")).filter(home=1, family_members=None)
    missing = _LONELY_PEOPLE - people_of(ZHICHONG).filter(LONELY).count()
    for person in alone.exclude(LONELY)[: max(missing, 0)]:
        person_update(actor=staff, person=person, tags=(*person.tags, str(PersonTag.LONELY)))
    return list(people_of(ZHICHONG).filter(LONELY))


@transaction.atomic
def fill_dining(today):
    """A fortnight's lunches of 天福社区 at the prices of its rules: some by name, the others by the day's number."""
    canteen = Station.objects.get(code=TIANFU).venues.filter(kind="canteen").first()
    if DiningUse.objects.filter(venue=canteen).exists():
        return 0
    staff = user_of("tianfu_staff")
    rules = list(canteen.dining_benefits.exclude(full_price=None).order_by("-minimum_age"))
    if not rules:
        return 0
    people = list(people_of(TIANFU)[:12])
    for days in range(14, 0, -2):
        day = ago(today, days)
        dining_use_record(
            actor=staff,
            venue=canteen,
            date=day,
            meals=9 + days % 4,
            discount=_gain(rules[-1]) * (9 + days % 4),
        )
        for person in people[days % 5 : days % 5 + 3]:
            rule = next(rule for rule in rules if eligibility(rule, person, day) == Eligibility.MET)
            dining_use_record(
                actor=staff, venue=canteen, date=day, person=person, meals=1, discount=_gain(rule)
            )
    return DiningUse.objects.filter(venue=canteen).count()


def _gain(rule):
    return rule.full_price - rule.reduced_price


_VOLUNTEERING = (
    (TIANFU, "tianfu_staff", "黎诗雅", 33, "company", "3", "看望高龄老兵，读报聊天"),
    (TIANFU, "tianfu_staff", "罗浩然", 26, "repairs", "2.5", "上门修水龙头、换灯管"),
    (TIANFU, "tianfu_staff", "黎诗雅", 12, "publicity", "2", "入户讲解优待政策"),
    (ZHICHONG, "zhichong_staff", None, 40, "order", "3", "台风前巡查河涌"),
    (ZHICHONG, "zhichong_staff", None, 15, "heritage", "1.5", "给学生讲革命传统"),
)


@transaction.atomic
def fill_volunteering(today):
    """Hours of helpers of 天福社区, and of the youngest veteran of 直冲村."""
    if VolunteerService.objects.exists():
        return 0
    for code, username, name, days, work, hours, content in _VOLUNTEERING:
        station = Station.objects.get(code=code)
        row = VolunteerService(
            station=station,
            date=ago(today, days),
            volunteer=SupportMember.objects.get(station=station, name=name) if name else None,
            person=None if name else people_of(code).last(),
            work=work,
            hours=Decimal(hours),
            content=content,
        )
        lock(row.scope_station_ids())
        volunteer_service_write(row, actor=user_of(username))
        settle(row, actor=user_of(username), recount=recount_care)
    return len(_VOLUNTEERING)
