"""What is asked when a file moves, ends, or is put back. Nothing is answered beforehand."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from stations.identity import IdentityError, check_id, clean_name
from stations.models import Station
from stations.roles import Verb
from stations.spreadsheets import StationFinder
from veterans.models import FileChange, TransferRequest
from veterans.services.withdrawal import KINDS
from veterans.vocabulary import FileStatus

from ...places import full_names

_NO_STATION = _(
    "找不到这个站，或有几个站叫这个名字；请填“镇街+村(社区)”全称，如：外海街道直冲村，或12位区划代码。"
)


class StationField(forms.CharField):
    """A station by name or code among `allowed`; the cleaned value is the Station."""

    def __init__(self, *, allowed, list_id, **kwargs):
        self.allowed, self.list_id = allowed, list_id
        widget = forms.TextInput(attrs={"list": list_id, "autocomplete": "off"})
        super().__init__(max_length=100, widget=widget, **kwargs)

    def places(self):
        return full_names(self.allowed)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        finder = StationFinder(self.allowed)
        try:
            return finder.stations[finder.find(text)]
        except ValueError as error:
            raise forms.ValidationError(_NO_STATION) from error


class _ReasonForm(forms.ModelForm):
    class Meta:
        model = TransferRequest
        fields = ["reason", "moved_on"]
        help_texts = {
            "reason": _("如：户口随子女迁入"),
            "moved_on": _("户口已迁的填写，可只写年月；跨区县的抚恤优待从第二年1月起由迁入地发放"),
        }


class OfferForm(_ReasonForm):
    """The keeping station asks another one to take the file."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_station"] = StationField(
            allowed=Station.objects.active(),
            list_id="all-stations",
            label=_("迁往哪个站"),
            help_text=_("填站名、“镇街+村(社区)”全称或12位区划代码"),
        )
        self.order_fields(["to_station", "reason", "moved_on"])


class TakeForm(_ReasonForm):
    """The receiving station asks for the file of a row that an import held: number and name stay on the server."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = Station.objects.visible_to(user, Verb.CHANGE).active()
        self.only = self._only_station(user)
        if self.only is None:
            self.fields["to_station"] = StationField(
                allowed=self.own,
                list_id="own-stations",
                label=_("迁入哪个站"),
                help_text=_("填站名、“镇街+村(社区)”全称或12位区划代码"),
            )
        self.order_fields(["to_station", "reason", "moved_on"])

    def _only_station(self, user):
        grants = user.grants(Verb.CHANGE)
        return grants[0].station if len(grants) == 1 and grants[0].station.is_leaf else None

    @property
    def to_station(self):
        return self.only or self.cleaned_data["to_station"]


class AskForm(TakeForm):
    """The receiving station asks for somebody whose number and name it types."""

    name = forms.CharField(
        label=_("姓名"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    number = forms.CharField(
        label=_("身份证号"),
        max_length=30,
        help_text=_("号码和姓名都对上，才能提出申请"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    field_order = ["name", "number", "to_station", "reason", "moved_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)

    def clean_name(self):
        return _checked(clean_name, self.cleaned_data["name"])

    def clean_number(self):
        samples = settings.PORTAL_ALLOW_SAMPLES
        return _checked(lambda text: check_id(text, allow_sample=samples).number, self.cleaned_data["number"])


class AnswerForm(forms.Form):
    """Agreeing or refusing; which of the two says the button."""

    answer = forms.CharField(
        label=_("答复意见"),
        max_length=200,
        required=False,
        help_text=_("同意的可不填；不同意的请写明原因"),
    )


class WithdrawForm(forms.ModelForm):
    """How and when a file ends."""

    kind = forms.ChoiceField(
        label=_("登记什么"),
        choices=[("", _("请选择")), *((kind, FileStatus(kind).label) for kind in KINDS)],
        help_text=_("迁到本市其他服务站的，请用“申请迁出”，不要在这里登记"),
    )

    class Meta:
        model = FileChange
        fields = ["kind", "happened_on", "reason", "document_no"]
        help_texts = {
            "happened_on": _("如：2026-05-01；不知哪一天的，可只写年月"),
            "reason": _("注销的必填，如：重复建档"),
            "document_no": _("如：死亡证明编号，没有可不填"),
        }


class RestoreForm(forms.Form):
    reason = forms.CharField(
        label=_("恢复的原因"), max_length=200, help_text=_("如：登记错了人；会记入档案变动")
    )


def _checked(check, text):
    try:
        return check(text)
    except IdentityError as problem:
        raise forms.ValidationError(problem.message) from problem
