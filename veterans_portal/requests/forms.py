"""What is asked when a request is taken and at each step of its way."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care_activities.models import RequestFile, SentTask, ServiceRequest
from care_activities.vocabulary import ClockKind, RequestFileKind, Satisfaction
from stations.models import StaffMember, Station, SupportMember
from stations.roles import Verb

from ..people.acts import day_field
from ..uploads import AttachmentForm, ScanForm


def _words(label, *, required=True, help_text="", length=500):
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(
        label=label, max_length=length, required=required, widget=area, help_text=help_text
    )


def _choose(choices):
    return [("", _("请选择")), *choices]


class IntakeForm(ScanForm, forms.ModelForm):
    """The desk's form: five answers for the usual case, everything else below 更多."""

    who = forms.CharField(
        label=_("诉求人"),
        required=False,
        max_length=40,
        help_text=_("在册的填姓名、拼音、身份证号或档案编号，保存时查找；不在册或匿名的不填"),
    )
    result = _words(_("办理结果"), required=False, help_text=_("当场办结的填写"), length=1000)
    opinion = _words(_("上报、转交的原因"), required=False)
    to_station = forms.ModelChoiceField(Station.objects.none(), label=_("转给"), required=False)

    class Meta:
        model = ServiceRequest
        fields = [
            "station", "channel", "demand", "content", "urgency", "kind", "caller", "caller_phone", "is_private",
            "about_staff", "about_station",
        ]  # fmt: skip
        widgets = {"content": forms.Textarea(attrs={"rows": 3})}

    USUAL = ("station", "who", "channel", "demand", "content")
    MORE = (
        "urgency",
        "kind",
        "caller",
        "caller_phone",
        "is_private",
        "about_station",
        "about_staff",
    )

    def __init__(self, *args, user, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        stations = Station.objects.visible_to(user, Verb.ADD).active()
        self.fields["station"].queryset = stations
        own = [grant.station for grant in user.grants(Verb.ADD)]
        if len(own) == 1:
            self.fields["station"].initial = own[0].pk
            if own[0].is_leaf:
                self.fields["station"].widget = forms.HiddenInput()
        above = {code for station in own for code in station.path_codes}
        self.fields["about_station"].queryset = Station.objects.filter(code__in=above)
        self.fields["about_staff"].queryset = StaffMember.objects.filter(
            station__code__in=above, left_on__isnull=True
        )
        self.fields["to_station"].queryset = Station.objects.active().filter(
            parent__in=[station.parent_id for station in own if station.parent_id]
        )
        if person is not None:
            del self.fields["who"]
        for name in ("channel", "demand"):
            self.fields[name].choices = _choose(list(self.fields[name].choices)[1:])

    @property
    def usual(self):
        return [self[name] for name in self.USUAL if name in self.fields]

    @property
    def more(self):
        return [self[name] for name in self.MORE]


class OpinionForm(ScanForm):
    opinion = _words(_("情况或原因"))


class WordsForm(ScanForm):
    opinion = _words(_("说明"), required=False)


class CloseForm(ScanForm):
    result = _words(_("办理结果"), length=1000)


class StationForm(ScanForm):
    """One of the stations offered, with the reason."""

    to_station = forms.ModelChoiceField(Station.objects.none(), label=_("送往"), empty_label=_("请选择"))
    opinion = _words(_("原因"))


class RecuseForm(forms.Form):
    opinion = _words(_("情况或原因"))


class FilesField(forms.ModelMultipleChoiceField):
    """Attachments to tick, each by what it is and when it came."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, file):
        return f"{file.get_kind_display()} {timezone.localtime(file.created_at):%Y-%m-%d %H:%M}"


class SlipForm(ScanForm):
    asks = _words(_("请协助的事"), help_text=_("只写对方需要知道的"), length=300)
    to_station = forms.ModelChoiceField(
        Station.objects.none(), label=_("协办站"), required=False, empty_label=_("不请站协办")
    )
    to_member = forms.ModelChoiceField(
        SupportMember.objects.none(), label=_("或保障队伍成员"), required=False, empty_label=_("不请成员协助")
    )
    due_on = day_field(_("答复期限"))
    files = FilesField(RequestFile.objects.none(), label=_("随单给对方看的附件"), required=False)


class ExtendForm(ScanForm):
    days = forms.IntegerField(label=_("延期（天）"), min_value=1, max_value=30)
    reason = _words(_("原因"), length=300)


class RateForm(ScanForm):
    satisfaction = forms.TypedChoiceField(
        label=_("满意度"), choices=_choose(Satisfaction.choices), coerce=int
    )
    opinion = _words(_("本人意见"), required=False)


class PetitionForm(ScanForm):
    number = forms.CharField(label=_("县级受理编号"), max_length=40, required=False)
    status = forms.CharField(label=_("办理进度"), max_length=60, required=False)
    review = forms.ChoiceField(
        label=_("本人申请"),
        required=False,
        choices=[
            ("", _("没有申请复查、复核")),
            (ClockKind.REVIEW.value, ClockKind.REVIEW.label),
            (ClockKind.RE_REVIEW.value, ClockKind.RE_REVIEW.label),
        ],
    )


class FileForm(AttachmentForm):
    """A paper of the request and what it is."""

    title = None
    kind = forms.ChoiceField(label=_("种类"), choices=_choose(RequestFileKind.choices))


class AnswerSlipForm(ScanForm):
    answer = _words(_("答复"))


class TaskForm(forms.ModelForm):
    """A task and to whom it goes: all active stations of one tier below, less those left out."""

    TIERS = [
        (Station.Tier.DISTRICT.value, Station.Tier.DISTRICT.label),
        (Station.Tier.TOWN.value, Station.Tier.TOWN.label),
        (Station.Tier.VILLAGE.value, Station.Tier.VILLAGE.label),
    ]

    to_tier = forms.ChoiceField(label=_("下派给"), choices=_choose(TIERS))
    under = forms.ModelChoiceField(
        Station.objects.none(),
        label=_("只限这个站下面"),
        required=False,
        empty_label=_("本站下面的全部"),
    )

    class Meta:
        model = SentTask
        fields = ["station", "title", "text", "document_no", "due_on", "form", "columns"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "columns": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    field_order = ["station", "title", "text", "document_no", "to_tier", "under", "due_on", "form", "columns"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        leaf = Station.LEAF_TIERS
        mine = Station.objects.visible_to(user, Verb.APPROVE).active().exclude(tier__in=leaf)
        self.fields["station"].queryset = mine.filter(
            pk__in=[grant.station_id for grant in user.grants(Verb.APPROVE)]
        )
        self.fields["under"].queryset = mine
        if len(choices := self.fields["station"].queryset) == 1:
            self.fields["station"].initial = choices[0].pk
        self.fields["form"].choices = _choose(list(self.fields["form"].choices)[1:])

    def stations(self):
        """Whom the answers mean."""
        given = self.cleaned_data
        top = given["under"] or given["station"]
        below = Station.objects.subtree_of(top).active().at_tier(given["to_tier"])
        return below.exclude(pk=given["station"].pk)
