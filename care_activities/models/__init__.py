from .aid import AidCase, AidProcedure, SchoolingAid
from .aid_applications import AidApplication, AidDecision, AidNotice
from .aid_payments import AidPayment
from .contact_rules import ContactRule
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
from .request_clocks import CalendarDay, RequestClock, Supervision
from .requests import RequestHop, RequestRecusal, RequestSlip, ServiceRequest
from .sent_tasks import SentTask, TaskAnswer
from .tallies import PlaqueTally, VisitTally
from .visit_rounds import SignedSheet, VisitRound, VisitRoundLine
from .visits import Visit

__all__ = [
    "AidApplication",
    "AidCase",
    "AidDecision",
    "AidNotice",
    "AidPayment",
    "AidProcedure",
    "CalendarDay",
    "ContactRule",
    "HangingEntry",
    "HangingRound",
    "Plaque",
    "PlaqueApplication",
    "PlaqueCancelReason",
    "PlaqueCancellation",
    "PlaqueEvent",
    "PlaqueStep",
    "PlaqueTally",
    "RequestClock",
    "RequestHop",
    "RequestRecusal",
    "RequestSlip",
    "SchoolingAid",
    "SentTask",
    "ServiceRequest",
    "SignedSheet",
    "Supervision",
    "TaskAnswer",
    "Visit",
    "VisitRound",
    "VisitRoundLine",
    "VisitTally",
]
