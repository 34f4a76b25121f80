"""The sheets of what is done for people: which kinds can be imported and exported."""

from .aid import AidResource
from .care_services import CareServiceResource
from .plaques import PlaqueResource
from .visits import VisitResource
from .volunteering import VolunteeringResource

RESOURCES = (VisitResource, PlaqueResource, AidResource, CareServiceResource, VolunteeringResource)
