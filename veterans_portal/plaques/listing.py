"""应挂未挂 and 县级名单: households are ticked and listed; the county confirms or returns what was listed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import Plaque
from care_activities.services import plaque_lists as service
from care_activities.services.plaque_rights import holds_county
from care_activities.standing import standings_of
from care_activities.vocabulary import PlaqueStatus
from stations.access import requires
from stations.models import Conflict
from stations.roles import Verb
from veterans.models import Household

from ..paging import page_of
from ..people.acts import CHANGED_MEANWHILE, carried_out, ticked_ids
from ..people.roster.lists import station_of
from ..people.roster.views import station_choices
from .forms import ConfirmForm, ReturnForm

_AT_ONCE = 500
_ON_THE_WAY = Plaque.objects.exclude(status=PlaqueStatus.MOVED).order_by("pk")


@requires(Verb.VIEW)
@never_cache
def unhung(request):
    """Households that may hang a plaque and do not, with how far each is; those ticked are listed."""
    user, station = request.user, station_of(request)
    found = service.unhung(user, under=station)
    if request.method == "POST":
        return _list(request, found)
    found = found.select_related("station").prefetch_related(
        Prefetch("plaques", queryset=_ON_THE_WAY, to_attr="begun")
    )
    page = page_of(found, request, ["pk"])
    standings = standings_of(page.rows)
    context = {
        "station": station,
        "stations": station_choices(user, station),
        "page": page,
        "rows": [(home, standings[home.pk], home.begun[-1] if home.begun else None) for home in page.rows],
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "plaques/unhung.html", context)


def _list(request, found):
    if not request.user.holds(Verb.ADD):
        raise PermissionDenied
    ids = ticked_ids(request, "household")
    if request.POST.get("act") == "list-all":
        ids = set(
            found.exclude(plaques__in=_ON_THE_WAY.filter(returned_reason=""))
            .order_by("pk")
            .values_list("pk", flat=True)[:_AT_ONCE]
        )
    try:
        done = service.households_list(
            actor=request.user, households=Household.objects.filter(pk__in=ids, pk__gt=0)
        )
    except Conflict:
        messages.error(request, str(CHANGED_MEANWHILE))
    else:
        if done:
            messages.success(request, _("已列入名单 %s 户，等待县级核定。") % done)
        else:
            messages.warning(request, _("没有可列入名单的家庭：请先勾选；非持证的由家庭申请。"))
    return redirect(request.get_full_path())


@requires(Verb.VIEW)
@never_cache
def to_confirm(request):
    """What was listed: the county confirms or returns, the others see what came back."""
    user, station = request.user, station_of(request)
    decides = holds_county(user)
    confirm, back = ConfirmForm(), ReturnForm()
    refused = None
    if request.method == "POST":
        if not decides:
            raise PermissionDenied
        returns = request.POST.get("act") == "return"
        refused = ReturnForm(request.POST) if returns else ConfirmForm(request.POST)
        if refused.is_valid() and _decide(request, refused, station, returns):
            return redirect(request.get_full_path())
        confirm, back = (confirm, refused) if returns else (refused, back)
    listed = Plaque.objects.visible_to(user, under=station).filter(status=PlaqueStatus.TO_CONFIRM)
    if request.GET.get("state") == "returned":
        listed = listed.exclude(returned_reason="")
    else:
        listed = listed.filter(returned_reason="")
    page = page_of(listed.select_related("station", "household"), request, ["pk"])
    standings = standings_of([plaque.household for plaque in page.rows])
    context = {
        "station": station,
        "stations": station_choices(user, station),
        "state": request.GET.get("state", ""),
        "page": page,
        "rows": [(plaque, standings[plaque.household_id]) for plaque in page.rows],
        "decides": decides,
        "confirm_form": confirm,
        "return_form": back,
        "form": refused,
        "chosen": set(request.POST.getlist("plaque")),
        "today": timezone.localdate(),
    }
    return render(request, "plaques/to_confirm.html", context)


def _decide(request, form, station, returns) -> bool:
    chosen = service.to_confirm(request.user, under=station)
    if request.POST.get("act") == "confirm-all":
        chosen = Plaque.objects.filter(
            pk__in=list(chosen.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
        )
    else:
        chosen = chosen.filter(pk__in=ticked_ids(request, "plaque"))
    act, counts = service.plaques_return if returns else service.plaques_confirm, []
    if not carried_out(
        form, lambda: counts.append(act(actor=request.user, plaques=chosen, **form.cleaned_data))
    ):
        return False
    done, left = (counts[0], 0) if returns else counts[0]
    if left:
        messages.warning(request, _("有 %s 户没有核定：符合条件的人已去世或不在册，请退回核对。") % left)
    if done:
        messages.success(request, (_("已退回 %s 户。") if returns else _("已核定 %s 户，待悬挂。")) % done)
    elif not left:
        messages.error(request, _("请先勾选要办理的家庭。"))
    return True
