"""Policies of the city and the district, and who of 直冲村 was told of them."""

from django.db import transaction

from care_activities.models import Policy
from care_activities.services.policies import people_told, policy_save
from stations.dates import months_before
from stations.models import Station
from veterans.vocabulary import PersonTag

from ..policies.audience import Audience
from .hands import CITY, DISTRICT, ago, user_of

# Who keeps it, title, level, category, audience as filters of the list of people, months ago, summary.
_POLICIES = (
    (
        "city_manager",
        "优待证持证人免费乘坐市内公交",
        "city",
        "benefits",
        {"figure": "preferential"},
        14,
        "什么人：持优待证的优抚对象。享受：免费乘坐市内公交车。怎么办：上车出示优待证。",
    ),
    (
        "city_manager",
        "60周岁以上农村籍退役士兵老年生活补助",
        "city",
        "benefits",
        {"benefit": "81"},
        9,
        "什么人：年满60周岁、农村户籍、未享受定期抚恤补助的退役士兵。享受：按服役年限每月补助。"
        "怎么办：到村（社区）服务站登记，带身份证、户口簿、退役证件。",
    ),
    (
        "district_manager",
        "江海区孤老退役军人居家照料办法",
        "county",
        "aid",
        {"tag": str(PersonTag.LONELY)},
        5,
        "什么人：孤老退役军人。享受：社工每周上门一次。怎么办：由村（社区）服务站报镇街安排。",
    ),
)


@transaction.atomic
def fill_policies(today):
    made = 0
    for username, title, level, category, audience, months, summary in _POLICIES:
        actor = user_of(username)
        station = Station.objects.get(code=CITY if username == "city_manager" else DISTRICT)
        if Policy.objects.filter(station=station, title=title).exists():
            continue
        published = months_before(today, months)
        policy = Policy(
            station=station,
            title=title,
            issued_by=f"{station.place_name}退役军人事务局",
            level=level,
            category=category,
            published_on=published,
            effective_on=published,
            summary=summary,
            audience=audience,
        )
        policy_save(actor=actor, policy=policy)
        made += 1 + _tell(policy, today)
    return made


def _tell(policy, today):
    """Some of those of 直冲村 whom it may concern were told: the eldest at home, the others by telephone."""
    staff = user_of("zhichong_staff")
    people = Audience.of(staff, policy).people().order_by("birth_date", "pk")
    ids = list(people.values_list("pk", flat=True)[:6])
    told = people_told(actor=staff, policy=policy, people=ids[:4], told_on=ago(today, 30), method="home")
    return told + people_told(
        actor=staff, policy=policy, people=ids[4:], told_on=ago(today, 28), method="phone"
    )
