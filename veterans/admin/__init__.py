"""Data entry for files and households. Classes declare, they do not think."""

from .ledgers import CardBatchAdmin, HouseholdAdmin, MeritNewsAdmin
from .people import PersonFileAdmin

__all__ = ["CardBatchAdmin", "HouseholdAdmin", "MeritNewsAdmin", "PersonFileAdmin"]
