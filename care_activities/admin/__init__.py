"""Data entry of what is done for people. Classes declare, they do not think."""

from .aid import AidCaseAdmin, AidProcedureAdmin
from .plaques import PlaqueAdmin
from .visits import VisitAdmin

__all__ = ["AidCaseAdmin", "AidProcedureAdmin", "PlaqueAdmin", "VisitAdmin"]
