"""Every choice list of a veteran's file: codes, Chinese labels, the words clerks write instead, and sets.

Where a national standard has codes they are used as they stand; everything else carries short codes
of the portal. A set that decides a figure stands beside its list, as data, with its reason.
"""

from .base import Parsed, code_for, codes_for
from .benefits import (
    ENDED_BENEFIT_STATUSES,
    KEY_PREFERENTIAL,
    PERIODIC_TREATMENTS,
    RURAL_BENEFITS,
    BenefitStatus,
    BenefitType,
    DisabilityGrade,
    DisabilityNature,
    SupportMode,
    Treatment,
)
from .classes import (
    DUTY_DEATH_CLASS,
    MARTYR_CLASS,
    MILITARY_FAMILY_CLASS,
    PLAQUE_CLASSES,
    SURVIVOR_CLASSES,
    VETERAN_CLASSES,
    ObjectClass,
)
from .employment import (
    PUBLIC_SECTOR,
    CommitteePost,
    EmployerNature,
    EmploymentStatus,
)
from .ethnicity import Ethnicity
from .family import FamilyRelation
from .file import FileStatus, RevealReason
from .honours import MILITARY_MERITS, HonourKind, HonourLevel
from .needs import Demand, PersonTag, ServiceNeed
from .party import (
    COUNTED_RELATIONS,
    DECIDED_RELATIONS,
    PARTY_POLITICAL_STATUSES,
    PartyPost,
    PartyStanding,
    RelationStatus,
)
from .personal import Education, HukouType, MaritalStatus, PoliticalStatus, Sex
from .service import (
    LEGACY_METHODS,
    LEGACY_METHODS_END,
    METHODS_BY_CATEGORY,
    DischargeDocument,
    EnlistmentHukou,
    MilitaryCategory,
    PlacementMethod,
    PlacementType,
    SpecialPost,
)

__all__ = [
    "COUNTED_RELATIONS",
    "DECIDED_RELATIONS",
    "DUTY_DEATH_CLASS",
    "ENDED_BENEFIT_STATUSES",
    "KEY_PREFERENTIAL",
    "LEGACY_METHODS",
    "LEGACY_METHODS_END",
    "MARTYR_CLASS",
    "METHODS_BY_CATEGORY",
    "MILITARY_FAMILY_CLASS",
    "MILITARY_MERITS",
    "PARTY_POLITICAL_STATUSES",
    "PERIODIC_TREATMENTS",
    "PLAQUE_CLASSES",
    "PUBLIC_SECTOR",
    "RURAL_BENEFITS",
    "SURVIVOR_CLASSES",
    "VETERAN_CLASSES",
    "BenefitStatus",
    "BenefitType",
    "CommitteePost",
    "Demand",
    "DisabilityGrade",
    "DisabilityNature",
    "DischargeDocument",
    "Education",
    "EmployerNature",
    "EmploymentStatus",
    "EnlistmentHukou",
    "Ethnicity",
    "FamilyRelation",
    "FileStatus",
    "HonourKind",
    "HonourLevel",
    "HukouType",
    "MaritalStatus",
    "MilitaryCategory",
    "ObjectClass",
    "Parsed",
    "PartyPost",
    "PartyStanding",
    "PersonTag",
    "PlacementMethod",
    "PlacementType",
    "PoliticalStatus",
    "RelationStatus",
    "RevealReason",
    "ServiceNeed",
    "Sex",
    "SpecialPost",
    "SupportMode",
    "Treatment",
    "code_for",
    "codes_for",
]
