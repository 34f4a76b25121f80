"""Data entry for files and households. Classes declare, they do not think."""

from .households import HouseholdAdmin
from .people import PersonFileAdmin

__all__ = ["HouseholdAdmin", "PersonFileAdmin"]
