"""The queue of doubtful rows of an import: each beside the files it may mean, with the answers as buttons."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError
from stations.spreadsheets import Outcome

from ..paging import Stretch, page_of
from . import doubtful
from .result_views import batch_of

PAGE_ROWS = 10


@requires(Verb.IMPORT)
@never_cache
def queue(request, pk):
    """Doubtful rows that nobody has answered, then those put off, then the answered ones."""
    found = batch_of(request, pk)
    if request.method == "POST":
        row = request.POST.get("row", "")
        try:
            doubtful.decide(
                found, int(row) if row.isdecimal() else 0, request.POST.get("decision", ""), user=request.user
            )
        except ServiceError as refusal:
            messages.error(request, str(refusal))
        return redirect("import-doubtful", pk=pk)
    rows = doubtful.queue(found).select_related("station")
    page = page_of(rows, request, doubtful_order(), size=PAGE_ROWS)
    context = {
        "batch": found,
        "page": page,
        "left": doubtful.undecided(found),
        "questions": doubtful.questions(found, request.user, page.rows),
        "is_open": found.state in doubtful.OPEN_STATES and not found.purged,
        "HELD": Outcome.HELD,
    }
    return render(request, "imports/doubtful.html", context)


def doubtful_order():
    return [Stretch(condition, ["pk"]) for condition in doubtful.IN_TURN]
