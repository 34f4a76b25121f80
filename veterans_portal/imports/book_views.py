"""Workbooks that go out and come back: corrections of a batch, and a station's own rows in the template."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from stations.spreadsheets import StationFinder
from veterans.services.identity import reason_text
from veterans.vocabulary import RevealReason

from ..downloads import XLSX
from ..places import full_names
from . import pipeline, work
from .corrections import corrections_download
from .kinds import RESOURCES, resource_of
from .models import ImportBatch
from .reader import FileRejected
from .rosters import OF_HOUSEHOLDS, roster_download


@requires(Verb.IMPORT)
@never_cache
def corrections(request, pk, number):
    """The clerk's own file with its bad cells marked."""
    try:
        name, content = corrections_download(user=request.user, batch=_batch(request, pk), number=number)
    except ServiceError as refusal:
        raise Http404 from refusal
    return _download(name, content)


@requires(Verb.IMPORT)
@require_POST
def corrected(request, pk):
    """Takes corrected rows in as a batch that continues this one, checked at once when it is small."""
    former, file = _batch(request, pk), request.FILES.get("file")
    try:
        if file is None:
            raise ServiceError(_("请选择改好的表格。"))
        batch = pipeline.open_batch(
            user=request.user,
            kind=former.kind,
            files=[(file.name, file.read())],
            station=former.station if former.station_chosen else None,
            mode=former.mode,
            verbs=former.verbs,
            continues=former,
        )
        work.check(batch)
    except (FileRejected, ServiceError) as refusal:
        messages.error(request, str(refusal))
        return redirect("import-batch", pk=pk)
    return redirect("import-batch", pk=batch.pk)


class RosterForm(forms.Form):
    """Which station's rows go into the template, and whether numbers stand whole."""

    station = forms.CharField(
        label=gettext_lazy("哪个站"),
        max_length=100,
        help_text=gettext_lazy("可填站名、“镇街+村(社区)”全称或12位区划代码；填镇街的，包括下面各村(社区)"),
        widget=forms.TextInput(attrs={"list": "roster-stations", "autocomplete": "off"}),
    )
    reason = forms.ChoiceField(label=gettext_lazy("身份证号和电话"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.allowed = Station.objects.visible_to(user, Verb.EXPORT)
        reasons = [(code, _("完整显示，理由：%s") % label) for code, label in RevealReason.choices]
        self.fields["reason"].choices = [("", _("打码；没有改的格子导入时不算改动")), *reasons]

    def places(self):
        return full_names(self.allowed)

    def clean_station(self):
        finder = StationFinder(self.allowed)
        try:
            return finder.stations[finder.find(self.cleaned_data["station"].strip())]
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def reason_said(self):
        code = self.cleaned_data["reason"]
        return reason_text(code) if code else ""


@requires(Verb.EXPORT)
@never_cache
def roster(request, kind):
    """The template of the kind with a station's own rows in it, to be filled in offline and imported again."""
    if kind not in RESOURCES:
        raise Http404
    resource = resource_of(kind)
    form = RosterForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            station, reason = form.cleaned_data["station"], form.reason_said()
            name, content = roster_download(user=request.user, kind=kind, station=station, reason=reason)
        except ServiceError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _download(name, content)
    context = {"form": form, "title": resource.title, "kind": kind, "of_households": kind in OF_HOUSEHOLDS}
    return render(request, "imports/roster.html", context)


def _batch(request, pk):
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("station"), pk=pk)


def _download(name, content):
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
