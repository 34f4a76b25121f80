"""What is asked before a sheet is imported: where to, how, and what it may do to what is on file."""

import json

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from stations.models import Station
from stations.roles import Verb
from stations.spreadsheets import ImportVerb, StationFinder
from stations.spreadsheets.rights import grantable

from ..places import full_names
from .kinds import RESOURCES
from .models import ImportBatch
from .pipeline import DEFAULT_VERBS
from .prescan import MEGABYTE
from .reader import MESSAGES

Mode = ImportBatch.Mode
# What each choice means to the clerk who makes it.
EXPLAINED = {
    ImportVerb.CREATE: _("表里有、系统里没有的，新登记"),
    ImportVerb.FILL: _("系统里空着的，用表里的补上"),
    ImportVerb.CHANGE: _("两边都有而不同的，以表格为准；撤销可以恢复"),
    ImportVerb.MOVE: _("人员档案在您范围内的另一个站时，转到表里写的站"),
    ImportVerb.WITHDRAW: _("按表里的档案状态登记，不再计入在册人数"),
    Mode.GOOD_ROWS: _("退回和待核对的行不影响其他行"),
    Mode.ALL_OR_NOTHING: _("只要有一行有问题，就一行也不导入"),
}


def _explained(choices):
    """The choices, each with its explanation in small print."""
    return [
        (value, format_html("<span>{} <small>{}</small></span>", label, EXPLAINED[value]))
        for value, label in choices
    ]


class HowForm(forms.Form):
    """What an import of one of `kinds` may do; asked at the upload and again before a new check."""

    mode = forms.ChoiceField(label=_("有问题的行怎么办"), choices=Mode.choices, widget=forms.RadioSelect)
    verbs = forms.MultipleChoiceField(
        label=_("允许表格做什么"),
        choices=ImportVerb.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一项，否则什么都不会导入。")},
        help_text=_("空白的格子从不清掉系统里的内容"),
    )

    def __init__(self, *args, user, kinds, station=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mode"].choices = _explained(Mode.choices)
        known = {verb for kind in kinds for verb in RESOURCES[kind].verbs}
        allowed = [(verb.value, verb.label) for verb in grantable(user, station) if verb in known]
        self.fields["verbs"].choices = _explained(allowed)


class FilesField(forms.FileField):
    """One or several files."""

    def clean(self, data, initial=None):
        chosen = data if isinstance(data, list) else [data]
        return [super(FilesField, self).clean(file, initial) for file in chosen or [None]]


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class UploadForm(HowForm):
    """An upload by `user`, to one of the stations where she may import."""

    kind = forms.ChoiceField(label=_("导入什么"))
    station = forms.CharField(
        label=_("导入到哪个站"),
        required=False,
        max_length=100,
        help_text=_("不填时按表里写的站；表里也没写的行会退回。可填站名、“镇街+村(社区)”全称或12位区划代码"),
        widget=forms.TextInput(attrs={"list": "import-stations", "autocomplete": "off"}),
    )
    file = FilesField(
        label=_("表格文件"),
        allow_empty_file=True,
        error_messages={"required": _("请选择要导入的表格。")},
        help_text=_("可以一次选几个同类的表格"),
        widget=FilesInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv,.txt", "data-files": ""}),
    )
    source_office = forms.CharField(label=_("提供单位"), required=False, max_length=60)
    document_no = forms.CharField(label=_("文号"), required=False, max_length=60)
    purpose = forms.CharField(label=_("用途"), required=False, max_length=100)
    field_order = ["kind", "file", "station", "verbs", "mode", "source_office", "document_no", "purpose"]

    def __init__(self, *args, user, too_large=False, **kwargs):
        last = ImportBatch.objects.filter(user=user).values_list("kind", flat=True).first()
        initial = {"mode": Mode.GOOD_ROWS, "verbs": [verb.value for verb in DEFAULT_VERBS], "kind": last}
        super().__init__(*args, initial=initial, user=user, kinds=RESOURCES, **kwargs)
        self.fields["kind"].choices = [(kind, resource.title) for kind, resource in RESOURCES.items()]
        # For the script that hides what the chosen kind cannot do.
        of_kinds = {kind: [verb.value for verb in resource.verbs] for kind, resource in RESOURCES.items()}
        self.fields["kind"].widget.attrs["data-kind-verbs"] = json.dumps(of_kinds)
        self.allowed = Station.objects.visible_to(user, Verb.IMPORT)
        self.several_places = len(user.grants(Verb.IMPORT)) > 1
        if too_large:
            self.fields["file"].error_messages["required"] = MESSAGES["too-large"] % {
                "limit": settings.IMPORT_MAX_BYTES // MEGABYTE
            }

    def clean(self):
        """Without script all permissions are offered: those that the kind does not have are left out."""
        asked = super().clean()
        if "verbs" in asked and "kind" in asked:
            asked["verbs"] = [verb for verb in asked["verbs"] if verb in RESOURCES[asked["kind"]].verbs]
            if not asked["verbs"]:
                self.add_error("verbs", self.fields["verbs"].error_messages["required"])
        return asked

    def places(self):
        """`[(full name, code)]` of the stations to choose from, in the order of the tree."""
        return full_names(self.allowed)

    def clean_station(self):
        """The station meant, or None for a blank: then every row goes where the sheet says."""
        text = self.cleaned_data["station"].strip()
        if not text and self.several_places:
            raise forms.ValidationError(_("您可以在几个站导入，请先选择导入到哪个站。"))
        return station_meant(text, StationFinder(self.allowed)) if text else None

    def origin(self):
        """Where the sheet comes from, as far as it was said."""
        return {name: self.cleaned_data[name] for name in ("source_office", "document_no", "purpose")}


class PlacesForm(forms.Form):
    """The station of each file of a batch, for rows that name none: as it was understood, to confirm or change.

    `names`: {code: full name} of the stations, to show what was understood.
    """

    def __init__(self, *args, batch, files, user, names=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.files = files
        self.allowed = Station.objects.visible_to(user, Verb.IMPORT).subtree_of(batch.station)
        for file in files:
            self.fields[f"station-{file.number}"] = forms.CharField(
                label=_("没有写站名的行归到"),
                required=False,
                max_length=100,
                initial=(names or {}).get(understood(file), ""),
                widget=forms.TextInput(attrs={"list": "import-stations", "autocomplete": "off"}),
            )

    def clean(self):
        finder = StationFinder(self.allowed)
        self.places = {}
        for file in self.files:
            name = f"station-{file.number}"
            if text := (self.cleaned_data.get(name) or "").strip():
                try:
                    self.places[file] = station_meant(text, finder)
                except forms.ValidationError as error:
                    self.add_error(name, error)
            else:
                self.places[file] = None

    def asked(self):
        """`[(file, bound field)]`."""
        return [(file, self[f"station-{file.number}"]) for file in self.files]


def understood(file) -> str:
    """The code of the station that all sheets of a file go to; "" where they differ or none was found."""
    places = {(sheet.get("station") or {}).get("code", "") for sheet in file.header.get("sheets", ())}
    return places.pop() if len(places) == 1 else ""


def station_meant(text, finder):
    """The station that a typed text means; ValidationError when none or several are meant."""
    try:
        return finder.stations[finder.find(text)]
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error
