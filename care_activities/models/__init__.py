from .aid import AidCase, AidProcedure, SchoolingAid
from .aid_applications import AidApplication, AidDecision, AidNotice
from .aid_payments import AidPayment
from .care_contracts import CareContract
from .care_services import CareService
from .contact_rules import ContactRule
from .dining import DiningUse
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
from .tallies import CareTally, PlaqueTally, VisitTally
from .visit_rounds import SignedSheet, VisitRound, VisitRoundLine
from .visits import Visit
from .volunteering import VolunteerService

__all__ = [
    "AidApplication",
    "AidCase",
    "AidDecision",
    "AidNotice",
    "AidPayment",
    "AidProcedure",
    "CareContract",
    "CareService",
    "CareTally",
    "ContactRule",
    "DiningUse",
    "HangingEntry",
    "HangingRound",
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
    "VolunteerService",
]
