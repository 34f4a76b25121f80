"""Choice lists of what is done for people, a module a ledger, with the words clerks write instead.

Import reads them with `veterans.vocabulary.code_for`.
"""

from .plaques import Initiation, PlaqueRole, PlaqueStatus, Position
from .visits import Method, Occasion

__all__ = ["Initiation", "Method", "Occasion", "PlaqueRole", "PlaqueStatus", "Position"]
