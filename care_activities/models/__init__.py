from .contact_rules import ContactRule
from .plaques import Plaque
from .tallies import PlaqueTally, VisitTally
from .visit_rounds import SignedSheet, VisitRound, VisitRoundLine
from .visits import Visit

__all__ = [
    "ContactRule",
    "Plaque",
    "PlaqueTally",
    "SignedSheet",
    "Visit",
    "VisitRound",
    "VisitRoundLine",
    "VisitTally",
]
