"""The sheets of what is done for people: which kinds can be imported and exported."""

from .activities import ActivityResource
from .aid import AidResource
from .plaques import PlaqueResource
from .visits import VisitResource

RESOURCES = (VisitResource, PlaqueResource, AidResource, ActivityResource)
