"""Data entry of what is done for people. Classes declare, they do not think."""

from .aid import AidCaseAdmin, AidProcedureAdmin
from .care import CareContractAdmin, CareServiceAdmin, DiningUseAdmin, VolunteerServiceAdmin
from .contact_rules import ContactRuleAdmin
from .plaques import PlaqueAdmin
from .visits import VisitAdmin, VisitRoundAdmin

__all__ = [
    "AidCaseAdmin",
    "AidProcedureAdmin",
    "CareContractAdmin",
    "CareServiceAdmin",
    "ContactRuleAdmin",
    "DiningUseAdmin",
    "PlaqueAdmin",
    "VisitAdmin",
    "VisitRoundAdmin",
    "VolunteerServiceAdmin",
]
