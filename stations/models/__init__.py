from .access import Membership, User
from .audit import AuditEntry, AuditSeal, ChangeValue
from .notices import Notice, NoticesRead
from .partners import PartnerOrganisation, RedResource
from .party import PartyOrganisation
from .people import ServicePost, Squad, StaffMember, SupportDuty, SupportMember
from .places import DiningBenefit, Venue
from .station import RegionIndicator, Station, StationAlias, StationPulse, VillageGroup
from .tracked import Conflict, Tracked

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "ChangeValue",
    "Conflict",
    "DiningBenefit",
    "Membership",
    "Notice",
    "NoticesRead",
    "PartnerOrganisation",
    "PartyOrganisation",
    "RedResource",
    "RegionIndicator",
    "ServicePost",
    "Squad",
    "StaffMember",
    "Station",
    "StationAlias",
    "StationPulse",
    "SupportDuty",
    "SupportMember",
    "Tracked",
    "User",
    "Venue",
    "VillageGroup",
]
