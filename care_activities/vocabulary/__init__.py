"""Choice lists of what is done for people, a module a ledger, with the words clerks write instead.

Import reads them with `veterans.vocabulary.code_for`.
"""

from .plaques import (
    OPEN_APPLICATIONS,
    USUAL_CANCEL_REASONS,
    ApplicationKind,
    ApplicationState,
    ApprovalTier,
    HangingFestival,
    Initiation,
    PlaqueEventKind,
    PlaqueRole,
    PlaqueStatus,
    Position,
    StepOutcome,
)
from .visits import Method, Occasion

__all__ = [
    "OPEN_APPLICATIONS",
    "USUAL_CANCEL_REASONS",
    "ApplicationKind",
    "ApplicationState",
    "ApprovalTier",
    "HangingFestival",
    "Initiation",
    "Method",
    "Occasion",
    "PlaqueEventKind",
    "PlaqueRole",
    "PlaqueStatus",
    "Position",
    "StepOutcome",
]
