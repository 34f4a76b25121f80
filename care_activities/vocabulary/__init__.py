"""Choice lists of what is done for people, a module a ledger, with the words clerks write instead.

Import reads them with `veterans.vocabulary.code_for`.
"""

from .aid import (
    AID_STEP_TAKEN,
    GROUP_OF_KIND,
    IN_HARDSHIP,
    OPEN_CASES,
    WITHOUT_MONEY,
    AidAct,
    AidGroup,
    AidKind,
    AidStatus,
    AidStep,
    Applicant,
    ApplicationState,
    ExitReason,
    FoundBy,
    FundSource,
    Posting,
    SchoolStage,
    Situation,
)
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
    "AID_STEP_TAKEN",
    "FACE_TO_FACE",
    "FESTIVALS",
    "GROUP_OF_KIND",
    "IN_HARDSHIP",
    "OPEN_CASES",
    "WITHOUT_MONEY",
    "AidAct",
    "AidGroup",
    "AidKind",
    "AidStatus",
    "AidStep",
    "Applicant",
    "ApplicationState",
    "ContactMeans",
    "ExitReason",
    "FoundBy",
    "FundSource",
    "Initiation",
    "Method",
    "MissedReason",
    "Occasion",
    "PlaqueRole",
    "PlaqueStatus",
    "Position",
    "Posting",
    "RoundUnit",
    "SchoolStage",
    "Selection",
    "Situation",
]
