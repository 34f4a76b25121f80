"""The sheets of what hangs on a person or a household, one module a kind."""

from .benefits import BenefitResource
from .cards import CardResource
from .employment import EmploymentResource
from .family import FamilyResource
from .honours import HonourResource
from .households import HouseholdResource
from .merits import MeritNewsResource
from .party import PartyResource
from .service import ServiceResource

RESOURCES = (
    HouseholdResource,
    FamilyResource,
    ServiceResource,
    BenefitResource,
    PartyResource,
    EmploymentResource,
    HonourResource,
    MeritNewsResource,
    CardResource,
)

__all__ = [
    "RESOURCES",
    "BenefitResource",
    "CardResource",
    "EmploymentResource",
    "FamilyResource",
    "HonourResource",
    "HouseholdResource",
    "MeritNewsResource",
    "PartyResource",
    "ServiceResource",
]
