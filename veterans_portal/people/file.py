"""The page of one file: its sections as far as the user may see them, and showing a number whole."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from care_activities.models import Plaque, Visit
from stations.access import requires
from stations.roles import Verb
from veterans.models import PersonFile
from veterans.services.identity import REVEALABLE, identity_reveal
from veterans.vocabulary import RevealReason

from ..reach import reaches
from . import sections

_LATEST_VISITS = 10


class RevealForm(forms.Form):
    """Which number, and why: both from closed lists, nothing chosen beforehand."""

    field = forms.ChoiceField(choices=[(name, name) for name in REVEALABLE], widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=gettext_lazy("为什么要看完整号码"),
        choices=[("", gettext_lazy("请选择")), *RevealReason.choices],
    )


@dataclass(frozen=True)
class Access:
    """What the user may do with one file; `whole` is false for the residence station."""

    whole: bool
    reveal: bool
    change: bool

    @classmethod
    def of(cls, user, person):
        station = person.managing_station
        return cls(*(reaches(user, verb, station) for verb in (Verb.VIEW, Verb.REVEAL, Verb.CHANGE)))


@requires(Verb.VIEW)
@never_cache
def person(request, pk):
    return _page(request, _person(request, pk))


@requires(Verb.REVEAL)
@never_cache
@require_POST
def reveal(request, pk):
    """The same page with one number shown whole; the look is logged by the service."""
    person = _person(request, pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有显示号码：请先选择为什么要看完整号码。"))
        return _page(request, person)
    field = form.cleaned_data["field"]
    number = identity_reveal(
        actor=request.user, person=person, field=field, reason=form.cleaned_data["reason"]
    )
    messages.info(request, _("已显示完整号码，这次查看已记入操作记录。"))
    return _page(request, person, shown={field: number})


def _person(request, pk):
    rows = PersonFile.objects.visible_to(request.user).select_related(*sections.RELATED)
    return get_object_or_404(rows, pk=pk)


def _page(request, person, shown=None):
    access = Access.of(request.user, person)
    if shown and not access.reveal:
        raise PermissionDenied
    parts = sections.of(person, whole=access.whole, shown=shown or {})
    visits = Visit.objects.visible_to(request.user).select_related("station")
    context = {
        "person": person,
        "access": access,
        "sections": parts,
        "missing": [section.title for section in parts if not section.groups],
        "reveal_form": RevealForm() if access.reveal else None,
        "visits": visits.filter(_about(person)).order_by("-date", "-pk")[:_LATEST_VISITS],
        "plaques": Plaque.objects.filter(household=person.household_id) if access.whole else (),
        "change_url": (
            reverse("admin:veterans_personfile_change", args=[person.pk]) if access.change else ""
        ),
    }
    return render(request, "people/person.html", context)


def _about(person):
    """Visits to the person and to the household."""
    condition = Q(person=person)
    return condition | Q(household=person.household_id) if person.household_id else condition
