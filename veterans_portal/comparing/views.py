"""Pages of 比对 and 变动线索."""

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError
from veterans.vocabulary import RevealReason

from ..downloads import XLSX
from ..imports.reader import FileRejected
from ..paging import page_of
from .forms import CompareForm, DismissForm, RevealForm
from .models import ChangeProposal, Comparison, ListKind
from .services import list_compare, proposal_arrived, proposal_dismiss, proposal_reveal, result_download

State = ChangeProposal.State


@requires(Verb.IMPORT)
@never_cache
def comparisons(request):
    """The lists compared so far, and the next one."""
    form = CompareForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (made := _compare(request, form)):
        return redirect("comparison", pk=made.pk)
    found = (
        Comparison.objects.visible_to(request.user)
        .select_related("station", "user")
        .defer("result", "content")
    )
    page = page_of(found, request, ["-pk"], size=20)
    return render(request, "comparing/list.html", {"form": form, "page": page, "rows": page.rows})


def _compare(request, form):
    asked = dict(form.cleaned_data)
    content = asked.pop("file").read()
    try:
        return list_compare(user=request.user, content=content, **asked)
    except FileRejected as refusal:
        form.add_error("file", refusal.message)
    except ServiceError as refusal:
        form.add_error(None, str(refusal))
    except IntegrityError:
        form.add_error(None, _("另一份名单正在处理，请稍后再试一次。"))
    return None


@requires(Verb.IMPORT)
@never_cache
def comparison(request, pk):
    """What came of one list. Its rows stand in the workbook alone, for its maker."""
    found = get_object_or_404(_visible(request), pk=pk)
    context = {
        "found": found,
        "is_mine": found.user_id == request.user.pk,
        "kept": settings.PROPOSAL_KEEP_DAYS,
    }
    return render(request, "comparing/comparison.html", context)


@requires(Verb.IMPORT)
@never_cache
def progress(request, pk):
    """Where the comparison stands, for the script that keeps its page up to date."""
    found = get_object_or_404(_visible(request), pk=pk)
    return JsonResponse({"state": found.state, "done": found.progress, "total": found.totals.get("rows", 0)})


def _visible(request):
    return Comparison.objects.visible_to(request.user).select_related("station", "user")


@requires(Verb.IMPORT)
@never_cache
@require_POST
def download(request, pk):
    """The answered workbook, for who had it compared; everybody else is told that there is none."""
    found = get_object_or_404(_visible(request).filter(user=request.user), pk=pk)
    try:
        content = result_download(user=request.user, comparison=found)
    except ServiceError as refusal:
        messages.error(request, str(refusal))
        return redirect("comparison", pk=pk)
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, _("比对结果%s.xlsx") % pk)
    return response


@requires(Verb.CHANGE)
@never_cache
def proposals(request):
    """变动线索 at the user's stations: what other offices say, to find out and to decide."""
    state = request.GET.get("state", State.OPEN)
    if state not in State:
        raise Http404
    found = _proposals(request).filter(state=state)
    page = page_of(found, request, ["-pk"])
    context = {
        "page": page,
        "rows": page.rows,
        "state": state,
        "states": State.choices,
        "reasons": RevealReason.choices,
        "dismiss": DismissForm(),
    }
    return render(request, "comparing/proposals.html", context)


def _proposals(request):
    return ChangeProposal.objects.kept_by(request.user).select_related(
        "person", "station", "comparison", "decided_by"
    )


@requires(Verb.CHANGE)
@require_POST
def decide(request, pk, deed):
    """Dismisses a proposal, or notes that a newcomer is on file now."""
    proposal = get_object_or_404(_proposals(request), pk=pk)
    try:
        if deed == "dismiss":
            form = DismissForm(request.POST)
            if not form.is_valid():
                raise ServiceError(_("请写明怎么核实的，再按“不属实”。"))
            proposal_dismiss(user=request.user, proposal=proposal, why=form.cleaned_data["why"])
            messages.success(request, _("已记为不属实，档案没有变动。"))
        elif deed == "arrived" and proposal.kind == ListKind.MOVED_IN:
            person = proposal_arrived(user=request.user, proposal=proposal)
            messages.success(request, _("已记为属实。"))
            return redirect("person", pk=person.pk)
        else:
            raise Http404
    except ServiceError as refusal:
        messages.error(request, str(refusal))
    return redirect("proposals")


@requires(Verb.REVEAL)
@never_cache
@require_POST
def reveal(request, pk):
    """The whole number of a newcomer, with its reason in the log; it stands in this answer alone."""
    newcomers = _proposals(request).filter(state=State.OPEN, kind=ListKind.MOVED_IN)
    proposal = get_object_or_404(newcomers, pk=pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择为什么要看号码。"))
        return redirect("proposals")
    reason = RevealReason(form.cleaned_data["reason"]).label
    number = proposal_reveal(user=request.user, proposal=proposal, reason=str(reason))
    return render(request, "comparing/newcomer.html", {"proposal": proposal, "number": number})
