from .plaques import Plaque
from .tallies import PlaqueTally, VisitTally
from .visits import Visit

__all__ = ["Plaque", "PlaqueTally", "Visit", "VisitTally"]
