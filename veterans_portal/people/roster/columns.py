"""The columns a list of people can show beside the name: a closed catalogue.

Of a file kept elsewhere (人户分离) only the columns marked `visitor` say anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations import dates
from veterans.buckets import Bucket
from veterans.vocabulary import ENDED_BENEFIT_STATUSES, FileStatus, PoliticalStatus, Sex


@dataclass(frozen=True)
class Column:
    """`value(person)` is the text of a cell; `select` and `prefetch` are the relations it reads."""

    key: str
    label: str
    value: Callable
    css: str = ""
    visitor: Callable | None = None
    select: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()

    def text(self, person, kept_here) -> str:
        """What the cell says, "" for nothing known or not to be known."""
        value = self.value if kept_here else self.visitor
        return str(value(person) or "") if value else ""

    def is_tag(self, person, kept_here) -> bool:
        """Whether the cell stands out: a file not 在册 here."""
        return self.key == "status" and (not kept_here or person.status != FileStatus.ACTIVE)


def age_on(birth_date: str, today) -> int | None:
    """Full years on `today`; of a date known to the year or month, its first day counts. None for ""."""
    if not birth_date:
        return None
    return today.year - int(birth_date[:4]) - (birth_date[4:] > today.isoformat()[4:])


def _age(person):
    return age_on(person.birth_date, timezone.localdate())


def _place(person):
    """The village group and household number, as far as known."""
    household = person.household
    if household is None:
        return ""
    group = household.village_group.name if household.village_group else ""
    return f"{group} {household.number}".strip()


def _of(relation, method):
    """The display of a part that a file has once, or not at all."""

    def read(person):
        part = getattr(person, relation, None)
        return getattr(part, method)() if part is not None else ""

    return read


def _discharged(person):
    known = [record.discharged_on for record in person.service_records.all() if record.discharged_on]
    return dates.show(max(known)) if known else ""


def _benefits(person):
    running = (b for b in person.benefits.all() if b.status not in ENDED_BENEFIT_STATUSES)
    return "、".join(benefit.get_type_display() for benefit in running)


def _label(choices, value):
    """What get_…_display() says, without a dict of all choices made anew for each row."""
    return choices(value).label if value else ""


def _phone(person):
    return person.mobile.mask if person.mobile else ""


def _address(person):
    return person.residence_address


def _needs(person):
    return person.get_service_needs_display()


_CATALOGUE = [
    Column("sex", _("性别"), lambda p: _label(Sex, p.sex)),
    Column("age", _("年龄"), _age, css="num"),
    Column("birth", _("出生日期"), lambda p: dates.show(p.birth_date), css="num"),
    Column("classes", _("人员类别"), lambda p: p.get_classes_display()),
    Column("bucket", _("统计类别"), lambda p: _label(Bucket, p.bucket)),
    Column(
        "station",
        _("服务站"),
        lambda p: p.managing_station.place_name,
        visitor=lambda p: p.residence_station.place_name,
    ),
    Column("place", _("小组 / 户"), _place, select=("household__village_group",)),
    Column("phone", _("手机号"), _phone, css="num", visitor=_phone),
    Column("last4", _("身份证后四位"), lambda p: p.id_last4, css="num"),
    Column("archive", _("档案号"), lambda p: p.archive_no, css="num"),
    Column(
        "status", _("状态"), lambda p: _label(FileStatus, p.status), visitor=lambda p: _("常住，档案在外站")
    ),
    Column("address", _("常住地址"), _address, visitor=_address),
    Column("needs", _("服务需求"), _needs, visitor=_needs),
    Column("demands", _("主要诉求"), lambda p: p.get_demands_display()),
    Column("tags", _("人员标签"), lambda p: p.get_tags_display()),
    Column("skills", _("能帮别人的事"), lambda p: p.get_skills_display()),
    Column("staff", _("跟进人员"), lambda p: p.follow_up_staff, select=("follow_up_staff",)),
    Column("verified", _("核实日期"), lambda p: p.verified_on and p.verified_on.isoformat(), css="num"),
    Column("complete", _("完整度"), lambda p: f"{p.completeness}%", css="num"),
    Column("political", _("政治面貌"), lambda p: _label(PoliticalStatus, p.political_status)),
    Column(
        "party",
        _("组织关系"),
        _of("party_membership", "get_relation_status_display"),
        select=("party_membership",),
    ),
    Column("discharged", _("退役时间"), _discharged, css="num", prefetch=("service_records",)),
    Column("placement", _("安置类别"), _of("placement", "get_type_display"), select=("placement",)),
    Column("work", _("就业状态"), _of("employment", "get_status_display"), select=("employment",)),
    Column("benefit", _("享受优抚"), _benefits, prefetch=("benefits",)),
]
COLUMNS = {column.key: column for column in _CATALOGUE}
USUAL = tuple(COLUMNS[key] for key in ("classes", "bucket", "station", "place", "phone", "last4", "status"))
MOST = 12  # more do not fit the widest screen


def chosen(keys: Iterable[str]) -> tuple[Column, ...]:
    """The columns of `keys` in the order of the catalogue, unknown ones left out; the usual ones for none."""
    wanted = set(keys)
    return tuple(column for column in _CATALOGUE if column.key in wanted)[:MOST] or USUAL
