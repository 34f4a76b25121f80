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
from .visits import Method, Occasion

__all__ = [
    "AID_STEP_TAKEN",
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
    "ExitReason",
    "FoundBy",
    "FundSource",
    "Initiation",
    "Method",
    "Occasion",
    "PlaqueRole",
    "PlaqueStatus",
    "Position",
    "Posting",
    "SchoolStage",
    "Situation",
]
