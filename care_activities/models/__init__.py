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
from .care_contracts import (
    CareContract,
    CareContractFile,
)
from .care_services import (
    CareService,
)
from .consultations import (
    Consultation,
)
from .contact_rules import (
    ContactRule,
)
from .deadline_rules import (
    DeadlineRule,
)
from .dining import (
    DiningUse,
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
from .request_clocks import (
    CalendarDay,
    RequestClock,
    Supervision,
)
from .request_files import RequestFile
from .requests import (
    RequestHop,
    RequestRecusal,
    RequestSlip,
    ServiceRequest,
)
from .sent_tasks import (
    SentTask,
    TaskAnswer,
)
from .service_items import ServiceItem
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
    CareTally,
    ConsultationTally,
    PlaqueTally,
    RequestTally,
    VenueTally,
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
from .volunteering import (
    VolunteerService,
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
    "CalendarDay",
    "CareContract",
    "CareContractFile",
    "CareService",
    "CareTally",
    "Consultation",
    "ConsultationTally",
    "ContactRule",
    "DeadlineRule",
    "DiningUse",
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
    "RequestClock",
    "RequestFile",
    "RequestHop",
    "RequestRecusal",
    "RequestSlip",
    "RequestTally",
    "SchoolingAid",
    "SentTask",
    "ServiceItem",
    "ServiceRequest",
    "SignedSheet",
    "StandardRule",
    "StationCheck",
    "StationCheckItem",
    "StationDocument",
    "StationDocumentFile",
    "StationStar",
    "Supervision",
    "TaskAnswer",
    "VenueTally",
    "VenueUse",
    "Visit",
    "VisitRound",
    "VisitRoundLine",
    "VisitTally",
    "VolunteerService",
]
