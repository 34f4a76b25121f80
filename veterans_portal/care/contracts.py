"""服务合同: the list, the page of one contract with its scans, and their content."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from care_activities.models import CareContract, CareContractFile
from care_activities.services import care_contract_files as service
from care_activities.vocabulary import CareContractState
from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError
from veterans.attachments.remaking import AttachmentRefused, remake

from ..paging import page_of
from ..people.attachments.uploads import MOST_BYTES, SmallUploadHandler
from ..people.attachments.views import saved
from ..people.roster.views import station_choices
from ..reach import reaches
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
@csrf_exempt  # the handler must stand before anything reads the body; _contract checks the token
@never_cache
def contract(request, pk):
    """One contract, also for the stations it serves; its scans and the upload of one more for who bought it."""
    request.upload_handlers = [SmallUploadHandler(request)]
    return _contract(request, pk)


@csrf_protect
def _contract(request, pk):
    user = request.user
    rows = CareContract.objects.offered_to(user).select_related("station", "provider")
    found = get_object_or_404(rows, pk=pk)
    may_change = reaches(user, Verb.CHANGE, found.station)
    form = ContractFileForm()
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        sent = int(request.META.get("CONTENT_LENGTH") or 0)
        too_large = sent > MOST_BYTES and not request.FILES
        form = ContractFileForm(request.POST, request.FILES, too_large=too_large)
        if form.is_valid() and (kept := _kept(request, form, found)):
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


def _kept(request, form, found):
    """The new scan; None with the reason on the form when it is refused."""
    asked = form.cleaned_data
    try:
        made = remake(asked["file"].read(), photo=False)
        return service.contract_file_add(actor=request.user, contract=found, kind=asked["kind"], made=made)
    except AttachmentRefused as refusal:
        form.add_error("file", str(refusal))
    except ServiceError as refusal:
        form.add_error(None, str(refusal))
    return None


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
