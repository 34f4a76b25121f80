from .activities import Activity, ActivityAttendance, ActivityFile
from .aid import AidCase, AidProcedure, SchoolingAid
from .aid_applications import AidApplication, AidDecision, AidNotice
from .aid_payments import AidPayment
from .contact_rules import ContactRule
from .opinions import Opinion
from .plaque_affairs import (
    HangingEntry,
    HangingRound,
    PlaqueApplication,
    PlaqueCancellation,
    PlaqueCancelReason,
    PlaqueEvent,
    PlaqueStep,
)
from .plaques import Plaque
from .tallies import ActivityTally, PlaqueTally, VisitTally
from .visit_rounds import SignedSheet, VisitRound, VisitRoundLine
from .visits import Visit

__all__ = [
    "Activity",
    "ActivityAttendance",
    "ActivityFile",
    "ActivityTally",
    "AidApplication",
    "AidCase",
    "AidDecision",
    "AidNotice",
    "AidPayment",
    "AidProcedure",
    "ContactRule",
    "HangingEntry",
    "HangingRound",
    "Opinion",
    "Plaque",
    "PlaqueApplication",
    "PlaqueCancelReason",
    "PlaqueCancellation",
    "PlaqueEvent",
    "PlaqueStep",
    "PlaqueTally",
    "SchoolingAid",
    "SignedSheet",
    "Visit",
    "VisitRound",
    "VisitRoundLine",
    "VisitTally",
]
