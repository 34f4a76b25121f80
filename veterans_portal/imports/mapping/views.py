"""The pages of 对应一次: what a batch's sheet could not say, and what was taught so far."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError

from ...paging import page_of
from ...places import full_names
from .. import work
from ..kinds import resource_of, title_of
from ..models import ImportBatch
from .forms import WordsForm
from .models import TaughtWord
from .services import word_forget, words_teach
from .unknown import strange_columns

_OPEN = (ImportBatch.State.CHECKED, ImportBatch.State.FAILED)


@requires(Verb.IMPORT)
@never_cache
def words(request, pk):
    """The unknown words and columns of a checked batch; what is answered is remembered and checked anew."""
    batches = ImportBatch.objects.visible_to(request.user).select_related("station")
    batch = get_object_or_404(batches, pk=pk)
    stations = Station.objects.visible_to(request.user, Verb.IMPORT).subtree_of(batch.station)
    form = WordsForm(request.POST or None, batch=batch, stations=stations)
    if request.method == "POST" and form.is_valid() and _teach(request, batch, form):
        return redirect("import-batch", pk=batch.pk)
    context = {
        "batch": batch,
        "form": form,
        "questions": form.questions(),
        "places": full_names(stations),
        "strange": strange_columns(batch),
        "is_open": batch.state in _OPEN,
    }
    return render(request, "imports/mapping/words.html", context)


def _teach(request, batch, form) -> bool:
    if not (answers := form.answers()):
        form.add_error(None, _("请至少对应一项，或回到这一批。"))
        return False
    try:
        count = words_teach(user=request.user, batch=batch, answers=answers)
        work.check(batch)
    except ServiceError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("已记住 %s 项对应，并重新检查了这一批。以后导入不用再对应。") % count)
    return True


@requires(Verb.IMPORT)
def taught(request):
    """What was taught at the user's stations, to look up and to forget."""
    found = TaughtWord.objects.visible_to(request.user).select_related("station", "taught_by")
    page = page_of(found, request, ["kind", "subject", "column", "word", "pk"])
    finder = dict(
        Station.objects.filter(
            code__in=[word.target for word in page.rows if word.subject == TaughtWord.Subject.STATION]
        ).values_list("code", "place_name")
    )
    rows = [(word, title_of(word.kind), _meaning(word, finder)) for word in page.rows]
    return render(request, "imports/mapping/taught.html", {"page": page, "rows": rows})


def _meaning(word, places) -> str:
    if word.subject == TaughtWord.Subject.STATION:
        return places.get(word.target, word.target)
    if word.subject == TaughtWord.Subject.HEADER:
        return word.target or _("留空")
    column = resource_of(word.kind).by_header.get(word.column)
    labels = column.widget.labels if column else {}
    return str(labels.get(word.target, word.target)) or _("留空")


@requires(Verb.IMPORT)
@require_POST
def forget(request, pk):
    word = get_object_or_404(TaughtWord.objects.visible_to(request.user).select_related("station"), pk=pk)
    word_forget(user=request.user, word=word)
    messages.success(request, _("已取消这项对应；下次导入时会再问。"))
    return redirect("import-taught")
