"""The printed archive sheet of one file (登记表): masked, or with whole numbers for a reason that is logged."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, prefetch_related_objects
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import Plaque, Visit
from stations import dates
from stations.access import requires
from stations.dates import months_before
from stations.roles import Verb
from veterans.derive import plain
from veterans.models import PersonFile, RoundEntry
from veterans.services.identity import REVEALABLE, REVEALABLE_OF_FAMILY, file_open_noted, file_print
from veterans.vocabulary import RevealReason

from . import revealing, sections, sheet_layout
from .access import Access, clear_numbers
from .photo import photo_url

_VISIT_MONTHS = 36  # 近三年


@requires(Verb.VIEW)
@never_cache
def sheet(request, pk):
    """The sheet of a file the user sees whole; a POST with a reason prints the numbers whole."""
    rows = PersonFile.objects.kept_by(request.user).select_related(*sections.RELATED)
    person = get_object_or_404(rows, pk=pk)
    prefetch_related_objects([person], *sections.PARTS)
    if request.method == "POST":
        return _whole(request, person)
    shown = clear_numbers(request.user, person)
    file_open_noted(actor=request.user, person=person, fields=_names(shown))
    return _page(request, person, shown)


def _whole(request, person):
    if not Access.of(request.user, person).reveal:
        raise PermissionDenied
    reason = request.POST.get("reason")
    if reason not in RevealReason.values:
        messages.error(request, _("没有显示号码：请先选择打印完整号码的理由。"))
        file_open_noted(actor=request.user, person=person)
        return _page(request, person, {})
    shown = numbers_of(person)
    file_print(actor=request.user, person=person, fields=_names(shown), reason=reason)
    revealing.remember(request, "id_number", reason)
    messages.info(request, _("号码已完整显示，已记入操作记录；现在可以打印。"))
    return _page(request, person, shown)


def numbers_of(person) -> dict[tuple[int, str], str]:
    """`{(0 or the relative's id, field): number}`: every number in the file, whole."""
    owners = [(0, person, REVEALABLE)]
    owners += [(relative.pk, relative, REVEALABLE_OF_FAMILY) for relative in person.family_members.all()]
    return {
        (owner, name): plain(getattr(row, name))
        for owner, row, names in owners
        for name in names
        if getattr(row, name)
    }


def _care(user, person):
    """The plaque of the household and how often somebody came within three years."""
    theirs, plaque = Q(person=person), None
    if person.household_id:
        theirs |= Q(household=person.household_id)
        plaque = Plaque.objects.visible_to(user).filter(household=person.household_id).order_by("-pk").first()
    since = months_before(timezone.localdate(), _VISIT_MONTHS)
    visits = Visit.objects.visible_to(user).filter(theirs, date__gt=since).count()
    return [
        [
            sheet_layout.Cell(_("光荣牌"), plaque.get_status_display() if plaque else "", 1),
            sheet_layout.Cell(
                _("悬挂日期"), dates.show(plaque.hung_on.isoformat()) if plaque and plaque.hung_on else "", 1
            ),
            sheet_layout.Cell(_("近三年接受慰问"), _("%s 次") % visits, 3),
        ]
    ]


def _names(shown):
    return {name for _owner, name in shown}


def _page(request, person, shown):
    entries = RoundEntry.objects.visible_to(request.user).filter(person=person)
    top, below = sheet_layout.identity_of(person, shown)
    context = {
        "person": person,
        "photo": photo_url(person),
        "top": top,
        "below": below,
        "tabs": sheet_layout.tabs_of(person, shown, _care(request.user, person)),
        "entry": entries.select_related("round", "collected_by", "reviewed_by").order_by("-pk").first(),
        "is_whole": (0, "id_number") in shown,
        "offer": (revealing.presets(request)["id"] if Access.of(request.user, person).reveal else None),
    }
    return render(request, "people/file/sheet.html", context)
