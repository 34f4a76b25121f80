from .aid import AidCase, AidProcedure, SchoolingAid
from .aid_applications import AidApplication, AidDecision, AidNotice
from .aid_payments import AidPayment
from .plaques import Plaque
from .tallies import PlaqueTally, VisitTally
from .visits import Visit

__all__ = [
    "AidApplication",
    "AidCase",
    "AidDecision",
    "AidNotice",
    "AidPayment",
    "AidProcedure",
    "Plaque",
    "PlaqueTally",
    "SchoolingAid",
    "Visit",
    "VisitTally",
]
