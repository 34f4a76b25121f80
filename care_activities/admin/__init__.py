"""Data entry of what is done for people. Classes declare, they do not think."""

from .activities import (
    ActivityAdmin,
    OpinionAdmin,
)
from .aid import (
    AidCaseAdmin,
    AidProcedureAdmin,
)
from .care import (
    CareContractAdmin,
    CareServiceAdmin,
    DiningUseAdmin,
    VolunteerServiceAdmin,
)
from .contact_rules import (
    ContactRuleAdmin,
)
from .plaques import (
    PlaqueAdmin,
)
from .policies import (
    PolicyAdmin,
)
from .requests import CalendarDayAdmin, DeadlineRuleAdmin, ServiceItemAdmin
from .station_documents import StationDocumentAdmin
from .station_standards import (
    StandardRuleAdmin,
    StationCheckAdmin,
    StationStarAdmin,
)
from .visits import (
    VisitAdmin,
    VisitRoundAdmin,
)

__all__ = [
    "ActivityAdmin",
    "AidCaseAdmin",
    "AidProcedureAdmin",
    "CalendarDayAdmin",
    "CareContractAdmin",
    "CareServiceAdmin",
    "ContactRuleAdmin",
    "DeadlineRuleAdmin",
    "DiningUseAdmin",
    "OpinionAdmin",
    "PlaqueAdmin",
    "PolicyAdmin",
    "ServiceItemAdmin",
    "StandardRuleAdmin",
    "StationCheckAdmin",
    "StationDocumentAdmin",
    "StationStarAdmin",
    "VisitAdmin",
    "VisitRoundAdmin",
    "VolunteerServiceAdmin",
]
