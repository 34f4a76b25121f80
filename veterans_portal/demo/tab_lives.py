"""What a made-up person's further tabs hold: pure functions of the file and a random source.

Each yields unsaved parts. Nothing here moves a figure: no benefit, no honour, no employment status.
"""

import datetime

from stations.dates import months_before
from veterans import vocabulary
from veterans.models import (
    Certificate,
    Commemoration,
    CommitteeTerm,
    FamilyMember,
    Hardship,
    PartyTransfer,
    PreferentialCard,
    SocialSecurity,
    Survivorship,
    Training,
    Venture,
    Volunteering,
)
from veterans.vocabulary import (
    CardKind,
    CardStage,
    CertificateKind,
    FamilyRelation,
    MedicalInsurance,
    PensionInsurance,
    RelationStatus,
    TrainingKind,
    VentureKind,
)

WORKING_AGE = 60
# Name and industry of the businesses, whose codes are left out: an invented one could be somebody's.
_BUSINESSES = (
    ("榕荫五金加工厂", VentureKind.COMPANY, "C"),
    ("横基汽车维修店", VentureKind.SELF_EMPLOYED, "O"),
    ("稻香餐饮店", VentureKind.SELF_EMPLOYED, "H"),
    ("木棉物流车队", VentureKind.COMPANY, "G"),
    ("莲塘花木场", VentureKind.SELF_EMPLOYED, "A"),
    ("书香装修工程队", VentureKind.COMPANY, "E"),
)
_CERTIFICATES = (
    (CertificateKind.SKILL_LEVEL, "电工", "中级"),
    (CertificateKind.SPECIAL_OPERATION, "焊接与热切割作业", ""),
    (CertificateKind.DRIVING, "机动车驾驶证", "A2"),
    (CertificateKind.SKILL_LEVEL, "消防设施操作员", "四级"),
)
_DECEDENTS = {
    vocabulary.ObjectClass.MARTYR_SURVIVOR: vocabulary.Decedent.MARTYR,
    vocabulary.ObjectClass.DUTY_DEATH_SURVIVOR: vocabulary.Decedent.DUTY_DEATH,
    vocabulary.ObjectClass.ILLNESS_DEATH_SURVIVOR: vocabulary.Decedent.ILLNESS_DEATH,
}


def family(person, inventor):
    """A spouse of those who are married, and a grown child of some."""
    born, rng = _born(person), inventor.rng
    if person.marital_status == vocabulary.MaritalStatus.MARRIED:
        man = person.sex == "1"
        yield FamilyMember(
            person=person,
            relation=FamilyRelation.WIFE if man else FamilyRelation.HUSBAND,
            name=inventor.name(born, sex="2" if man else "1"),
            phone=inventor.phone(),
            lives_together=True,
        )
    if born < 1980 and rng.random() < 0.4:
        child_born = born + rng.randint(25, 31)
        yield FamilyMember(
            person=person,
            relation=FamilyRelation.SON,
            name=inventor.name(child_born, surname=person.name[0]),
            employment_status=vocabulary.EmploymentStatus.EMPLOYED,
            lives_together=rng.random() < 0.5,
        )


def security(person, rng, *, rural):
    """Insurance as it fits the work, and the house."""
    employed = person.has_employer
    yield SocialSecurity(
        person=person,
        pension_insurance=PensionInsurance.EMPLOYEES if employed else PensionInsurance.RESIDENTS,
        pension_place="江门市",
        pension_months=rng.randint(36, 300),
        medical_insurance=MedicalInsurance.EMPLOYEES if employed else MedicalInsurance.RESIDENTS,
        medical_place="江门市",
        housing=vocabulary.Housing.SELF_BUILT if rural else vocabulary.Housing.OWN,
        social_assistance=vocabulary.SocialAssistance.NONE,
    )


def learning(person, rng, today):
    """Training and a certificate of some who still work; one in three certificates runs out soon."""
    if today.year - _born(person) > WORKING_AGE or rng.random() > 0.3:
        return
    kind, name, level = rng.choice(_CERTIFICATES)
    left = datetime.timedelta(days=rng.choice((40, 500, 900)))
    yield Training(
        person=person,
        kind=TrainingKind.VOCATIONAL,
        subject=name,
        organiser="江门市退役军人职业技能培训点",
        started_on=f"{today.year - 3}-05",
        hours=80,
    )
    yield Certificate(
        person=person,
        kind=kind,
        name=name,
        level=level,
        issued_on=f"{today.year - 3}-07",
        valid_until=(today + left).isoformat(),
    )


def business(person, number, rng):
    """The business of who has founded one."""
    name, kind, industry = _BUSINESSES[number % len(_BUSINESSES)]
    staff = rng.randint(3, 25) if kind == VentureKind.COMPANY else rng.randint(1, 4)
    yield Venture(
        person=person,
        kind=kind,
        name=f"{person.name[0]}记{name}",
        industry=industry,
        founded_on=str(rng.randint(2012, 2021)),
        staff=staff,
        veteran_staff=min(staff, rng.randint(0, 3)),
        policies=rng.choice((["1"], ["1", "2"], ["9"])),
    )


def committee(person, today):
    """The term that the employment of a committee's member speaks of."""
    yield CommitteeTerm(
        person=person,
        post=person.committee_post,
        place=person.managing_station.place_name,
        started_on=f"{today.year - 3}-03",
        is_station_head=person.committee_post == vocabulary.CommitteePost.PARTY_SECRETARY,
    )
    yield Volunteering(
        person=person, organisation="退役军人志愿服务队", joined_on=f"{today.year - 4}", hours=36
    )


def survivorship(person, inventor):
    """Whom one of 三属 survives."""
    for code, kind in _DECEDENTS.items():
        if code in person.classes:
            elder = person.sex == "2"
            yield Survivorship(
                person=person,
                decedent_kind=kind,
                decedent_name=inventor.name(_born(person), surname="" if elder else person.name[0]),
                relation=FamilyRelation.WIFE if elder else FamilyRelation.YOUNGER_BROTHER,
                died_on=str(max(1950, _born(person) + 25)),
                is_certificate_holder=True,
            )


def card(person, rng, today, batch):
    """Most cards are handed out; the others are on their way with the batch."""
    applied = months_before(today, 14)
    issued = rng.random() < 0.8
    yield PreferentialCard(
        person=person,
        kind=CardKind.VETERAN if person.is_veteran else CardKind.OTHER,
        stage=CardStage.ISSUED if issued else CardStage.COUNTY,
        batch=None if issued else batch,
        applied_on=applied if issued else batch.opened_on,
        stage_on=months_before(today, 12) if issued else batch.opened_on,
        issued_on=months_before(today, 12) if issued else None,
    )


def hardship(person, today):
    """What makes life hard for who is tagged so."""
    yield Hardship(
        person=person,
        policies=[vocabulary.PolicyCover.values[0]],
        suspected=[vocabulary.HardshipKind.values[0]],
        verified=[vocabulary.HardshipKind.values[0]],
        verified_on=months_before(today, 5),
    )


def honours_of_the_public(person):
    yield Commemoration(
        person=person, celebrations=[vocabulary.Celebration.LOCAL], teaches_defence=True, publicised=True
    )


def party_transfer(person, today):
    """Bringing in a member whose 组织关系 is unsettled has begun."""
    if person.relation_status == RelationStatus.UNSETTLED:
        yield PartyTransfer(
            person=person,
            from_organisation="退役时所在单位党组织",
            step=vocabulary.PartyTransferStep.FOUND,
            opened_on=months_before(today, 1),
        )


def _born(person):
    return int(person.birth_date[:4])
