"""The page that lists the kinds of sheets a user may import: what each is, its template, what came last."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import ROLE_VERBS, Role, Verb

from . import impact
from .kinds import RESOURCES, rights_of, stations_for
from .models import ImportBatch

_LAST = 3


@requires(Verb.IMPORT)
@never_cache
def kinds(request):
    """One entry a kind: the resource, who may import it, and the last imports within the user's scope."""
    entries = [
        {
            "resource": resource,
            "what_for": [verb.label for verb in resource.verbs],
            "who": _who(resource),
            "batches": _last(request.user, kind),
        }
        for kind, resource in RESOURCES.items()
        if stations_for(request.user, resource).exists()
    ]
    return render(request, "imports/kinds.html", {"entries": entries})


def _who(resource):
    """The names of the roles that may import the kind."""
    needed = rights_of(resource)
    return [role.label for role in Role if needed <= ROLE_VERBS[role]]


def _last(user, kind):
    found = ImportBatch.objects.visible_to(user).filter(kind=kind).select_related("station", "user")
    return [(batch, impact.sentence(batch)) for batch in found.order_by("-pk")[:_LAST]]
