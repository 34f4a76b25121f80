"""When the helpers of the two stations are on duty, and what they were asked."""

from django.db import transaction

from care_activities.models import Consultation
from care_activities.services.consultations import consultation_record
from stations.models import Station, SupportDuty, SupportMember

from .hands import ago, keep, people_of, user_of
from .villages import TIANFU, ZHICHONG

# Weekday as `date.isoweekday()` counts, and the part of it, by the helper's role.
_DUTIES = (
    (TIANFU, "tianfu_staff", "legal_adviser", 3, "am", "调解室"),
    (TIANFU, "tianfu_staff", "police", 1, "am", ""),
    (TIANFU, "tianfu_staff", "police", 4, "pm", ""),
    (ZHICHONG, "zhichong_staff", "social_worker", 5, "am", "军人之家"),
    (ZHICHONG, "zhichong_staff", "social_worker", 5, "pm", "军人之家"),
)
# Days ago, topic, whether somebody on file asked, question, advice, outcome.
_ASKED = (
    (
        43,
        "rights",
        True,
        "营业员拒绝优待证优惠，可否投诉",
        "可以，已告知投诉途径和要保存的凭证。",
        "answered",
    ),
    (29, "debt", False, "朋友借款三年未还，还能起诉吗", "看有无催讨记录，先补写还款承诺。", "legal_aid"),
    (8, "housing", True, "房屋继承需要哪些材料", "列出材料清单，约定下周带齐再看。", "answered"),
)


@transaction.atomic
def fill_advice(today):
    made = sum(_duty(*row) for row in _DUTIES)
    community, staff = Station.objects.get(code=TIANFU), user_of("tianfu_staff")
    if Consultation.objects.filter(station=community).exists():
        return made
    lawyer = SupportMember.objects.get(station=community, role=SupportMember.Role.LEGAL_ADVISER)
    people = iter(people_of(TIANFU)[3:])
    for days, topic, named, question, advice, outcome in _ASKED:
        day = ago(today, days)
        consultation_record(
            actor=staff,
            station=community,
            date=ago(day, (day.isoweekday() - 3) % 7),  # she comes on Wednesdays
            adviser=lawyer,
            topic=topic,
            person=next(people) if named else None,
            question=question,
            advice=advice,
            outcome=outcome,
        )
    return made + len(_ASKED)


def _duty(code, username, role, weekday, part, place):
    member = SupportMember.objects.filter(station__code=code, role=role).select_related("station").first()
    if member.duties.filter(weekday=weekday, part=part).exists():
        return 0
    row = SupportDuty(member=member, weekday=weekday, part=part, place=place)
    keep(row, user_of(username), member.station)
    return 1
