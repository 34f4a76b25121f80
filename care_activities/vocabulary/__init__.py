"""Choice lists of what is done for people, a module a ledger, with the words clerks write instead.

Import reads them with `veterans.vocabulary.code_for`.
"""

from .plaques import Initiation, PlaqueRole, PlaqueStatus, Position
from .visits import (
    FACE_TO_FACE,
    FESTIVALS,
    ContactMeans,
    Method,
    MissedReason,
    Occasion,
    RoundUnit,
    Selection,
)

__all__ = [
    "FACE_TO_FACE",
    "FESTIVALS",
    "ContactMeans",
    "Initiation",
    "Method",
    "MissedReason",
    "Occasion",
    "PlaqueRole",
    "PlaqueStatus",
    "Position",
    "RoundUnit",
    "Selection",
]
