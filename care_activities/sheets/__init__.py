"""The sheets of what is done for people: which kinds can be imported and exported."""

from .activities import ActivityResource
from .aid import AidResource
from .care_services import CareServiceResource
from .consultations import ConsultationResource
from .plaques import PlaqueResource
from .requests import RequestResource
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
    CareServiceResource,
    VolunteeringResource,
    RequestResource,
)
