from .. import querysets  # noqa: F401  registers the lookups of its fields
from .attachment import Attachment, StoredFile
from .benefits import Benefit, BenefitConfirmation, CardBatch, Disability, PreferentialCard, Survivorship
from .changes import FileChange, FileMerge, NotSamePerson, TransferRequest
from .family import FamilyMember, SocialSecurity
from .honours import Commemoration, Honour, MeritNews
from .livelihood import Certificate, Employment, EmploymentPeriod, Hardship, Training, Venture
from .party import CommitteeTerm, PartyMembership, PartyTransfer, PartyTransferEvent, Volunteering
from .person import Household, PersonFile
from .rounds import CollectionRound, RoundEntry
from .service import Placement, ServiceRecord
from .tallies import PeopleTally

__all__ = [
    "Attachment",
    "Benefit",
    "BenefitConfirmation",
    "CardBatch",
    "Certificate",
    "CollectionRound",
    "Commemoration",
    "CommitteeTerm",
    "Disability",
    "Employment",
    "EmploymentPeriod",
    "FamilyMember",
    "FileChange",
    "FileMerge",
    "Hardship",
    "Honour",
    "Household",
    "MeritNews",
    "NotSamePerson",
    "PartyMembership",
    "PartyTransfer",
    "PartyTransferEvent",
    "PeopleTally",
    "PersonFile",
    "Placement",
    "PreferentialCard",
    "RoundEntry",
    "ServiceRecord",
    "SocialSecurity",
    "StoredFile",
    "Survivorship",
    "Training",
    "TransferRequest",
    "Venture",
    "Volunteering",
]
