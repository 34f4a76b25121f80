from .. import querysets  # noqa: F401  registers the lookups of its fields
from .benefits import Benefit, Disability
from .livelihood import Employment
from .party import PartyMembership
from .person import Household, PersonFile
from .service import Honour, Placement, ServiceRecord
from .tallies import PeopleTally

__all__ = [
    "Benefit",
    "Disability",
    "Employment",
    "Honour",
    "Household",
    "PartyMembership",
    "PeopleTally",
    "PersonFile",
    "Placement",
    "ServiceRecord",
]
