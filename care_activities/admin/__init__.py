"""Data entry of what is done for people. Classes declare, they do not think."""

from .plaques import PlaqueAdmin
from .visits import VisitAdmin

__all__ = ["PlaqueAdmin", "VisitAdmin"]
