"""取消情形: the list that the county bureau keeps itself. Nobody below it opens the page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import PlaqueCancelReason
from care_activities.services.plaque_county import reason_save, reasons_load
from care_activities.services.plaque_rights import holds_county
from stations.access import requires
from stations.models import Station
from stations.roles import Verb

from ..people.acts import as_id, carried_out
from .forms import ReasonForm


@requires(Verb.APPROVE)
@never_cache
def reasons(request):
    """The county's reasons; each can be reworded or no longer offered, none is deleted."""
    if not holds_county(request.user):
        raise PermissionDenied
    county = _county(request)
    edited = _edited(request, county)
    form = ReasonForm(request.POST or None, instance=edited)
    if request.method == "POST" and request.POST.get("act") == "load":
        done = reasons_load(actor=request.user, county=county)
        messages.success(request, _("已载入常用情形 %s 条。") % done)
        return redirect(request.get_full_path())
    sent = request.method == "POST" and form.is_valid()
    if sent and carried_out(form, lambda: reason_save(actor=request.user, reason=form.instance)):
        messages.success(request, _("已保存。"))
        return redirect(f"{request.path}?county={county.code}")
    context = {
        "county": county,
        "counties": _counties(request.user),
        "reasons": PlaqueCancelReason.objects.visible_to(request.user).filter(station=county),
        "edited": edited,
        "form": form,
    }
    return render(request, "plaques/reasons.html", context)


def _counties(user):
    return (
        Station.objects.visible_to(user, Verb.APPROVE)
        .filter(tier=Station.Tier.DISTRICT, is_active=True)
        .order_by("path")
    )


def _county(request):
    counties = _counties(request.user)
    code = request.GET.get("county")
    county = counties.filter(code=code).first() if code else counties.first()
    if county is None:
        raise Http404
    return county


def _edited(request, county):
    pk = request.GET.get("edit", "")
    if not pk:
        return PlaqueCancelReason(station=county)
    known = PlaqueCancelReason.objects.filter(station=county)
    reason = known.filter(pk=as_id(pk)).first()
    if reason is None:
        raise Http404
    return reason
