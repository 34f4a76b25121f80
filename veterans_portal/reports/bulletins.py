"""The pages of the bulletin: written by the portal, edited by its author, printed as a draft."""

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from veterans.validators import refuse_unit_designation

from ..people.roster.views import station_choices
from ..reach import reaches
from . import bulletin as writing
from .asked import Asked
from .forms import Refusable
from .models import Bulletin

_KEPT_SHOWN = 6


class BulletinForm(Refusable):
    """A field for each paragraph, with what the portal wrote."""

    def __init__(self, *args, drafts, **kwargs):
        super().__init__(*args, **kwargs)
        for draft in drafts:
            self.fields[draft.key] = forms.CharField(
                label=draft.title,
                initial=draft.text,
                required=False,
                max_length=2000,
                validators=[refuse_unit_designation],
                widget=forms.Textarea(attrs={"rows": 5}),
            )


@requires(Verb.FIGURES)
@never_cache
def write(request):
    """The sentences with the numbers of now; a POST keeps them as edited."""
    asked = Asked.read(request.user, request.GET)
    drafts = writing.drafts(asked.station, timezone.localdate())
    form = BulletinForm(request.POST if request.method == "POST" else None, drafts=drafts)
    if request.method == "POST" and form.is_valid():
        kept = form.carry_out(
            lambda: writing.bulletin_keep(
                actor=request.user, station=asked.station, texts=dict(form.cleaned_data)
            )
        )
        if kept:
            return redirect("report-bulletin", pk=kept.pk)
    kept = Bulletin.objects.visible_to(request.user, Verb.FIGURES, under=asked.station)
    context = {
        "asked": asked,
        "drafts": drafts,
        "form": form,
        "may_keep": reaches(request.user, Verb.CHANGE, asked.station),
        "stations": station_choices(request.user, asked.station, Verb.FIGURES),
        "now": timezone.now(),
        "kept": kept.select_related("station")[:_KEPT_SHOWN],
    }
    return render(request, "reports/bulletin_write.html", context)


@requires(Verb.FIGURES)
@never_cache
def bulletin(request, pk):
    """One page of paper, marked 草稿."""
    visible = Bulletin.objects.visible_to(request.user, Verb.FIGURES)
    row = get_object_or_404(visible.select_related("station"), pk=pk)
    context = {
        "bulletin": row,
        "title": _("%s退役军人工作情况简报") % row.station.place_name,
        "back": f"{reverse('report-bulletin-write')}?station={row.station.code}",
    }
    return render(request, "reports/bulletin.html", context)
