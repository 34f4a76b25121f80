"""What is asked about aid. Amounts and answers are never given beforehand."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care_activities.models import AidApplication, AidCase, AidPayment
from care_activities.vocabulary import AidKind, ExitReason, SchoolStage
from stations.models import StaffMember, SupportMember
from stations.roles import Verb

from ..people.acts import day_field

_TODAY = _("不填为今天")
_CHILD = ("child_name", "stage", "year")


def _choose(choices):
    return [("", _("请选择")), *choices]


def _words(label, *, required=False, help_text=""):
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=500, required=required, widget=area, help_text=help_text)


class CaseForm(forms.ModelForm):
    """疑似困难 of one person; of schooling also the child."""

    child_name = forms.CharField(
        label=_("子女姓名"), max_length=50, required=False, help_text=_("助学填写；加密保存，不进名单和公示")
    )
    stage = forms.ChoiceField(label=_("就读阶段"), choices=_choose(SchoolStage.choices), required=False)
    year = forms.IntegerField(
        label=_("学年"),
        required=False,
        min_value=1990,
        max_value=2100,
        help_text=_("学年开始的年份，如：2026"),
    )

    class Meta:
        model = AidCase
        fields = [
            "situation", "kind", "group", "found_by", "found_on", "description", "helper_staff", "helper_support",
            "note",
        ]  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "found_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, user, person, **kwargs):
        super().__init__(*args, **kwargs)
        for name, model in (("helper_staff", StaffMember), ("helper_support", SupportMember)):
            helpers = model.objects.visible_to(user, Verb.VIEW).filter(station=person.managing_station_id)
            helpers = helpers.exclude(left_on__lte=timezone.localdate())
            self.fields[name].queryset = helpers
            self.fields[name].empty_label = str(_("请选择"))
        self.fields["found_on"].required = False
        self.fields["found_on"].help_text = _TODAY
        for name in ("situation", "kind", "group", "found_by"):
            self.fields[name].choices = _choose([pair for pair in self.fields[name].choices if pair[0]])

    @property
    def of_child(self):
        """The questions about the child."""
        return [self[name] for name in _CHILD]

    @property
    def of_case(self):
        """All other questions."""
        return [field for field in self if field.name not in _CHILD]

    def child(self):
        """What was said of the child; None where the case is not about one."""
        told = {name: self.cleaned_data.pop(name, None) for name in _CHILD}
        given = self.cleaned_data["kind"] == AidKind.SCHOOLING or any(told.values())
        return told if given else None


class ChildForm(forms.Form):
    """The child of a schooling case, corrected; the name is typed anew."""

    child_name = forms.CharField(label=_("子女姓名"), max_length=50)
    stage = forms.ChoiceField(label=_("就读阶段"), choices=_choose(SchoolStage.choices))
    year = forms.IntegerField(label=_("学年"), min_value=1990, max_value=2100)


class VerifyForm(forms.Form):
    on = day_field(_("核实日期"), required=False, help_text=_TODAY)
    words = _words(_("核实情况"))


class ApplyForm(forms.ModelForm):
    class Meta:
        model = AidApplication
        fields = ["applicant", "applicant_name", "applied_on", "asked", "months", "source", "grounds"]
        widgets = {"applied_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("applicant", "source"):
            self.fields[name].choices = _choose([pair for pair in self.fields[name].choices if pair[0]])
        self.fields["months"].initial = None
        self.fields["months"].required = False
        self.fields["applied_on"].required = False
        self.fields["applied_on"].help_text = _TODAY

    def clean_months(self):
        return self.cleaned_data["months"] or 0


class EmergencyForm(ApplyForm):
    reason = _words(_("急难情况"), required=True, help_text=_("为什么等不及审批，如：突发重病住院，急需押金"))


class DecideForm(forms.Form):
    """Which of the two says the button."""

    approved = forms.DecimalField(
        label=_("批准金额（元）"),
        max_digits=12,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_("最后一个环节填写，不填为申请金额；按月发的填每月金额"),
    )
    document_no = forms.CharField(label=_("文号"), max_length=40, required=False)
    on = day_field(_("办理日期"), required=False, help_text=_TODAY)
    words = _words(_("意见"), help_text=_("不予批准的必须写明理由，会印在告知书上"))


class PostForm(forms.Form):
    place = forms.CharField(label=_("公示地点"), max_length=60, required=False, help_text=_("如：村务公开栏"))


class WordsForm(forms.Form):
    words = _words(_("说明"))


class ReasonForm(forms.Form):
    words = _words(_("理由"), required=True)


class PayForm(forms.ModelForm):
    class Meta:
        model = AidPayment
        fields = ["paid_on", "month", "amount", "goods", "source", "payee", "bank_account", "note"]
        widgets = {"paid_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = _choose([p for p in self.fields["source"].choices if p[0]])
        self.fields["source"].required = False
        self.fields["source"].help_text = _("不选的按申请的资金来源")
        self.fields["month"].widget = forms.TextInput(attrs={"type": "month"})


class HelpForm(forms.Form):
    given = forms.CharField(
        label=_("帮扶措施"), max_length=300, help_text=_("如：介绍到某企业上班、法律顾问代写文书")
    )
    on = day_field(_("帮扶日期"), required=False, help_text=_TODAY)


class RecheckForm(forms.Form):
    next_on = day_field(_("下次复查日期"))
    words = _words(_("复查情况"))


class ExitForm(forms.Form):
    reason = forms.ChoiceField(label=_("退出原因"), choices=_choose(ExitReason.choices))
    on = day_field(_("退出日期"), required=False, help_text=_TODAY)
    words = _words(_("说明"))
