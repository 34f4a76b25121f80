"""The page of one file: its sections as far as the user may see them, and showing a number whole."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from care_activities.models import Plaque
from stations.access import requires
from stations.models.tracked import Conflict
from stations.roles import Verb
from veterans.models import PersonFile
from veterans.services.follow_up import person_verify
from veterans.services.identity import file_open_noted, identity_reveal

from ..panels import panels_of
from . import revealing, sections, timeline
from .access import Access, clear_numbers
from .photo import photo_url
from .todos import todos_of


@requires(Verb.VIEW)
@never_cache
def person(request, pk):
    """The file; that it was opened is logged, with the phones that stand there in clear."""
    person = file_of(request.user, pk)
    return _page(request, person)


@requires(Verb.REVEAL)
@never_cache
@require_POST
def reveal(request, pk):
    """The same page with one number shown whole; the look is logged by the service."""
    person = file_of(request.user, pk)
    if not Access.of(request.user, person).reveal:
        raise PermissionDenied
    form = revealing.RevealForm(request.POST, person=person)
    if not form.is_valid():
        messages.error(request, _("没有显示号码：请先选择为什么要看完整号码。"))
        return _page(request, person)
    asked = form.cleaned_data
    number = identity_reveal(actor=request.user, person=person, **asked)
    revealing.remember(request, asked["field"], asked["reason"])
    messages.info(request, _("已显示完整号码，这次查看已记入操作记录。"))
    member = asked["member"]
    return _page(request, person, shown={(member.pk if member else 0, asked["field"]): number})


@requires(Verb.CHANGE)
@require_POST
def verify(request, pk):
    """今天已核实: the file was checked with the person."""
    person = get_object_or_404(PersonFile.objects.visible_to(request.user, Verb.CHANGE), pk=pk)
    try:
        person_verify(actor=request.user, person=person)
        messages.success(request, _("已登记：今天与本人核实过这份档案。"))
    except Conflict:
        messages.error(request, _("刚才有同事改了这份档案；请看过新内容，再点“今天已核实”。"))
    return redirect("person", pk=person.pk)


def file_of(user, pk):
    """The file `pk` with its parts, as far as `user` may see it; Http404 outside her scope."""
    rows = PersonFile.objects.visible_to(user).select_related(*sections.RELATED)
    person = get_object_or_404(rows, pk=pk)
    if Access.of(user, person).whole:
        prefetch_related_objects([person], *sections.PARTS)
    return person


def _page(request, person, shown=None):
    """The page, and the log's entry that it was opened; `shown` as in sections.of."""
    user = request.user
    access = Access.of(user, person)
    phones = clear_numbers(user, person)
    file_open_noted(actor=user, person=person, fields={name for _member, name in phones})
    parts = sections.of(person, whole=access.whole, shown=phones | (shown or {}))
    context = {
        "person": person,
        "access": access,
        "sections": parts,
        "missing": [section.title for section in parts if not section.groups],
        "reveal": revealing.presets(request) if access.reveal else None,
        "timeline": timeline.of(user, person, whole=access.whole),
        "photo": photo_url(person) if access.whole else "",
        **(_whole(request, person, access) if access.whole else {}),
    }
    return render(request, "people/file/person.html", context)


def _whole(request, person, access):
    """What only those who see the whole file are told."""
    panels = panels_of(request.user, person)
    change_url = reverse("admin:veterans_personfile_change", args=[person.pk]) if access.change else ""
    return {
        "plaques": Plaque.objects.filter(household=person.household_id) if person.household_id else (),
        "cards": [
            {
                "key": panel.key,
                "title": panel.title,
                "html": render_to_string(panel.template, {**panel.context, "person": person}, request),
            }
            for panel in panels
            if panel.template
        ],
        "actions": [action for panel in panels for action in panel.actions],
        "todos": todos_of(person, panels, change_url),
        "change_url": change_url,
        "summary": sections.summary(person),
    }
