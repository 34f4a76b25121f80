"""补入名单, and 归入批次 of visits that were registered without their round."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from care_activities.services import visit_round_lines as service
from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models.person import NAME_LENGTH
from veterans.validators import refuse_unit_designation

from ..people.acts import as_id, carried_out
from ..reach import reaches
from .rounds import found_round

_MOST = 50


class FindForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=NAME_LENGTH, required=False)


class AddForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("补入原因"),
        max_length=100,
        validators=[refuse_unit_designation],
        help_text=gettext_lazy("如：名单定好之后迁入；会留在名单和签收表上"),
    )


@requires(Verb.ADD)
@never_cache
@sensitive_post_parameters("name")
def add(request, pk):
    """Who lives at the station and is not on the list: one of them is added, with the reason."""
    visit_round, station = found_round(request, pk)
    if not (reaches(request.user, Verb.ADD, station) and station.is_leaf and not visit_round.closed_at):
        raise PermissionDenied
    people = service.to_add(visit_round, station, request.user)
    act = request.POST.get("act")
    find = FindForm(request.POST if act else None)
    form = AddForm(request.POST if act == "add" else None)
    if act == "add" and form.is_valid() and (line := _added(request, form, visit_round, station, people)):
        messages.success(request, _("已补入名单。"))
        return redirect("visit-line", pk=line.pk)
    if find.is_valid() and find.cleaned_data["name"]:
        people = people.filter(name__prefix=find.cleaned_data["name"].strip())
    found = list(people.order_by("name_pinyin", "pk")[: _MOST + 1])
    context = {
        "round": visit_round,
        "station": station,
        "find": find,
        "form": form,
        "people": found[:_MOST],
        "is_cut": len(found) > _MOST,
        "chosen": as_id(request.POST.get("person", "0")) if act == "add" else None,
    }
    return render(request, "visits/round_add.html", context)


def _added(request, form, visit_round, station, people):
    """The new line; None with the reason on the form when it is refused."""
    if not request.POST.get("person"):
        form.add_error(None, _("请先选一位。"))
        return None
    person = people.filter(pk=as_id(request.POST["person"])).first()
    if person is None:
        form.add_error(None, _("这位已经在名单上，或者不住在这个站；请重新选择。"))
        return None
    made = []
    carried_out(
        form,
        lambda: made.append(
            service.line_add(
                actor=request.user,
                visit_round=visit_round,
                station=station,
                person=person,
                reason=form.cleaned_data["reason"],
            )
        ),
    )
    return made[0] if made else None


@requires(Verb.CHANGE)
@require_POST
def link(request, pk):
    """Takes the visits of the station's waiting lines into the round, or that of the line in `line`."""
    visit_round, station = found_round(request, pk)
    if not reaches(request.user, Verb.CHANGE, station):
        raise PermissionDenied
    line = None
    if request.POST.get("line"):
        rows = visit_round.lines.filter(station=station)
        line = get_object_or_404(rows, pk=as_id(request.POST["line"]))
    try:
        linked = service.visits_link(actor=request.user, visit_round=visit_round, station=station, line=line)
    except ServiceError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已把 %s 条登记过的走访归入这个批次。") % linked)
    if line:
        return redirect("visit-line", pk=line.pk)
    return redirect(f"{reverse('visit-round', args=[pk])}?station={station.code}#lines")
