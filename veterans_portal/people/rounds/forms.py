"""What is asked when a round is opened, when sheets are submitted, and when they are returned."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.models import Station
from stations.roles import Verb
from veterans.vocabulary import ChangeKind, ObjectClass, RoundKind

from ..acts import day_field

UNCHANGED = "unchanged"
# A round finds what has happened to a person; 恢复 and 合并 happen to the file.
_FOUND_CHANGES = [
    (kind.value, kind.label) for kind in ChangeKind if kind not in (ChangeKind.RESTORED, ChangeKind.MERGED)
]
_SIGNED = {"yes": True, "no": False}


class RoundForm(forms.Form):
    """A round that `user` opens at a station where she may approve."""

    station = forms.ModelChoiceField(
        Station.objects.none(),
        label=_("发起站"),
        to_field_name="code",
        empty_label=_("请选择"),
        help_text=_("名单包括这个站和所有下级站现在的在册人员"),
    )
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("如：2026年度核查"))
    kind = forms.ChoiceField(label=_("种类"), choices=[("", _("请选择")), *RoundKind.choices])
    record_date = day_field(_("标准时点"), help_text=_("内容以这一天的情况为准"))
    due_on = day_field(_("完成期限"))
    document_no = forms.CharField(label=_("文号"), max_length=60, required=False)
    classes = forms.MultipleChoiceField(
        label=_("人员类别"),
        choices=ObjectClass.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选的，名单包括全部在册人员"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        granted = [grant.station_id for grant in user.grants(Verb.APPROVE)]
        allowed = Station.objects.visible_to(user, Verb.APPROVE).filter(is_active=True)
        near = allowed.filter(pk__in=granted) | allowed.filter(parent__in=granted)
        self.fields["station"].queryset = near.order_by("path")

    def values(self) -> dict:
        """The fields of CollectionRound beside the station."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "station"}


class SheetForm(forms.Form):
    """What a village found out about one person, or about several of whom nothing has changed."""

    collected_on = day_field(_("采集日期"))
    signed = forms.ChoiceField(
        label=_("本人是否签字确认"),
        choices=[("", _("请选择")), ("yes", _("已签字")), ("no", _("没有签字"))],
    )
    change_kind = forms.ChoiceField(
        label=_("与名单比较"),
        choices=[("", _("请选择")), (UNCHANGED, _("无变化")), *_FOUND_CHANGES],
    )
    note = forms.CharField(
        label=_("说明"),
        max_length=200,
        required=False,
        help_text=_("本人没有签字的必填，如：卧床，由女儿代签"),
    )

    def answers(self) -> dict:
        """The arguments of entries_submit."""
        asked = self.cleaned_data
        change_kind = asked.get("change_kind", UNCHANGED)
        return {
            "collected_on": asked["collected_on"],
            "signed": _SIGNED[asked["signed"]],
            "change_kind": "" if change_kind == UNCHANGED else change_kind,
            "note": asked["note"].strip(),
        }


class UnchangedForm(SheetForm):
    """The same answers for many, of whom nothing has changed."""

    change_kind = None


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("退回原因"), max_length=200, help_text=_("如：缺签字页；写明要改什么"))
