"""服务合同: the list, the page of one contract with its scans, and their content."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from care_activities.models import CareContract, CareContractFile
from care_activities.services import care_contract_files as service
from care_activities.vocabulary import CareContractState
from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError

from ..paging import page_of
from ..people.roster.views import station_choices
from ..reach import reaches
from ..uploads import is_too_large, kept_file, saved, takes_file
from . import lists
from .forms import ContractFileForm


@requires(Verb.VIEW)
@never_cache
def contracts(request):
    """服务合同, also those of stations above that serve the user's; with what was done under each."""
    user, asked = request.user, lists.ContractFilter.read(request.user, request.GET)
    found = asked.serving(user).select_related("station", "provider")
    page = page_of(found, request, ["-ends_on", "-pk"])
    context = {
        "asked": asked,
        "stations": station_choices(user, asked.station),
        "states": CareContractState.choices,
        "page": page,
        "rows": lists.contract_rows(user, page.rows),
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "care/contracts.html", context)


@requires(Verb.VIEW)
@takes_file
@never_cache
def contract(request, pk):
    """One contract, also for the stations it serves; its scans and the upload of one more for who bought it."""
    user = request.user
    rows = CareContract.objects.offered_to(user).select_related("station", "provider")
    found = get_object_or_404(rows, pk=pk)
    may_change = reaches(user, Verb.CHANGE, found.station)
    form = ContractFileForm(request.POST or None, request.FILES or None, too_large=is_too_large(request))
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        if form.is_valid() and (kept := kept_file(form, lambda made: _add(user, found, form, made))):
            messages.success(request, _("已上传：%s") % kept.get_kind_display())
            return redirect("care-contract", pk=pk)
    context = {
        "contract": found,
        "state": found.state_on(timezone.localdate()),
        "done": lists.done_under(user, [found]).get(found.pk, 0),
        "sees_files": reaches(user, Verb.VIEW, found.station),
        "files": _files(user, Verb.VIEW).filter(contract=found).order_by("kind", "pk"),
        "form": form if may_change else None,
        "may_remove": reaches(user, Verb.DELETE, found.station),
    }
    return render(request, "care/contract.html", context)


def _add(user, found, form, made):
    return service.contract_file_add(actor=user, contract=found, kind=form.cleaned_data["kind"], made=made)


@requires(Verb.VIEW)
@require_GET
def content(request, pk):
    """The scan, to be saved and never shown by the browser itself; the log notes it."""
    found = get_object_or_404(_files(request.user, Verb.VIEW), pk=pk)
    try:
        return saved(service.contract_file_open(actor=request.user, file=found))
    except ServiceError as problem:
        messages.error(request, str(problem))
    return redirect("care-contract", pk=found.contract_id)


@requires(Verb.DELETE)
@require_POST
def remove(request, pk):
    """Deletes a scan."""
    found = get_object_or_404(_files(request.user, Verb.DELETE), pk=pk)
    answer = redirect("care-contract", pk=found.contract_id)
    service.contract_file_remove(actor=request.user, file=found)
    messages.success(request, _("已删除。"))
    return answer


def _files(user, verb):
    rows = CareContractFile.objects.visible_to(user, verb)
    return rows.select_related("contract__station", "uploaded_by")
