"""What is asked before a list is compared, and when a proposal is decided."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.models import Station
from stations.roles import Verb
from stations.spreadsheets import StationFinder
from veterans.vocabulary import RevealReason

from ..places import full_names
from .models import ListKind


class CompareForm(forms.Form):
    """A list of ID numbers from another office; `user` compares at one of her stations and below."""

    kind = forms.ChoiceField(label=_("名单是什么"), choices=ListKind.choices)
    file = forms.FileField(
        label=_("名单文件"),
        allow_empty_file=True,
        help_text=_("要有“身份证号”一列；有姓名、时间的话也会用上"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )
    station = forms.CharField(
        label=_("比对范围"),
        max_length=100,
        help_text=_("站名、“镇街+村(社区)”全称或12位区划代码；只在这个站和下级站的档案里查"),
        widget=forms.TextInput(attrs={"list": "compare-stations", "autocomplete": "off"}),
    )
    source_office = forms.CharField(label=_("提供单位"), max_length=60, help_text=_("如：江海区民政局"))
    document_no = forms.CharField(label=_("文号"), required=False, max_length=60)
    purpose = forms.CharField(
        label=_("用途"), max_length=100, help_text=_("如：核对低保对象；记入操作记录，不要写姓名和号码")
    )

    def __init__(self, *args, user, **kwargs):
        self.allowed = Station.objects.visible_to(user, Verb.IMPORT)
        tops = [grant.station_id for grant in user.grants(Verb.IMPORT)]
        initial = {"kind": ListKind.COMPARE}
        if len(tops) == 1:
            initial["station"] = self.allowed.get(pk=tops[0]).code
        super().__init__(*args, initial=initial, **kwargs)

    def places(self):
        return full_names(self.allowed)

    def clean_station(self):
        finder = StationFinder(self.allowed)
        try:
            return finder.stations[finder.find(self.cleaned_data["station"])]
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class DismissForm(forms.Form):
    why = forms.CharField(
        label=_("怎么核实的"), max_length=200, help_text=_("如：已上门见到本人；不要写身份证号和电话")
    )


class RevealForm(forms.Form):
    reason = forms.ChoiceField(label=_("为什么要看号码"), choices=RevealReason.choices)
