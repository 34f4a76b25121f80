"""The kinds of spreadsheets the portal takes in, and what a run of one knows."""

from collections import defaultdict

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care_activities.sheets import RESOURCES as OF_CARE
from stations.models import Station
from stations.resources import RESOURCES as OF_STATIONS
from stations.roles import Verb, verb_for
from stations.spreadsheets import ImportVerb, SheetContext, SheetResource, StationFinder, Words
from veterans.resources import PersonResource
from veterans.sheets import RESOURCES as OF_FILES

from .headers import ColumnSpec
from .mapping.lessons import Lessons

_KINDS = (PersonResource, *OF_FILES, *OF_CARE, *OF_STATIONS)
RESOURCES = {resource.kind: resource for resource in _KINDS}


def resource_of(kind) -> SheetResource:
    """A fresh resource of the kind; KeyError for a kind that does not exist."""
    return RESOURCES[kind]()


def rights_of(resource) -> set[Verb]:
    """What a user needs at a station to import rows of the kind there."""
    model, verbs = resource.model._meta, set(resource.verbs)
    asked = {"add": ImportVerb.CREATE in verbs, "change": bool(verbs - {ImportVerb.CREATE})}
    actions = [action for action, is_asked in asked.items() if is_asked]
    return {Verb.IMPORT} | {verb_for(f"{model.app_label}.{action}_{model.model_name}") for action in actions}


def stations_for(user, resource):
    """The stations where `user` may import rows of the kind."""
    found = Station.objects.visible_to(user, Verb.IMPORT)
    for verb in sorted(rights_of(resource) - {Verb.IMPORT}):
        found = found & Station.objects.visible_to(user, verb)
    return found


def title_of(kind):
    """What a kind of sheet is called; of blank forms (套表), which teach words but are no import, too."""
    return RESOURCES[kind].title if kind in RESOURCES else _("套表")


def specs_of(resource, taught=()) -> list[ColumnSpec]:
    """The columns as the search for the header needs them. None is required there: see `missing_of`.

    `taught` holds pairs of a header that people write and the column of ours that it means.
    """
    further = defaultdict(tuple)
    for text, name in taught:
        further[name] += (text,)
    known = [ColumnSpec(c.column_name, c.synonyms + further[c.column_name]) for c in resource.columns()]
    return known + [ColumnSpec(header, forbidden=True) for header in resource.forbidden]


def missing_of(resource, headers) -> list[str]:
    """Of each group of columns a sheet needs one of: the first header of every group not among `headers`."""
    groups = [[resource.fields[name].column_name for name in group] for group in resource.needed]
    return [group[0] for group in groups if not headers.intersection(group)]


def context_of(batch, user) -> SheetContext:
    """What a run of `batch` by `user` may do: within the batch's station and where the user may import."""
    resource = RESOURCES[batch.kind]
    finder = StationFinder(stations_for(user, resource).subtree_of(batch.station))
    lessons = Lessons(batch)
    finder.teach(lessons.stations)
    return SheetContext(
        user=user,
        stations=finder,
        words=Words(taught=lessons.labels),
        verbs=frozenset(batch.verbs) & frozenset(resource.verbs),
        today=timezone.localdate(),
        allow_samples=settings.PORTAL_ALLOW_SAMPLES,
        new_station=batch.station_id if batch.station_chosen else None,
    )
