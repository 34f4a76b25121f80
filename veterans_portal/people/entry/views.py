"""Entry of a file: checking an ID number as it is typed, and keeping the form as a draft."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.identity import IdentityError, age_on, check_id, clean_name
from stations.roles import Verb
from veterans.checks import region_doubt
from veterans.models import PersonFile
from veterans.services.held import TRANSFER_PAGE, Verdict, number_check
from veterans.vocabulary import Sex

from . import drafts


@requires(Verb.ADD)
@never_cache
@require_POST
@sensitive_post_parameters()
def check_id_number(request):
    """JSON about a typed number: `ok` and `text`; `derived`, `doubt`, `link`, `ask` where the number is one.

    `link` opens the file, `ask` takes a request to transfer it. `file` is the id of the file at hand. The
    number stands in no address and no log.
    """
    typed = request.POST.get("number", "")
    try:
        checked = check_id(typed, allow_sample=settings.PORTAL_ALLOW_SAMPLES)
    except IdentityError as problem:
        return JsonResponse({"ok": False, "text": str(problem)})
    standing = number_check(
        actor=request.user,
        number=checked.number,
        name=_name(request),
        person_id=_file_at_hand(request),
    )
    return JsonResponse(
        {
            "ok": standing.verdict in (Verdict.NEW, Verdict.NAMELESS),
            "text": standing.sentence,
            "derived": _derived(checked),
            "doubt": "" if checked.is_sample else region_doubt(checked.region),
            "link": reverse("person", args=[standing.person.pk]) if standing.person else "",
            "ask": _transfer_url() if standing.verdict == Verdict.ELSEWHERE else "",
        }
    )


def _name(request):
    """The typed name as it would be kept; "" while it is none."""
    try:
        return clean_name(request.POST.get("name", ""))
    except IdentityError:
        return ""


def _file_at_hand(request):
    """The id of the file whose number is changed, as far as the user may change it."""
    pk = request.POST.get("file", "")
    rows = PersonFile.objects.visible_to(request.user, Verb.CHANGE)
    return rows.filter(pk=pk).values_list("pk", flat=True).first() if pk.isdecimal() else None


def _derived(checked):
    return _("%(sex)s，%(birth)s出生，%(age)d 周岁") % {
        "sex": Sex(checked.sex).label,
        "birth": checked.birth.isoformat(),
        "age": age_on(checked.birth, timezone.localdate()),
    }


def _transfer_url():
    """Where a transfer is asked for; "" as long as the portal has no such page."""
    try:
        return reverse(TRANSFER_PAGE)
    except NoReverseMatch:
        return ""


@requires(Verb.ADD)
@never_cache
@require_POST
@sensitive_post_parameters()
def save_draft(request):
    """Keeps the posted form for its writer; JSON with the time, 404 for a file that is not hers to change."""
    key = request.POST.get("draft_key", "")
    if key != drafts.NEW:
        pk = key.removeprefix(drafts.OF_FILE)
        if not pk.isdecimal() or key == pk:
            return HttpResponse(status=404)
        get_object_or_404(PersonFile.objects.visible_to(request.user, Verb.CHANGE), pk=pk)
    saved_at = drafts.keep(request.user, key, request.POST)
    return JsonResponse({"saved": f"{timezone.localtime(saved_at):%H:%M}"})
