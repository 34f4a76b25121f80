"""工作移交: a leaving staff member's files and Party members go to a successor in one action."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.models import StaffMember
from stations.models.tracked import Conflict
from stations.roles import Verb
from stations.services import ServiceError
from veterans.services.follow_up import Charge, charges_of, hand_over

from ...paging import page_of
from ..acts import day_field
from ..roster.lists import station_of
from ..roster.views import station_choices


@dataclass(frozen=True)
class Holder:
    """A staff member, what she looks after, and whether she has left."""

    staff: StaffMember
    charge: Charge
    has_left: bool


class HandoverForm(forms.Form):
    """To whom, and since when: nothing chosen beforehand."""

    successor = forms.ModelChoiceField(
        label=gettext_lazy("接手的人"),
        queryset=StaffMember.objects.none(),
        empty_label=gettext_lazy("请选择"),
        error_messages={"required": gettext_lazy("请选择接手的人")},
    )
    left_on = day_field(
        gettext_lazy("离任日期"), required=False, help_text=gettext_lazy("不离任、只调整分工的不填")
    )

    def __init__(self, *args, user, leaving, **kwargs):
        super().__init__(*args, **kwargs)
        in_office = Q(left_on__isnull=True) | Q(left_on__gt=timezone.localdate())
        colleagues = StaffMember.objects.visible_to(user, Verb.CHANGE).filter(
            in_office, station=leaving.station_id
        )
        self.fields["successor"].queryset = colleagues.exclude(pk=leaving.pk)


@requires(Verb.CHANGE)
@never_cache
def holders(request):
    """Who looks after how many: the staff of the user's stations, a successor one click away."""
    station = station_of(request)
    today = timezone.localdate()
    staff = StaffMember.objects.visible_to(request.user, Verb.CHANGE, under=station)
    page = page_of(staff.select_related("station"), request, ["station__path", "pk"])
    charges = charges_of(request.user, page.rows)
    rows = [Holder(row, charges[row.pk], bool(row.left_on and row.left_on <= today)) for row in page.rows]
    context = {
        "rows": rows,
        "page": page,
        "station": station,
        "stations": station_choices(request.user, station),
        "add_url": reverse("admin:stations_staffmember_add"),
    }
    return render(request, "people/follow_up/handover.html", context)


@requires(Verb.CHANGE)
@never_cache
def handover(request, pk):
    """Counts what one staff member looks after, and hands it over."""
    rows = StaffMember.objects.visible_to(request.user, Verb.CHANGE).select_related("station")
    leaving = get_object_or_404(rows, pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = HandoverForm(posted, user=request.user, leaving=leaving)
    if form.is_valid() and _done(request, leaving, form):
        return redirect(f"{reverse('people-handover')}?station={leaving.station.code}")
    context = {
        "leaving": leaving,
        "charge": charges_of(request.user, [leaving])[leaving.pk],
        "form": form,
        "has_colleagues": form.fields["successor"].queryset.exists(),
        "add_url": f"{reverse('admin:stations_staffmember_add')}?station={leaving.station_id}",
    }
    return render(request, "people/follow_up/handover_one.html", context)


def _done(request, leaving, form):
    successor = form.cleaned_data["successor"]
    try:
        moved = hand_over(
            actor=request.user,
            leaving=leaving,
            successor=successor,
            left_on=form.cleaned_data["left_on"],
        )
    except ServiceError as error:
        form.add_error(None, str(error))
    except Conflict:
        form.add_error(None, _("刚才有同事改了这名工作人员的登记；请重新打开本页再移交。"))
    else:
        messages.success(
            request,
            _("已移交给%(name)s：跟进的档案 %(files)s 份，联系的党员 %(members)s 名。")
            % {"name": successor.name, "files": moved.files, "members": moved.members},
        )
        return True
    return False
