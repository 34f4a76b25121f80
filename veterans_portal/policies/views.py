"""The library, one policy, keeping it, and the document itself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from care_activities.models import Policy, PolicyFile
from care_activities.services import policies as service
from care_activities.vocabulary import PolicyCategory, PolicyLevel, PolicyState
from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError

from ..paging import page_of
from ..people.acts import CHANGED_MEANWHILE, carried_out, refusal_of, sent_version
from ..people.roster.lists import root_of
from ..printing import ledger_page
from ..reach import reaches
from ..uploads import is_too_large, kept_file, said_by, saved, takes_file
from .audience import Audience
from .forms import FileForm, PolicyForm
from .lists import LATEST, PolicyFilter, tallies


def policy_of(user, pk, verb=None) -> Policy:
    """The policy, as far as it is offered to `user`, or as far as she holds `verb` on it; else Http404."""
    rows = Policy.objects.visible_to(user, verb) if verb else Policy.objects.offered_to(user, Verb.FIGURES)
    return get_object_or_404(rows.select_related("station"), pk=pk)


@requires(Verb.FIGURES)
@never_cache
def policies(request):
    """What is in force, unless asked otherwise."""
    asked = PolicyFilter.read(request.GET)
    rows = asked.apply(request.user).select_related("station")
    context = {
        "asked": asked,
        "page": page_of(rows, request, LATEST),
        "levels": PolicyLevel.choices,
        "categories": PolicyCategory.choices,
        "states": PolicyState.choices,
        "may_add": request.user.holds(Verb.ADD),
    }
    return render(request, "policies/list.html", context)


@requires(Verb.FIGURES)
@never_cache
def ledger(request):
    """政策台账 on A4 landscape with a cover; a page of the list at a time. That it is printed is logged."""
    user, asked = request.user, PolicyFilter.read(request.GET)
    rows = asked.apply(user)
    counted = tallies(rows)
    return ledger_page(
        request,
        "policies/ledger.html",
        rows=rows.select_related("station"),
        order=LATEST,
        name=_("政策台账"),
        logged="政策台账，{} 条",
        told=asked.told(),
        station=root_of(user, None, Verb.FIGURES),
        further=lambda page: {"tallies": counted, "total": sum(number for _label, number in counted)},
    )


@requires(Verb.FIGURES)
@never_cache
def policy(request, pk):
    """What it says, and how many people of the user's stations it may concern."""
    user, found = request.user, policy_of(request.user, pk)
    asks = Audience.of(user, found)
    has_files = user.holds(Verb.VIEW)
    context = {
        "policy": found,
        "asks": asks,
        "has_files": has_files,
        **(_counted(asks, has_files) if asks.asked else {}),
        "scan": PolicyFile.objects.filter(policy=found).first(),
        "form": FileForm() if reaches(user, Verb.CHANGE, found.station) else None,
        "may_delete": reaches(user, Verb.DELETE, found.station),
    }
    return render(request, "policies/policy.html", context)


def _counted(asks, has_files):
    if not has_files:
        number, at = asks.number()
        return {"number": number, "counted_at": at}
    found = asks.found()
    return {"number": found.number, "told": asks.told(found), "counted_at": found.at}


@requires(Verb.ADD)
@never_cache
def new(request):
    return _edited(request, Policy())


@requires(Verb.CHANGE)
@never_cache
def change(request, pk):
    return _edited(request, policy_of(request.user, pk, Verb.CHANGE))


def _edited(request, found):
    """The form of a policy; a save over a newer version is told and keeps what was typed."""
    form = PolicyForm(request.POST or None, user=request.user, instance=found)
    if request.method == "POST":
        if found.pk:
            found.version = sent_version(request)
        if form.is_valid() and carried_out(
            form, lambda: service.policy_save(actor=request.user, policy=found)
        ):
            messages.success(request, _("政策已保存。"))
            return redirect("policy", pk=found.pk)
    if str(CHANGED_MEANWHILE) in form.non_field_errors():  # said once; the next save is over what was told
        found.version = Policy.objects.filter(pk=found.pk).values_list("version", flat=True).first()
    return render(request, "policies/form.html", {"policy": found, "form": form})


@requires(Verb.DELETE)
@require_POST
def delete(request, pk):
    """Deletes a policy entered by mistake."""
    found = policy_of(request.user, pk, Verb.DELETE)
    said = refusal_of(lambda: service.policy_delete(actor=request.user, policy=found))
    if said:
        messages.error(request, said)
        return redirect("policy", pk=pk)
    messages.success(request, _("已删除这条政策。"))
    return redirect("policies")


@requires(Verb.FIGURES)
@require_GET
def scan(request, pk):
    """The document, to be saved and never shown by the browser itself; the audit log notes it."""
    found = policy_of(request.user, pk)
    row = get_object_or_404(PolicyFile.objects.select_related("policy__station"), policy=found)
    try:
        return saved(service.file_open(actor=request.user, scan=row))
    except ServiceError as problem:
        messages.error(request, str(problem))
    return redirect("policy", pk=pk)


@requires(Verb.CHANGE)
@require_POST
@takes_file
def upload(request, pk):
    """Keeps the document's scan, in place of an earlier one."""
    found = policy_of(request.user, pk)
    if not reaches(request.user, Verb.CHANGE, found.station):
        raise PermissionDenied
    form = FileForm(request.POST, request.FILES, too_large=is_too_large(request))
    if form.is_valid():
        kept_file(form, lambda made: service.file_put(actor=request.user, policy=found, made=made))
    if form.errors:
        messages.error(request, said_by(form))
    else:
        messages.success(request, _("原文已上传，%s。") % timezone.localdate().isoformat())
    return redirect("policy", pk=pk)
