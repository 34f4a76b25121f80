"""The people a policy may concern, and ticking off who was told."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from care_activities.models import PolicyNotice
from care_activities.services import policies as service
from stations.access import requires
from stations.roles import Verb

from ..paging import page_of
from ..people.acts import carried_out, ticked_ids
from ..people.roster.lists import station_of
from ..people.roster.views import station_choices
from .audience import Audience
from .forms import NoticeForm
from .views import policy_of

_STATES = [("no", gettext_lazy("未告知")), ("yes", gettext_lazy("已告知"))]


@requires(Verb.VIEW)
@never_cache
def people(request, pk):
    """可能符合, 请核实: the files in the user's scope; ticking some says they were told."""
    user, found, station = request.user, policy_of(request.user, pk), station_of(request)
    asks = Audience.of(user, found, station)
    if asks.asked is None:
        raise Http404
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _told(request, found, asks, form):
        query = urlencode({name: request.GET[name] for name in ("station", "told") if name in request.GET})
        return redirect(f"{reverse('policy-people', args=[pk])}?{query}")
    told = request.GET.get("told", "")
    concerned = asks.found()
    page = page_of(
        asks.listed(concerned, told).select_related("managing_station"), request, ["name_pinyin", "pk"]
    )
    context = {
        "policy": found,
        "asks": asks,
        "station": station,
        "stations": station_choices(user, station),
        "page": page,
        "rows": _with_notices(user, found, page.rows),
        "concerned": concerned,
        "told_number": asks.told(concerned),
        "told": told,
        "states": _STATES,
        "form": form,
        "ticked": ticked_ids(request, "person"),
        "may_tell": user.holds(Verb.CHANGE),
    }
    return render(request, "policies/people.html", context)


def _with_notices(user, policy, files):
    """`[(person, PolicyNotice or None)]`."""
    rows = PolicyNotice.objects.filter(policy=policy, person__in=[person.pk for person in files])
    told = {notice.person_id: notice for notice in rows.select_related("told_by")}
    return [(person, told.get(person.pk)) for person in files]


def _told(request, policy, asks, form):
    """Whether the ticked were noted; who is not, or no longer, among those it may concern is left out."""
    ticked = ticked_ids(request, "person")
    if not ticked:
        form.add_error(None, _("请先勾选已经告知的人。"))
        return False
    wanted = set(asks.people().filter(pk__in=ticked).values_list("pk", flat=True))
    made = []
    done = carried_out(
        form,
        lambda: made.append(
            service.people_told(actor=request.user, policy=policy, people=wanted, **form.cleaned_data)
        ),
    )
    if done:
        messages.success(request, _("已登记告知 %d 人。") % made[0])
        if left := len(ticked) - made[0]:
            messages.info(request, _("有 %d 人没有登记：早已登记过，或条件已不符合。") % left)
    return done


@requires(Verb.DELETE)
@require_POST
def notice_delete(request, pk):
    """Takes back a tick."""
    rows = PolicyNotice.objects.visible_to(request.user, Verb.DELETE).select_related("station", "person")
    notice = get_object_or_404(rows, pk=pk)
    service.notice_delete(actor=request.user, notice=notice)
    messages.success(request, _("已撤销这条告知登记。"))
    return redirect("policy-people", pk=notice.policy_id)
