"""The page of one activity: what it is, who is asked, what came of it, and what may be done now."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import Activity
from care_activities.services import activities as service
from stations.access import requires
from stations.roles import Verb

from ..people.acts import carried_out, refusal_of, sent_version
from ..reach import reaches
from . import lists
from .forms import ReasonForm, ResultForm


def activity_of(user, pk, verb=Verb.VIEW) -> Activity:
    """The activity, as far as `user` holds `verb` on it; else Http404."""
    rows = Activity.objects.visible_to(user, verb).select_related("station", "venue", "organiser")
    return get_object_or_404(rows, pk=pk)


@requires(Verb.VIEW)
@never_cache
def activity(request, pk):
    """One activity; a POST says by its button (`act`) what is done."""
    found = activity_of(request.user, pk)
    if request.method != "POST":
        return _page(request, found)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    if not reaches(request.user, Verb.CHANGE, found.station):
        raise PermissionDenied
    found.version = sent_version(request)
    return act(request, found)


def _hold(request, found):
    form = ResultForm(request.POST, instance=found)
    if form.is_valid():
        answers = form.cleaned_data
        if carried_out(form, lambda: service.activity_hold(actor=request.user, activity=found, **answers)):
            messages.success(request, _("已登记活动情况。"))
            return redirect("activity", pk=found.pk)
    return _page(request, activity_of(request.user, found.pk), result=form, sent=sent_version(request))


def _cancel(request, found):
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if carried_out(
            form, lambda: service.activity_cancel(actor=request.user, activity=found, reason=reason)
        ):
            messages.success(request, _("活动已取消。"))
            return redirect("activity", pk=found.pk)
    return _page(request, activity_of(request.user, found.pk), reason=form)


def _reopen(request, found):
    said = refusal_of(lambda: service.activity_reopen(actor=request.user, activity=found))
    _tell(request, said, _("已恢复为计划中。"))
    return redirect("activity", pk=found.pk)


def _delete(request, found):
    said = refusal_of(lambda: service.activity_delete(actor=request.user, activity=found))
    _tell(request, said, _("活动已删除。"))
    return redirect("activity", pk=found.pk) if said else redirect("activities")


_ACTS = {"hold": _hold, "cancel": _cancel, "reopen": _reopen, "delete": _delete}


def _tell(request, refused, done):
    if refused:
        messages.error(request, refused)
    else:
        messages.success(request, done)


def _page(request, found, result=None, reason=None, sent=None):
    user = request.user
    may_change = reaches(user, Verb.CHANGE, found.station)
    can_hold = not found.is_cancelled and service.is_over(found)
    answered = found.attendances.order_by().values_list("state").annotate(Count("pk"))
    context = {
        "activity": found,
        "row": lists.rows_of([found])[0],
        "answered": dict(answered),
        "invited": found.attendances.count(),
        "red_resources": found.red_resources.all(),
        "partners": found.partners.all(),
        "files": found.files.order_by("kind", "pk"),
        "opinions": found.opinions.order_by("pk"),
        "may_change": may_change,
        "may_delete": reaches(user, Verb.DELETE, found.station),
        "result": (result or ResultForm(instance=found)) if may_change and can_hold else None,
        "reason": (reason or ReasonForm()) if may_change and not found.is_held else None,
        "failed": result or reason,
        "version": sent or found.version,
    }
    return render(request, "activities/activity.html", context)
