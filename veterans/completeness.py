"""完整度: how much of what applies to a person is on file, from 0 to 100.

One declared list of items says what counts, for whom, and how much. Nothing in it depends on the calendar,
and nothing that other people's acts may cut (a staff member who leaves, a Party branch that closes), so the
stored figure stays right until the file itself changes: `refresh_completeness`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from stations import bulk

from . import vocabulary
from .models import Benefit, FamilyMember, PersonFile, ServiceRecord, Survivorship

_PEOPLE_A_QUERY = 2_000
_MOST_NAMED = 20
_DISABLED_CLASSES = frozenset(
    {vocabulary.ObjectClass.DISABLED_SOLDIER, vocabulary.ObjectClass.DISABLED_MILITIA}
)


def _part(model, condition=None):
    return Exists(model.objects.filter(condition or Q(), person=OuterRef("pk")))


# What the items ask for: columns of the file and of its one-to-one parts, and whether a part stands there.
_COLUMNS = [
    *"id_last4 birth_date sex ethnicity political_status marital_status health education hukou_type".split(),
    *"hukou_code hukou_address residence_code residence_address mobile_digest no_mobile".split(),
    *"emergency_contact household_id classes".split(),
    *"placement__type placement__method placement__document_kind employment__status".split(),
    *"disability__nature disability__grade disability__certificate_no".split(),
    *"party_membership__joined_on party_membership__relation_status".split(),
    *"social_security__pension_insurance social_security__medical_insurance".split(),
    "social_security__housing",
]
_PRESENT = {
    "has_family": _part(FamilyMember),
    "has_enlistment": _part(ServiceRecord, ~Q(enlisted_on="")),
    "has_discharge": _part(ServiceRecord, ~Q(discharged_on="")),
    "has_category": _part(ServiceRecord, ~Q(military_category="")),
    "has_benefit": _part(Benefit),
    "has_open_benefit": _part(Benefit, Q(treatment="") | Q(status="")),
    "has_survivorship": _part(Survivorship),
}


_OWN_COLUMNS = [name for name in _COLUMNS if "__" not in name]
# The same of a file that is about to be written, where parts stand as "part__field".
_PRESENT_OF_NEW = {
    "has_family": "family_members",
    "has_enlistment": "service_records__enlisted_on",
    "has_discharge": "service_records__discharged_on",
    "has_category": "service_records__military_category",
    "has_benefit": "benefits",
    "has_open_benefit": "has_open_benefit",
    "has_survivorship": "survivorships",
}
_ANSWERS = [*_COLUMNS, *_PRESENT_OF_NEW.values()]


@dataclass(frozen=True)
class Item:
    """One thing a file should hold. `box` is the column of the file, or the part, that holds it."""

    label: str
    weight: int
    box: str
    met: Callable[[dict], bool]
    applies: Callable[[dict], bool] = lambda facts: True

    @property
    def anchor(self) -> str:
        """Where the edit form asks for it."""
        own = PersonFile._meta.get_field(self.box).concrete
        return f"box_id_{self.box}" if own else f"{self.box}-group"


def _any(*names):
    return lambda facts: any(facts[name] not in (None, "", ()) and facts[name] is not False for name in names)


def _held(classes):
    return lambda facts: not classes.isdisjoint(facts["classes"] or ())


_veteran = _held(vocabulary.VETERAN_CLASSES)
_survivor = _held(vocabulary.SURVIVOR_CLASSES)


def _disabled(facts):
    return bool(facts["disability__grade"]) or _held(_DISABLED_CLASSES)(facts)


def _party(facts):
    return facts["political_status"] in vocabulary.PARTY_POLITICAL_STATUSES


def _reachable(facts):
    return bool(facts["mobile_digest"]) or bool(facts["no_mobile"] and facts["emergency_contact"])


def _own(label, weight, name, *others):
    return Item(label, weight, name, _any(name, *others))


ITEMS = (
    Item(_("身份证号"), 10, "id_number", _any("id_last4")),
    _own(_("出生日期"), 2, "birth_date"),
    _own(_("性别"), 1, "sex"),
    Item(_("手机号"), 8, "mobile", _reachable),
    _own(_("紧急联系人"), 3, "emergency_contact"),
    _own(_("民族"), 2, "ethnicity"),
    _own(_("政治面貌"), 3, "political_status"),
    _own(_("婚姻状况"), 2, "marital_status"),
    _own(_("健康状况"), 3, "health"),
    _own(_("学历"), 2, "education"),
    _own(_("户籍类别"), 3, "hukou_type"),
    _own(_("户籍地"), 3, "hukou_address", "hukou_code"),
    _own(_("常住地"), 5, "residence_address", "residence_code"),
    Item(_("家庭(户)"), 5, "household", _any("household_id")),
    Item(_("家庭成员"), 3, "family_members", _any("has_family")),
    Item(_("养老保险"), 2, "social_security", _any("social_security__pension_insurance")),
    Item(_("医疗保险"), 2, "social_security", _any("social_security__medical_insurance")),
    Item(_("住房情况"), 1, "social_security", _any("social_security__housing")),
    Item(_("就业状态"), 4, "employment", _any("employment__status")),
    Item(_("入伍时间"), 4, "service_records", _any("has_enlistment"), _veteran),
    Item(_("退役时间"), 4, "service_records", _any("has_discharge"), _veteran),
    Item(_("军人类别"), 3, "service_records", _any("has_category"), _veteran),
    Item(_("安置类别"), 4, "placement", _any("placement__type"), _veteran),
    Item(_("安置方式"), 2, "placement", _any("placement__method"), _veteran),
    Item(_("退役证件"), 2, "placement", _any("placement__document_kind"), _veteran),
    Item(_("残疾性质"), 3, "disability", _any("disability__nature"), _disabled),
    Item(_("残疾等级"), 3, "disability", _any("disability__grade"), _disabled),
    Item(_("残疾证编号"), 2, "disability", _any("disability__certificate_no"), _disabled),
    Item(
        _("优抚待遇和状态"),
        3,
        "benefits",
        lambda facts: not facts["has_open_benefit"],
        lambda facts: facts["has_benefit"],
    ),
    Item(_("三属情况"), 6, "survivorships", _any("has_survivorship"), _survivor),
    Item(_("入党时间"), 2, "party_membership", _any("party_membership__joined_on"), _party),
    Item(_("组织关系"), 3, "party_membership", _any("party_membership__relation_status"), _party),
)


def score(facts: dict) -> int:
    """The share of the weight of what applies that is on file, in whole percent; 100 only when all is."""
    wanted = [item for item in ITEMS if item.applies(facts)]
    held = sum(item.weight for item in wanted if item.met(facts))
    return held * 100 // sum(item.weight for item in wanted)


def score_of_new(columns: dict, parts: list[tuple[str, dict]], *, has_household) -> int:
    """score() of a file that is about to be written: its columns, and the values of its parts by part.

    Only what is answered counts, so that files answered alike share one score.
    """
    facts = {name: columns.get(name, "") for name in _OWN_COLUMNS}
    facts["household_id"] = has_household
    for part, values in parts:
        facts[part] = True
        for field in values:
            facts[f"{part}__{field}"] = facts.get(f"{part}__{field}") or values[field]
        if part == "benefits" and not (values.get("treatment") and values.get("status")):
            facts["has_open_benefit"] = True
    key = [bool(facts.get(name)) for name in _ANSWERS]
    return _score_of_answers(*key, facts["political_status"], tuple(facts["classes"]))


@lru_cache(maxsize=20_000)
def _score_of_answers(*answers):
    *told, politics, classes = answers
    facts = dict(zip(_ANSWERS, told, strict=True))
    facts |= {"political_status": politics, "classes": classes}
    facts |= {name: facts[answer] for name, answer in _PRESENT_OF_NEW.items()}
    return score(facts)


def missing(facts: dict) -> list[Item]:
    """What applies to the person and is not on file, the weightiest first."""
    left = [item for item in ITEMS if item.applies(facts) and not item.met(facts)]
    return sorted(left, key=lambda item: -item.weight)


def facts_of(person_ids: Iterable[int]) -> dict[int, dict]:
    """`{person id: facts}` for score() and missing(), with the stored `completeness`: one statement for 2,000."""
    ids, found = sorted(set(person_ids)), {}
    for start in range(0, len(ids), _PEOPLE_A_QUERY):
        people = PersonFile.objects.filter(pk__in=ids[start : start + _PEOPLE_A_QUERY]).order_by()
        rows = people.annotate(**_PRESENT).values("pk", "completeness", *_COLUMNS, *_PRESENT)
        found |= {row["pk"]: row for row in rows}
    return found


def refresh_completeness(person_ids: Iterable[int]) -> None:
    """Stores the completeness of the given files, set-based. It is derived, so versions stay."""
    wrong = _differing(facts_of(person_ids))
    bulk.update(PersonFile, [(pk, {"completeness": right}) for pk, right in wrong.items()], versioned=False)


def verify(batches: Iterable[list[int]]) -> list[str]:
    """Sentences naming the files of `batches` whose stored completeness differs; [] when all are right."""
    wrong = [pk for batch in batches for pk in _differing(facts_of(batch))]
    if not wrong:
        return []
    named = PersonFile.objects.filter(pk__in=wrong[:_MOST_NAMED]).values_list("archive_no", flat=True)
    more = " ..." if len(wrong) > _MOST_NAMED else ""
    return [f"{len(wrong)} files store another completeness than theirs: {', '.join(named)}{more}"]


def _differing(found):
    scores = {pk: (facts["completeness"], score(facts)) for pk, facts in found.items()}
    return {pk: right for pk, (stored, right) in scores.items() if stored != right}
