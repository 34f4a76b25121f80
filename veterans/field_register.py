"""The field register (PIPL art. 6, 51): of every column of a file why it is held, whether it is sensitive, its source.

`docs/fields.md` is written from it (`manage.py describe_fields`); a test fails while a column has no entry.
"Tab" is the tab of the national archive (建档立卡, 退役军人保障法 art. 8). English, like all documentation.
"""

from dataclasses import dataclass

# Kinds of sensitive information: PIPL art. 28, and what this portal guards alike.
IDENTITY, CONTACT, HEALTH, FINANCE = "identity", "contact", "health", "finance"
BELIEF, STANDING, FAMILY = "ethnicity or politics", "personal status", "family, also minors"


@dataclass(frozen=True)
class Group:
    """Columns of one table that share purpose, source and kind; "*" stands for all that no group names."""

    fields: str
    purpose: str
    source: str
    sensitive: str = ""


_WHOSE = Group("person", "whose file it is", "portal")
_LAW = "退役军人保障法"
_PENSION = "军人抚恤优待条例"


def _own(*groups: Group) -> list[Group]:
    return [_WHOSE, *groups]


# Held by every table, and not listed again.
COMMON = {
    "id": "key of the row",
    "version": "refuses a save from an outdated copy",
    "created_at": "when it was entered",
    "changed_at": "when it was last changed",
}

# What the portal does not hold, and why; also a sheet's column of that name is left out at import.
NOT_COLLECTED = [
    (
        "部队番号、代号",
        "military secrets (保守国家秘密法; 退役军人保障法 art. 68); free text is checked for them",
    ),
    ("部队驻地、大单位", "as above; of service only time, category, rank and kind of post are held"),
    ("现役军人的姓名、单位", "of a household only that it has a serving member, and the relation"),
    (
        "三色、稳控、信访隐患、预警等级",
        "no grading of people as a risk (PIPL art. 24, 28); tags are a closed list",
    ),
    ("银行账户", "no file needs it; only a payment of aid would, encrypted, and there is none here"),
    ("宗教信仰", "no duty of a station asks for it (PIPL art. 6: no more than needed)"),
    ("人脸、指纹、定位轨迹", "biometrics and whereabouts; a photo is a picture, never a template"),
    ("优待证卡号", "stays on the card"),
]

_HOME_PURPOSE = "plaque, visits and figures by household (户)"
_SURVIVOR = "烈士褒扬条例; " + _PENSION

REGISTER: dict[str, list[Group]] = {
    "Household": [
        Group("station number village_group", _HOME_PURPOSE, "tab A2"),
        Group("head_name address", _HOME_PURPOSE, "户口簿; tab A2", CONTACT),
        Group("has_serving_member serving_relation", "plaque of 现役军人家庭", "国办发〔2018〕72号", FAMILY),
    ],
    "PersonFile": [
        Group(
            "archive_no status status_changed_on classes bucket",
            "which file, and where it counts",
            "tab A, J",
        ),
        Group(
            "name given_name name_pinyin name_initials given_pinyin given_initials",
            "who it is; finding the person",
            "tab A",
        ),
        Group(
            "id_number id_digest id_last4 no_id_reason id_issued_by id_valid_until id_valid_forever",
            "one file a person in the whole city",
            "GB 11643; tab A",
            IDENTITY,
        ),
        Group(
            "birth_date sex",
            "age limits of benefits; derived from the number",
            "GB 11643; GB/T 2261.1",
            IDENTITY,
        ),
        Group("is_sample", "keeps made-up people apart", "portal"),
        Group("managing_station residence_station", "who keeps the file, who visits", "tab A"),
        Group("household relation_to_head", _HOME_PURPOSE, "GB/T 4761; tab A2", FAMILY),
        Group("ethnicity", "archive and reports", "GB/T 3304; tab A", BELIEF),
        Group("political_status", "Party life", "GB/T 4762; tab A", BELIEF),
        Group("marital_status", "archive, support of the lonely", "GB/T 2261.2; tab A", FAMILY),
        Group("health", "medical help, home visits", "GB/T 2261.3; tab A", HEALTH),
        Group("education degree", "training and work", "GB/T 4658, GB/T 6864; tab A, F"),
        Group("hukou_type hukou_code hukou_administrator", "which county pays", "statistics codes; tab A"),
        Group("hukou_address residence_code residence_address", "letters and visits", "tab A", CONTACT),
        Group(
            "mobile mobile_digest no_mobile phone_alt phone_alt_digest",
            "reaching the person",
            "tab A",
            CONTACT,
        ),
        Group(
            "emergency_contact emergency_phone emergency_phone_digest",
            "reaching somebody in need",
            "tab A",
            CONTACT,
        ),
        Group("specialties skills help_wanted", "matching who can and who needs", "tab A"),
        Group("service_needs demands", "what the station does for the person", "tab A"),
        Group("tags", "who is visited first; a closed list", "tab A", STANDING),
        Group("follow_up_staff verified_on verified_by completeness", "keeping the file true", "tab J"),
        Group("note", "what no column holds; checked for designations", "portal"),
    ],
    "Attachment": _own(
        Group("kind title", "photo and scans that prove what the file says", "tab A"),
        Group("stored", "the scan itself, without position data", "tab A", IDENTITY),
        Group(
            "content_type size pages sha256 uploaded_by", "serving it safely, knowing who added it", "portal"
        ),
    ),
    "Benefit": _own(
        Group(
            "type status support_mode", "which 优抚 the person is entitled to", _PENSION + "; tab G", STANDING
        ),
        Group("treatment monthly_amount", "what is paid a month", _PENSION + "; tab G", FINANCE),
        Group(
            "started_on ended_on paid_by paid_by_until",
            "from when to when, and by whom",
            _PENSION + " art. 30",
        ),
        Group("certificate_no certificate_valid_until is_certificate_holder", "the proof", "tab G", IDENTITY),
    ),
    "Disability": _own(
        Group(
            "nature grade graded_on previous_graded_on body_part is_psychiatric is_occupational aids",
            "pension, care and aids by nature and grade",
            _PENSION + "; tab G",
            HEALTH,
        ),
        Group(
            "certificate_no certificate_issued_on certificate_valid_until", "renewal in time", "tab G", HEALTH
        ),
        Group("receives_pension", "illness earns it from grade one to six only", _PENSION, FINANCE),
    ),
    "BenefitConfirmation": [
        Group("benefit year", "which benefit of which year", _PENSION + " art. 8"),
        Group(
            "confirmed_on method note",
            "that the person lives and is entitled",
            _PENSION + " art. 8",
            STANDING,
        ),
    ],
    "Survivorship": _own(
        Group("decedent_kind decedent_name relation", "whom the person survives", _SURVIVOR, FAMILY),
        Group("died_on buried_at", "memorial days, care of the grave", _SURVIVOR, FAMILY),
        Group(
            "is_certificate_holder certificate_no certificate_issued_on", "who holds it", _SURVIVOR, IDENTITY
        ),
    ),
    "CardBatch": [
        Group("station name opened_on received_on note", "cards applied for together", "优待证管理办法")
    ],
    "PreferentialCard": _own(
        Group("kind stage batch applied_on stage_on", "where the card stands", "优待证管理办法"),
        Group("issued_on valid_until handed_at_home", "handing over and renewal", "优待证管理办法"),
        Group("refused_because", "what to tell the person", "优待证管理办法", STANDING),
    ),
    "FileChange": _own(
        Group("kind happened_on station other_station document_no", "what happened to the file", "tab J"),
        Group("reason funeral_months", "consequences for benefits", _PENSION + "; tab J", STANDING),
        Group("undo undone_at actor_label", "restoring within 30 days", "portal"),
    ),
    "TransferRequest": _own(
        Group("from_station to_station asked_by_receiver state", "both stations agree to a move", "tab J"),
        Group("reason moved_on answer", "why, since when, what was answered", "tab J", CONTACT),
        Group("requested_by decided_by decided_at", "who answers for it", "portal"),
    ),
    "FileMerge": [
        Group("kept station gone_archive_no", "two files of one person", "portal"),
        Group("gone", "the second file, encrypted, to undo the merge", "portal", IDENTITY),
        Group("moved actor_label undone_at", "undoing it", "portal"),
    ],
    "NotSamePerson": [
        Group("first second", "two files that were checked are not asked about again", "portal")
    ],
    "FamilyMember": _own(
        Group("relation name lives_together", "who stands beside the person", "GB/T 4761; tab A2", FAMILY),
        Group("document_kind document_no", "telling relatives apart", "tab A2", IDENTITY),
        Group("phone", "reaching the family", "tab A2", CONTACT),
        Group("health", "hardship of the family", "tab A2", HEALTH),
        Group("employment_status employer post", "work of the family", "tab A2", FAMILY),
    ),
    "SocialSecurity": _own(
        Group(
            "pension_insurance pension_place pension_months pension_interrupted housing_fund",
            "who may fit which benefit",
            "tab A3",
            FINANCE,
        ),
        Group(
            "medical_insurance medical_place medical_months medical_interrupted",
            "medical help",
            "tab A3",
            HEALTH,
        ),
        Group("housing social_assistance", "hardship as civil affairs found it", "tab A3", FINANCE),
        Group("is_lonely_elder is_orphan", "who is visited first", "tab A3", STANDING),
    ),
    "Honour": _own(Group("title kind level year granted_by deed", "honours and merits", "tab C, H")),
    "Commemoration": _own(
        Group(
            "celebrations teaches_defence publicised in_local_chronicle wants_military_cemetery",
            "invitations, defence education, chronicle, cemetery",
            _LAW + " art. 52-64; tab H",
        ),
    ),
    "MeritNews": [
        Group("household merit relation", "delivering 立功喜报 to a family", "tab H", FAMILY),
        Group("received_on delivered_on delivered_by ceremony", "that it was delivered", "tab H"),
        Group("bonus", "what the family received", "tab H", FINANCE),
    ],
    "Employment": _own(
        Group("status employer employer_nature industry post since", "work now", "GB/T 4754; tab E"),
        Group("income_band wanted_salary", "help to find work", "tab E", FINANCE),
        Group(
            "committee_post is_backbone is_role_model",
            "veterans in village affairs and as models",
            "tab B, E",
        ),
        Group("unemployment_reason zero_employment_family", "whom to help first", "tab E", STANDING),
        Group("wanted_place wanted_industry wanted_occupation", "offers that fit", "tab E"),
    ),
    "EmploymentPeriod": _own(
        Group("status employer employer_nature post started_on ended_on", "work before", "tab E"),
    ),
    "Venture": _own(
        Group(
            "kind name credit_code industry founded_on closed_on", "businesses of veterans", "GB 32100; tab E"
        ),
        Group("staff veteran_staff policies", "support of ventures", "tab E"),
    ),
    "Training": _own(
        Group("kind subject organiser started_on ended_on hours", "training received", "tab F"),
        Group("subsidy", "what was paid", "tab F", FINANCE),
    ),
    "Certificate": _own(Group("kind name level issued_by issued_on valid_until", "skills, renewal", "tab F")),
    "Hardship": _own(
        Group("policies suspected verified verified_on result note", "who needs aid", "tab I", FINANCE),
    ),
    "PartyMembership": _own(
        Group("standing joined_on organisation post relation_status", "Party life", "tab B", BELIEF),
        Group("dues_on_time dues_paid_to activities_last_year", "dues and meetings", "tab B", BELIEF),
        Group(
            "contact last_contact_on floating_since floating_to",
            "keeping in touch",
            "流动党员管理规定",
            BELIEF,
        ),
        Group(
            "letter_no letter_issued_by letter_issued_on letter_valid_until",
            "the letter's deadline",
            "党章",
            BELIEF,
        ),
        Group("decided_by decided_on decision_no", "a finding only with its decision", "党章", BELIEF),
    ),
    "PartyTransfer": _own(
        Group(
            "from_organisation to_organisation step opened_on closed_on",
            "bringing a member in",
            "tab B",
            BELIEF,
        ),
        Group(
            "letter_no letter_issued_by letter_issued_on letter_valid_until",
            "the letter's deadline",
            "党章",
            BELIEF,
        ),
        Group("return_reason", "what is missing", "tab B", BELIEF),
    ),
    "PartyTransferEvent": [Group("transfer step on note actor_label at", "the steps of it", "tab B", BELIEF)],
    "CommitteeTerm": _own(
        Group("post place started_on ended_on is_station_head collective_income", "兵支书, 两委", "tab B"),
    ),
    "Volunteering": _own(Group("organisation joined_on hours note", "volunteering", "tab B")),
    "CollectionRound": [
        Group(
            "station name kind classes record_date due_on document_no closed_at",
            "collecting together",
            "tab J",
        ),
    ],
    "RoundEntry": [
        Group("round person station state change_kind", "who is collected, how far", "tab J"),
        Group(
            "collected_on collected_by signed note submitted_at", "who asked, that the person agreed", "tab J"
        ),
        Group("reviewed_at reviewed_by return_reason", "the street's check", "tab J"),
    ],
    "ServiceRecord": _own(
        Group(
            "enlisted_on discharged_on military_category rank grade",
            "years and kind of service",
            "tab C",
            STANDING,
        ),
        Group(
            "enlisted_from hukou_at_enlistment education_at_enlistment", "placement, rural benefits", "tab C"
        ),
        Group(
            "combat nuclear_test special_region special_region_months special_post",
            "benefits",
            "tab C",
            STANDING,
        ),
        Group("major_mission mission_note", "honours; no unit, no place", "tab C"),
        Group("discipline", "who may hold a card", "tab C", STANDING),
    ),
    "Placement": _own(
        Group(
            "type method reported_on placed_in unit unit_nature",
            "how the state placed the person",
            _LAW + "; tab D",
        ),
        Group("document_kind document_no", "the proof of service", "tab D", IDENTITY),
        Group(
            "in_reserve retiree_kind retiree_administrator", "who looks after the person", "tab D", STANDING
        ),
        Group("lump_sum monthly_pension", "what was and is paid", "退役军人安置条例; tab D", FINANCE),
        Group("note", "why an old way of placement was used", "portal"),
    ),
    "PeopleTally": [
        Group("station", "whose figures", "portal"),
        Group("*", "a number of people, households or honours; names nobody", "portal"),
    ],
}


def entry_of(model: str, column: str) -> Group | None:
    """What the register says of a column; None where it says nothing."""
    groups = REGISTER.get(model, [])
    named = (group for group in groups if column in group.fields.split())
    return next(named, None) or next((group for group in groups if group.fields == "*"), None)
