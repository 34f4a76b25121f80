"""Doubts about a file: what is unusual enough to ask, and never a reason to refuse (domain §9.3)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from . import vocabulary
from .vocabulary import BenefitType, CommitteePost

ENLISTMENT_AGE = 16
PARTY_AGE = 18
RURAL_BENEFIT_AGE = 60


def doubts(person) -> list[str]:
    """Sentences for the user, one a doubt; [] when nothing is odd. Reads the parts of the file."""
    found = []
    if person.no_mobile and not person.emergency_contact:
        found.append(_("本人无手机，还没有登记紧急联系人。"))
    records = list(person.service_records.all())
    for record in records:
        if _before(record.enlisted_on, _years_after(person.birth_date, ENLISTMENT_AGE)):
            found.append(_("入伍时未满 16 周岁，请核对出生日期和入伍时间。"))
    found += _placement_doubts(getattr(person, "placement", None), records)
    for benefit in person.benefits.all():
        found += _benefit_doubts(benefit, records)
    found += _committee_doubts(person)
    membership = getattr(person, "party_membership", None)
    if membership and _before(membership.joined_on, _years_after(person.birth_date, PARTY_AGE)):
        found.append(_("入党时未满 18 周岁，请核对入党时间。"))
    return found


def _placement_doubts(placement, records):
    if placement is None or not placement.method or placement.note:
        return
    for record in records:
        is_legacy = placement.method in vocabulary.LEGACY_METHODS
        fitting = vocabulary.METHODS_BY_CATEGORY.get(record.military_category)
        if is_legacy and record.discharged_on >= vocabulary.LEGACY_METHODS_END:
            yield _("2021年起不再有“%s”这种安置方式，请核对，或在说明中写明依据。") % (
                placement.get_method_display()
            )
        elif fitting and not is_legacy and placement.method not in fitting:
            yield _("%(category)s一般不以“%(method)s”方式安置，请核对，或在说明中写明依据。") % {
                "category": record.get_military_category_display(),
                "method": placement.get_method_display(),
            }


def _benefit_doubts(benefit, records):
    if benefit.type in vocabulary.RURAL_BENEFITS:
        hukou = {record.hukou_at_enlistment for record in records}
        if vocabulary.EnlistmentHukou.URBAN in hukou and vocabulary.EnlistmentHukou.RURAL not in hukou:
            yield _("%s一般要求入伍时为农村户籍，请核对。") % benefit.get_type_display()
    if benefit.type == BenefitType.RURAL_OVER_60:
        sixty = _years_after(benefit.person.birth_date, RURAL_BENEFIT_AGE)
        if _before(timezone.localdate().isoformat(), sixty):
            yield _("还未满 60 周岁，请核对优抚类别。")


def _committee_doubts(person):
    """参与村委工作 is counted from the employment: a term in force beside an empty answer is not counted."""
    employment = getattr(person, "employment", None)
    in_force = person.committee_terms.filter(ended_on="").exclude(post=CommitteePost.NONE)
    if not (employment and employment.committee_post) and in_force.exists():
        yield _(
            "登记了正在任职的两委职务，但就业创业中的“村(社区)任职”没有填写，请补上，否则不计入参与村委工作。"
        )


def _years_after(partial, years):
    return f"{int(partial[:4]) + years}{partial[4:]}" if partial else ""


def _before(earlier, later):
    """Whether one partial date lies before another as far as both are known; False for blanks."""
    known = min(len(earlier), len(later))
    return earlier[:known] < later[:known]
