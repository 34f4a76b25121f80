"""The sheets of what is done for people: which kinds can be imported and exported."""

from .activities import ActivityResource
from .aid import AidResource
from .attendance import AttendanceResource
from .care_contracts import CareContractResource
from .care_services import CareServiceResource
from .consultations import ConsultationResource
from .dining import DiningUseResource
from .opinions import OpinionResource
from .plaques import PlaqueResource
from .policies import PolicyResource
from .requests import RequestResource
from .station_documents import DocumentResource
from .station_standards import CheckResource, StarResource
from .venue_uses import VenueUseResource
from .visits import VisitResource
from .volunteering import VolunteeringResource

RESOURCES = (
    VisitResource,
    PlaqueResource,
    AidResource,
    ConsultationResource,
    VenueUseResource,
    ActivityResource,
    AttendanceResource,
    OpinionResource,
    CareContractResource,
    CareServiceResource,
    DiningUseResource,
    VolunteeringResource,
    CheckResource,
    StarResource,
    DocumentResource,
    PolicyResource,
    RequestResource,
)
