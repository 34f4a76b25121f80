"""Doubts about a file: what is unusual enough to ask, and never a reason to refuse (domain §9.3)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from stations.dates import surely_before, years_after
from stations.models import Station

from . import vocabulary
from .vocabulary import BenefitType, CommitteePost, Treatment

ENLISTMENT_AGE = 16
PARTY_AGE = 18
REGRADING_YEARS = 1  # 调整等级 at least a year after the last grading
# GB/T 2260: the first two digits of a division code.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)


def region_doubt(region: str) -> str:
    """A sentence when the first six digits of an ID number name no division of today, else "".

    Birth places of the old carry withdrawn codes, so it is a question only. Which districts there are is
    known of the portal's own city alone.
    """
    if region[:2] not in _PROVINCES:
        return _("身份证号前两位不是省级代码，请对照身份证核对。")
    own = Station.objects.filter(tier=Station.Tier.DISTRICT, code__prefix=region[:4])
    if own.exists() and not own.filter(code__prefix=region).exists():
        return _("身份证号前六位不是现在的区划（可能是已撤销的旧代码），请对照身份证核对。")
    return ""


def doubts(person) -> list[str]:
    """Sentences for the user, one a doubt; [] when nothing is odd. Reads the parts of the file."""
    records = list(person.service_records.all())
    benefits = list(person.benefits.all())
    return [
        *_contact_doubts(person),
        *_service_doubts(person, records),
        *_placement_doubts(getattr(person, "placement", None), records),
        *_benefit_doubts(person, benefits, records),
        *_disability_doubts(getattr(person, "disability", None), benefits),
        *_committee_doubts(person),
        *_survivor_doubts(person, benefits),
        *_party_doubts(person, getattr(person, "party_membership", None)),
    ]


def _contact_doubts(person):
    if not person.mobile and not person.no_mobile:
        yield _("还没有登记手机号；本人没有手机的，请勾选“无手机”并填写紧急联系人。")
    if person.no_mobile and not person.emergency_contact:
        yield _("本人无手机，还没有登记紧急联系人。")


def _service_doubts(person, records):
    for record in records:
        if surely_before(record.enlisted_on, years_after(person.birth_date, ENLISTMENT_AGE)):
            yield _("入伍时未满 16 周岁，请核对出生日期和入伍时间。")


def _placement_doubts(placement, records):
    if placement is None or placement.note:
        return
    for record in records:
        is_legacy = placement.method in vocabulary.LEGACY_METHODS
        fitting = vocabulary.METHODS_BY_CATEGORY.get(record.military_category)
        after_law = record.discharged_on >= vocabulary.LEGACY_METHODS_END
        if after_law and is_legacy:
            yield _("2021年起不再有“%s”这种安置方式，请核对，或在说明中写明依据。") % (
                placement.get_method_display()
            )
        elif after_law and placement.type in vocabulary.LEGACY_TYPES:
            yield _("2021年起不再有“%s”这种安置类别，请核对，或在说明中写明依据。") % (
                placement.get_type_display()
            )
        elif placement.method and fitting and not is_legacy and placement.method not in fitting:
            yield _("%(category)s一般不以“%(method)s”方式安置，请核对，或在说明中写明依据。") % {
                "category": record.get_military_category_display(),
                "method": placement.get_method_display(),
            }


def _benefit_doubts(person, benefits, records):
    today = timezone.localdate()
    hukou = {record.hukou_at_enlistment for record in records}
    is_urban = vocabulary.EnlistmentHukou.URBAN in hukou and vocabulary.EnlistmentHukou.RURAL not in hukou
    for benefit in benefits:
        if benefit.type in vocabulary.RURAL_BENEFITS and is_urban:
            yield _("%s一般要求入伍时为农村户籍，请核对。") % benefit.get_type_display()
        if benefit.type == BenefitType.RURAL_OVER_60 and surely_before(
            today.isoformat(), years_after(person.birth_date, vocabulary.RURAL_BENEFIT_AGE)
        ):
            yield _("还未满 60 周岁，请核对优抚类别。")
        if benefit.is_running and benefit.paid_by_until and benefit.paid_by_until < today:
            yield _("%s由原县区发放的期限已过，请确认本地已接续发放。") % benefit.get_type_display()


def _disability_doubts(disability, benefits):
    has_grade = disability is not None and disability.grade != ""
    running = [benefit for benefit in benefits if benefit.is_running]
    pension = [benefit for benefit in running if benefit.treatment == Treatment.DISABILITY_PENSION]
    if not has_grade and any(benefit.type in vocabulary.DISABILITY_BENEFITS for benefit in running):
        yield _("优抚类别是伤残人员，还没有登记残疾等级，请补登残疾情况。")
    elif not has_grade and (pension or (disability and disability.receives_pension)):
        yield _("登记了残疾抚恤金，还没有登记残疾等级，请补登残疾情况。")
    if disability is None:
        return
    if pension and disability.is_illness_without_pension:
        yield _("因病致残七至十级不领取残疾抚恤金，请核对优抚待遇。")
    if surely_before(disability.graded_on, years_after(disability.previous_graded_on, REGRADING_YEARS)):
        yield _("距上次评定残疾等级不满一年，请核对评定时间。")


def _committee_doubts(person):
    """参与村委工作 is counted from the employment: a term in force beside an empty answer is not counted."""
    employment = getattr(person, "employment", None)
    terms = person.committee_terms.all()
    in_force = any(not term.ended_on and term.post != CommitteePost.NONE for term in terms)
    if in_force and not (employment and employment.committee_post):
        yield _(
            "登记了正在任职的两委职务，但就业创业中的“村(社区)任职”没有填写，请补上，否则不计入参与村委工作。"
        )


def _survivor_doubts(person, benefits):
    """三属: the certificate or 非持证, and the same death in class, benefit and certificate."""
    survivorships = list(person.survivorships.all())
    claims = {
        kind: str(vocabulary.ObjectClass(code).label)
        for code, kind in vocabulary.DECEDENT_OF_CLASS.items()
        if code in person.classes
    }
    for benefit in benefits:
        if benefit.is_running and benefit.type in vocabulary.DECEDENT_OF_BENEFIT:
            claims.setdefault(vocabulary.DECEDENT_OF_BENEFIT[benefit.type], benefit.get_type_display())
    answered = any(_is_certified(row) for row in [*survivorships, *benefits])
    if claims and not answered:
        yield _("%s应登记证明书编号；不是持证人的，请把“本人持证”选为“否”。") % "、".join(claims.values())
    kinds = {row.decedent_kind: row.get_decedent_kind_display() for row in survivorships}
    for kind, label in claims.items():
        if kinds and kind not in kinds:
            yield _("登记为%(label)s，三属情况里却是%(kinds)s，请核对。") % {
                "label": label,
                "kinds": "、".join(kinds.values()),
            }


def _is_certified(row):
    """Whether a certificate is named, or somebody said that the person holds none."""
    if row.is_certificate_holder is False:
        return True
    is_survivor = getattr(row, "type", None) in (None, *vocabulary.DECEDENT_OF_BENEFIT)
    return is_survivor and row.certificate_no != ""


def _party_doubts(person, membership):
    if membership and surely_before(membership.joined_on, years_after(person.birth_date, PARTY_AGE)):
        yield _("入党时未满 18 周岁，请核对入党时间。")
