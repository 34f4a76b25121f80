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
from .tallies import PlaqueTally, VisitTally
from .visits import Visit

__all__ = [
    "HangingEntry",
    "HangingRound",
    "Plaque",
    "PlaqueApplication",
    "PlaqueCancelReason",
    "PlaqueCancellation",
    "PlaqueEvent",
    "PlaqueStep",
    "PlaqueTally",
    "Visit",
    "VisitTally",
]
