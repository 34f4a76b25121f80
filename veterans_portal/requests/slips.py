"""协办单 and 督办: what others are asked, and what passed its deadline below."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import ServiceRequest, Supervision
from care_activities.services.request_readers import slips_of
from care_activities.services.request_slips import slip_answer
from care_activities.vocabulary import SlipState
from stations import audit
from stations.access import requires, signed_in
from stations.roles import Verb

from ..paging import page_of
from ..people.acts import carried_out, sent_version
from ..reach import reaches
from ..uploads import is_too_large, takes_file
from . import lists
from .forms import AnswerSlipForm


@signed_in
@never_cache
def slip_list(request):
    """What other stations ask of the user's own, and of herself, the nearest deadline last."""
    own = lists.own_stations(request.user)
    rows = slips_of(request.user).filter(Q(to_station__in=own) | Q(to_member__user=request.user))
    page = page_of(rows.select_related("from_station", "request__station"), request, ["-due_on", "-pk"])
    return render(request, "requests/slips.html", {"page": page})


@signed_in
@takes_file
@never_cache
def slip(request, pk):
    """One slip: what is asked and until when, nothing else of the request; to print and to answer."""
    rows = slips_of(request.user)
    found = get_object_or_404(
        rows.select_related("from_station", "to_station", "to_member", "request__station"), pk=pk
    )
    answers = found.to_station or found.from_station
    herself = bool(found.to_member) and found.to_member.user_id == request.user.pk
    may_answer = found.state == SlipState.OPEN and (herself or reaches(request.user, Verb.CHANGE, answers))
    if herself:
        audit.record(audit.Action.VIEW, actor=request.user, station=found.from_station, target=found)
    form = AnswerSlipForm(request.POST or None, request.FILES or None, too_large=is_too_large(request))
    if request.method == "POST":
        if not may_answer:
            raise PermissionDenied
        found.version = sent_version(request)
        if form.is_valid() and carried_out(form, lambda: _answer(request.user, found, form)):
            messages.success(request, _("已答复。"))
            return redirect("request-slip", pk=pk)
    sees = ServiceRequest.objects.visible_to(request.user).filter(pk=found.request_id).exists()
    files = found.files.all() if found.state != SlipState.WITHDRAWN else []
    context = {"slip": found, "files": files, "form": form, "may_answer": may_answer, "sees_request": sees}
    return render(request, "requests/slip.html", context)


def _answer(user, found, form):
    given = form.cleaned_data
    slip_answer(actor=user, slip=found, answer=given["answer"], made=given["scan"])


@requires(Verb.VIEW)
@never_cache
def supervisions(request):
    """督办 of the user's stations: what below them passed a deadline."""
    rows = Supervision.objects.visible_to(request.user).select_related(
        "station", "clock__holder", "clock__request__station", "clock__answer__task"
    )
    page = page_of(rows, request, ["-opened_at", "-pk"])
    return render(request, "requests/supervisions.html", {"page": page})
