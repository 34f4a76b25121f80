"""Doubts about a file: what is unusual enough to ask, and never a reason to refuse (domain §9.3)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from stations.models import Station

from . import vocabulary
from .vocabulary import BenefitType

ENLISTMENT_AGE = 16
PARTY_AGE = 18
RURAL_BENEFIT_AGE = 60
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
    found = []
    if not person.mobile and not person.no_mobile:
        found.append(_("还没有登记手机号；本人没有手机的，请勾选“无手机”并填写紧急联系人。"))
    if person.no_mobile and not person.emergency_contact:
        found.append(_("本人无手机，还没有登记紧急联系人。"))
    records = list(person.service_records.all())
    for record in records:
        if _before(record.enlisted_on, _years_after(person.birth_date, ENLISTMENT_AGE)):
            found.append(_("入伍时未满 16 周岁，请核对出生日期和入伍时间。"))
    found += _placement_doubts(getattr(person, "placement", None), records)
    for benefit in person.benefits.all():
        found += _benefit_doubts(benefit, records)
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


def _years_after(partial, years):
    return f"{int(partial[:4]) + years}{partial[4:]}" if partial else ""


def _before(earlier, later):
    """Whether one partial date lies before another as far as both are known; False for blanks."""
    known = min(len(earlier), len(later))
    return earlier[:known] < later[:known]
