"""Data entry of what is done for people. Classes declare, they do not think."""

from .contact_rules import ContactRuleAdmin
from .plaques import PlaqueAdmin
from .visits import VisitAdmin, VisitRoundAdmin

__all__ = ["ContactRuleAdmin", "PlaqueAdmin", "VisitAdmin", "VisitRoundAdmin"]
