"""Data entry of what is done for people. Classes declare, they do not think."""

from .activities import ActivityAdmin, OpinionAdmin
from .aid import AidCaseAdmin, AidProcedureAdmin
from .contact_rules import ContactRuleAdmin
from .plaques import PlaqueAdmin
from .visits import VisitAdmin, VisitRoundAdmin

__all__ = [
    "ActivityAdmin",
    "AidCaseAdmin",
    "AidProcedureAdmin",
    "ContactRuleAdmin",
    "OpinionAdmin",
    "PlaqueAdmin",
    "VisitAdmin",
    "VisitRoundAdmin",
]
