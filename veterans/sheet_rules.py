"""What the cells of one row of the sheet of people mean together, and what must not stand together."""

from django.utils.translation import gettext_lazy as _

from stations.identity import check_id
from stations.spreadsheets import ImportVerb, PartChange

from .derive import PHONE_DIGESTS, id_keys, name_keys, phone_key
from .sheet_cells import MASKED_NUMBER, NO_REASON, SAME_ADDRESS, NoNumber, TwoPhones
from .sheet_doubts import change_number
from .vocabulary import (
    DECIDED_RELATIONS,
    ILLNESS_GRADES_WITHOUT_PENSION,
    PARTY_POLITICAL_STATUSES,
    BenefitType,
    DisabilityNature,
    ObjectClass,
    PartyStanding,
    PlacementType,
    PoliticalStatus,
    Treatment,
)

_OFFICER, _SOLDIER = ObjectClass.TRANSFERRED_OFFICER, ObjectClass.DISCHARGED_SOLDIER
# 转改文职 is missing: whoever became a civilian employee may belong to several classes.
CLASS_OF_PLACEMENT = {
    PlacementType.OFFICER_RETIRED: ObjectClass.MILITARY_RETIREE,
    PlacementType.SOLDIER_RETIRED: ObjectClass.MILITARY_RETIREE,
    PlacementType.OFFICER_ENTERPRISE: _OFFICER,
    PlacementType.OFFICER_SELF_FOUND: _OFFICER,
    PlacementType.OFFICER_ASSIGNED: _OFFICER,
    PlacementType.OFFICER_SELF_CHOSEN: _OFFICER,
    PlacementType.OFFICER_MONTHLY: _OFFICER,
    PlacementType.OFFICER_DEMOBILISED: ObjectClass.DEMOBILISED,
    PlacementType.DEMOBILISED: ObjectClass.DEMOBILISED,
    PlacementType.SOLDIER_ARRANGED: _SOLDIER,
    PlacementType.SOLDIER_SELF_PLACED: _SOLDIER,
    PlacementType.SOLDIER_FLEXIBLE: _SOLDIER,
    PlacementType.SOLDIER_AS_DEMOBILISED: _SOLDIER,
    PlacementType.SOLDIER_HOME: _SOLDIER,
    PlacementType.SOLDIER_SELF_EMPLOYED: _SOLDIER,
    PlacementType.SOLDIER_SUPPORTED: _SOLDIER,
    PlacementType.SOLDIER_MONTHLY: _SOLDIER,
}
# 三属 are known by their benefit alone.
CLASS_OF_BENEFIT = {
    BenefitType.MARTYR_SURVIVOR: ObjectClass.MARTYR_SURVIVOR,
    BenefitType.DUTY_DEATH_SURVIVOR: ObjectClass.DUTY_DEATH_SURVIVOR,
    BenefitType.ILLNESS_DEATH_SURVIVOR: ObjectClass.ILLNESS_DEATH_SURVIVOR,
}
_STANDINGS = {
    PoliticalStatus.PARTY_MEMBER: PartyStanding.FULL,
    PoliticalStatus.PROBATIONARY_MEMBER: PartyStanding.PROBATIONARY,
}
_PARTY = "party_membership"


# --- the cells of one row -------------------------------------------------------------------


def settle(resource, row) -> None:
    """Brings the cells of one row together; looks nothing up."""
    values = row.values
    _settle_number(resource, row)
    _settle_addresses(resource, row)
    if isinstance(values.get("mobile"), NoNumber):
        del values["mobile"]
        values["no_mobile"] = True
    _settle_phones(resource, row)
    if values.get("no_mobile") and "mobile" in values:
        row.refuse(resource.header("no_mobile"), _("已经填写了手机，就不要再写无手机"))
    if "name" not in values and resource.header("name") not in row.bad:
        row.refuse(resource.header("name"), _("请填写姓名"))
    _settle_disability(resource, row)
    if "benefits__monthly_amount" in values and len(values.get("benefits__type", ())) > 1:
        row.note(resource.header("benefits__monthly_amount"), _("有几类优抚，金额登记在第一类"))
    for attribute in ("honours__level", "honours__year"):
        if attribute in values and "honours__title" not in values:
            del values[attribute]
            row.note(resource.header(attribute), _("没有写荣誉称号，这一格没有导入"))
    if "household__village_group" in values and not _names_household(values):
        del values["household__village_group"]
        row.note(
            resource.header("household__village_group"),
            _("村民小组登记在家庭上；没有写户编号或户主，这一格没有导入"),
        )
    _settle_party(resource, row)


def _settle_addresses(resource, row):
    """同户籍地 in one of the two addresses means the other one."""
    values = row.values
    for attribute, other in (("residence_address", "hukou_address"), ("hukou_address", "residence_address")):
        if not SAME_ADDRESS.fullmatch(values.get(attribute, "")):
            continue
        if SAME_ADDRESS.fullmatch(values.get(other, "同上")):
            row.refuse(resource.header(attribute), _("写了与另一个地址相同，另一个却没有写；请把地址写全"))
            row.bad[resource.header(attribute)] = values.pop(attribute)
        else:
            values[attribute] = values[other]


def _settle_phones(resource, row):
    """Two numbers in the cell of the mobile: the second is the further phone, unless that has its own."""
    mobile = row.values.get("mobile")
    if not isinstance(mobile, TwoPhones):
        return
    row.values["mobile"] = str(mobile)
    if row.values.setdefault("phone_alt", mobile.other) == mobile.other:
        row.note(resource.header("mobile"), _("有两个号码，第二个登记为备用电话"))
    else:
        row.note(resource.header("mobile"), _("有两个号码，备用电话已有，第二个没有导入"))


def _settle_number(resource, row):
    """ID number or 暂无 with its reason; sex and birth date follow from the number."""
    values = row.values
    if isinstance(values.get("id_number"), NoNumber):
        reason = values.pop("id_number")
        if reason:
            values.setdefault("no_id_reason", str(reason))
    if "id_number" not in values:
        header = resource.header("id_number")
        if "archive_no" in values or header in row.bad or "no_id_reason" in values:
            return
        if "id_number" in row.masked:
            row.refuse(header, MASKED_NUMBER)
            row.bad[header] = row.masked["id_number"]
        else:
            row.refuse(header, NO_REASON)
        return
    values.pop("no_id_reason", None)
    sex, birth = values.pop("sex", None), values.pop("birth_date", None)
    if sex is None and birth is None:
        return
    checked = check_id(values["id_number"], allow_sample=True)
    if birth and not checked.birth.isoformat().startswith(birth):
        row.note(resource.header("birth_date"), _("与身份证号不符，已按身份证号登记"))
    if sex in ("1", "2") and sex != checked.sex:
        row.note(resource.header("sex"), _("与身份证号不符，已按身份证号登记"))


def _settle_disability(resource, row):
    nature, colon, grade = row.values.get("disability__grade", "").partition(":")
    if colon:
        row.values["disability__grade"] = grade
        if row.values.setdefault("disability__nature", nature) != nature:
            row.refuse(resource.header("disability__nature"), _("与残疾等级里写的不同，请核对"))


def _settle_party(resource, row):
    """政治面貌 and 是否党员 say the same thing; either makes somebody a Party member on file."""
    values = row.values
    politics, ticked = values.get("political_status"), values.get("is_party_member")
    member = politics in PARTY_POLITICAL_STATUSES
    if politics and ticked is not None and ticked != member:
        row.refuse(resource.header("is_party_member"), _("与政治面貌不一致，请核对"))
    elif ticked is False and any(attribute.startswith(_PARTY) for attribute in values):
        row.refuse(resource.header("is_party_member"), _("写了“否”，却填写了入党时间或党支部等，请核对"))


def _names_household(values):
    return "household__number" in values or "household__head_name" in values


def expand_benefits(values) -> list[dict]:
    """One benefit a type; treatment and status hold for each, the amount for the first."""
    rest = dict(values)
    types, amount = rest.pop("type", None), rest.pop("monthly_amount", None)
    found = [{"type": code, **rest} for code in types] if types else [rest]
    if amount is not None:
        found[0]["monthly_amount"] = amount
    return found


def expand_honours(values) -> list[dict]:
    rest = dict(values)
    return [{"title": title, **rest} for title in rest.pop("title")]


# --- new rows -------------------------------------------------------------------------------


def require(resource, row) -> None:
    """Refuses a new person without a class; one that follows from placement or benefit is taken."""
    if "classes" in row.root:
        return
    derived = {CLASS_OF_PLACEMENT.get(row.values.get("placement__type"))}
    derived |= {CLASS_OF_BENEFIT.get(code) for code in row.values.get("benefits__type", ())}
    derived.discard(None)
    if derived:
        row.root["classes"] = [code.value for code in ObjectClass if code in derived]
    elif resource.header("classes") not in row.bad:
        row.refuse(
            resource.header("classes"),
            _("请填写人员类别，例如：退役士兵、军队转业干部、烈士遗属；只写“退役军人”不够"),
        )


def consequences(changes) -> dict:
    """The columns that follow from changed ones of a file."""
    found = name_keys(changes["name"]) if "name" in changes else {}
    if changes.get("id_number"):
        found |= id_keys(changes["id_number"])
    elif "id_number" in changes:
        found |= {"id_digest": None, "id_last4": ""}
    for phone in PHONE_DIGESTS.keys() & changes.keys():
        found |= phone_key(phone, changes[phone])
    return found


# --- rows on file ---------------------------------------------------------------------------


def reconcile(resource, row, context) -> None:
    """Changes of a file that bring others with them: telephone, station, household."""
    held, root = row.stored.values, row.root
    if "mobile" in root and held["no_mobile"]:
        root["no_mobile"] = False
        row.changes.append(["no_mobile", True, False])
    if root.get("no_mobile") and (held["mobile"] or "mobile" in root):
        del root["no_mobile"]
        row.changes = [change for change in row.changes if change[0] != "no_mobile"]
        row.note(resource.header("no_mobile"), _("档案里有手机号，没有改动；确已停用的请在档案里修改"))
    change_number(resource, row, context)
    _move(row)
    _change_household(resource, row, context)


def _move(row):
    held = row.stored
    if row.station_id != held.station_id:
        row.root["managing_station_id"] = row.station_id
        row.changes.append(["station", held.station_id, row.station_id])
        if held.values["household_id"] and not _names_household(row.values):
            row.root["household_id"] = None  # households belong to a station


def _change_household(resource, row, context):
    held, wanted = row.stored.values, row.values
    number, head = wanted.get("household__number"), wanted.get("household__head_name")
    if number is None and head is None:
        return
    same_station = held["household__station_id"] == row.station_id
    if same_station and number in (None, held["household__number"]):
        if head in (None, held["household__head_name"]):
            _note_group(resource, row)
            return
        if number is not None:
            row.note(
                resource.header("household__head_name"), _("与已登记的家庭不同，没有改动；请在家庭里修改")
            )
            return
    attribute = "household__number" if number else "household__head_name"
    left = []
    if resource.allows(attribute, held[attribute], number or head, context.verbs, left):
        row.root |= {name: wanted[name] for name in wanted if name.startswith("household__")}
        row.changes.append([attribute, held[attribute], number or head])
    elif left:
        row.note("", _("家庭与档案不同，没有改动；要以表格为准，请允许“更改已有内容”后重新检查"))


def _note_group(resource, row):
    group = row.values.get("household__village_group")
    if group and group != row.stored.values["household__village_group__name"]:
        row.note(
            resource.header("household__village_group"), _("与已登记的家庭不同，没有改动；请在家庭里修改")
        )


# --- what must not stand together -----------------------------------------------------------


def objections(resource, row, context) -> None:
    """Refuses a row after which the file would contradict itself; only for what the row brings."""
    _join_party(row, context.verbs)
    _object_party(resource, row)
    if _brings(row, "disability__grade") and not _after(row, "disability__nature"):
        row.refuse(resource.header("disability__nature"), _("填写了残疾等级，请同时填写因战、因公或因病"))
    _object_pension(resource, row)
    enlisted, discharged = (
        _after(row, f"service_records__{name}") for name in ("enlisted_on", "discharged_on")
    )
    if enlisted and discharged and enlisted > discharged and not enlisted.startswith(discharged):
        row.refuse(resource.header("service_records__discharged_on"), _("早于入伍时间，请核对"))
    for change in row.parts:
        if change.part == "benefits" and change.stored is None and "type" not in change.values:
            row.refuse(resource.header("benefits__type"), _("填写了优抚待遇，请同时填写优抚类别"))


def _object_pension(resource, row):
    """Illness of grade seven to ten earns no disability pension."""
    if (
        (_brings(row, "benefits__treatment") or _brings(row, "disability__grade"))
        and _after(row, "benefits__treatment") == Treatment.DISABILITY_PENSION
        and _after(row, "disability__nature") == DisabilityNature.ILLNESS
        and _after(row, "disability__grade") in ILLNESS_GRADES_WITHOUT_PENSION
    ):
        row.refuse(resource.header("benefits__treatment"), _("因病致残七至十级不领取残疾抚恤金，请核对"))


def _join_party(row, verbs):
    """Who is a Party member by 政治面貌 or 是否党员 has a membership on file, with the standing that says."""
    ticked = row.root.pop("is_party_member", None) or row.values.get("is_party_member")
    politics = row.values.get("political_status")
    standing = _STANDINGS.get(politics, "") if _after(row, "political_status") == politics else ""
    held = row.stored is not None and row.stored.parts[_PARTY]
    if not (ticked or standing) or held or (row.stored and ImportVerb.FILL not in verbs):
        return
    planned = next((change for change in row.parts if change.part == _PARTY), None)
    if planned is None:
        planned = PartChange(_PARTY, None, {})
        row.parts.append(planned)
        if row.stored:
            row.changes.append([f"{_PARTY}__standing", None, str(standing)])
    planned.values["standing"] = str(standing)


def _object_party(resource, row):
    brought = next((change.values for change in row.parts if change.part == _PARTY), None)
    if brought is None:
        return
    politics = _after(row, "political_status")
    if politics and politics not in PARTY_POLITICAL_STATUSES:
        row.refuse(
            resource.header("political_status"),
            _("不是中共党员或预备党员，却填写了入党时间或党支部等，请核对"),
        )
    if brought.get("relation_status") in DECIDED_RELATIONS:
        row.refuse(
            resource.header(f"{_PARTY}__relation_status"),
            _("停止党籍或已脱离的，要写明作出决定的党组织、时间和文号；请在档案里登记"),
        )


def _brings(row, attribute):
    part, _separator, field = attribute.rpartition("__")
    return any(change.part == part and field in change.values for change in row.parts)


def _after(row, attribute):
    """The value of `attribute` as the row would leave it; of parts, that of the one the row speaks of."""
    part, _separator, field = attribute.rpartition("__")
    held = row.stored.values if row.stored else {}
    if not part:
        return row.root.get(field, held.get(field))
    for change in row.parts:
        if change.part == part:
            return change.values.get(field, change.stored.values.get(field) if change.stored else None)
    return None
