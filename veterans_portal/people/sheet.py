"""The printed archive sheet of one file (登记表): masked, or with whole numbers for a reason that is logged."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from veterans.derive import plain
from veterans.models import PersonFile, RoundEntry
from veterans.services.identity import REVEALABLE, REVEALABLE_OF_FAMILY, file_open_noted, file_print
from veterans.vocabulary import RevealReason

from . import revealing, sections, sheet_layout
from .access import Access, clear_numbers
from .photo import photo_url


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
        return _page(request, person, {})
    shown = numbers_of(person)
    file_print(actor=request.user, person=person, fields=_names(shown), reason=reason)
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


def _names(shown):
    return {name for _owner, name in shown}


def _page(request, person, shown):
    entries = RoundEntry.objects.visible_to(request.user).filter(person=person)
    context = {
        "person": person,
        "photo": photo_url(person),
        "top": sheet_layout.beside_photo(person, shown),
        "tabs": sheet_layout.tabs_of(person, shown),
        "entry": entries.select_related("round", "collected_by", "reviewed_by").order_by("-pk").first(),
        "is_whole": (0, "id_number") in shown,
        "offer": (revealing.presets(request)["id"] if Access.of(request.user, person).reveal else None),
    }
    return render(request, "people/sheet.html", context)
