from .activities import (
    Activity,
    ActivityAttendance,
    ActivityFile,
)
from .aid import (
    AidCase,
    AidProcedure,
    SchoolingAid,
)
from .aid_applications import (
    AidApplication,
    AidDecision,
    AidNotice,
)
from .aid_payments import (
    AidPayment,
)
from .consultations import (
    Consultation,
)
from .contact_rules import (
    ContactRule,
)
from .opinions import (
    Opinion,
)
from .plaque_affairs import (
    HangingEntry,
    HangingRound,
    PlaqueApplication,
    PlaqueCancellation,
    PlaqueCancelReason,
    PlaqueEvent,
    PlaqueStep,
)
from .plaques import (
    Plaque,
)
from .policies import (
    Policy,
    PolicyFile,
    PolicyNotice,
)
from .station_documents import (
    StationDocument,
    StationDocumentFile,
)
from .station_standards import (
    StandardRule,
    StationCheck,
    StationCheckItem,
    StationStar,
)
from .tallies import (
    ActivityTally,
    AidTally,
    PlaqueTally,
    VisitTally,
)
from .venue_uses import (
    VenueUse,
)
from .visit_rounds import (
    SignedSheet,
    VisitRound,
    VisitRoundLine,
)
from .visits import (
    Visit,
)

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
    "AidTally",
    "Consultation",
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
    "Policy",
    "PolicyFile",
    "PolicyNotice",
    "SchoolingAid",
    "SignedSheet",
    "StandardRule",
    "StationCheck",
    "StationCheckItem",
    "StationDocument",
    "StationDocumentFile",
    "StationStar",
    "VenueUse",
    "Visit",
    "VisitRound",
    "VisitRoundLine",
    "VisitTally",
]
