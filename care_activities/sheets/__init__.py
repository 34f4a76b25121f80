"""The sheets of what is done for people: which kinds can be imported and exported."""

from .plaques import PlaqueResource
from .visits import VisitResource

RESOURCES = (VisitResource, PlaqueResource)
