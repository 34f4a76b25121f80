"""What is asked when a round is opened, when its visits are registered, and of one line."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from care_activities.festivals import festival_dates
from care_activities.fields import MoneyFormField
from care_activities.models import VisitRound
from care_activities.services.visit_rounds import Answer, Defaults
from care_activities.vocabulary import Method, MissedReason, Occasion, RoundUnit, Selection
from stations.models import Station
from stations.roles import Verb
from veterans.attachments.kinds import MEGABYTE
from veterans.attachments.remaking import LIMITS, MESSAGES
from veterans.models.person import NAME_LENGTH
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import PersonTag

from ..people.acts import day_field
from ..people.models import SavedFilter

_CHOOSE = ("", _("请选择"))


def money_field(label, **kwargs):
    """元, exact to the cent; empty for nothing said."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return MoneyFormField(
        label=label, min_value=0, max_digits=12, decimal_places=2, required=False, widget=widget, **kwargs
    )


class RoundForm(forms.Form):
    """A round that `user` opens at a station where she may approve."""

    station = forms.ModelChoiceField(
        Station.objects.none(),
        label=_("发起站"),
        to_field_name="code",
        empty_label=_("请选择"),
        help_text=_("名单包括这个站和所有下级站"),
    )
    festival = forms.ChoiceField(label=_("节日"))
    unit = forms.ChoiceField(label=_("名单单位"), choices=[_CHOOSE, *RoundUnit.choices])
    selection = forms.ChoiceField(label=_("走访范围"), choices=[_CHOOSE, *Selection.choices])
    tags = forms.MultipleChoiceField(
        label=_("人员标签"),
        choices=PersonTag.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("走访范围选“重点走访”的，勾选有哪些标签的人"),
    )
    saved = forms.ModelChoiceField(
        SavedFilter.objects.none(),
        label=_("常用筛选"),
        required=False,
        empty_label=_("不用"),
        help_text=_("走访范围选“常用筛选”的，选一个在名册上保存过的"),
    )
    name = forms.CharField(
        label=_("名称"), max_length=60, required=False, help_text=_("不填的，如：2026年春节走访慰问")
    )
    due_on = day_field(_("完成期限"), required=False, help_text=_("不填的，到节日当天"))
    cash = money_field(_("慰问金标准（元）"), help_text=_("每人或每户；登记时可逐行改"))
    goods = forms.CharField(
        label=_("慰问品"), max_length=200, required=False, help_text=_("如：大米一袋、食用油一桶")
    )
    goods_value = money_field(_("慰问品价值（元）"), help_text=_("每人或每户"))
    budget = money_field(_("预算（元）"), help_text=_("慰问金和慰问品合计；不填的不核对预算"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        granted = [grant.station_id for grant in user.grants(Verb.APPROVE)]
        allowed = Station.objects.visible_to(user, Verb.APPROVE).filter(is_active=True)
        near = allowed.filter(pk__in=granted) | allowed.filter(parent__in=granted)
        self.fields["station"].queryset = near.order_by("path")
        self.fields["saved"].queryset = SavedFilter.objects.visible_to(user)
        self.fields["festival"].choices = [_CHOOSE, *festivals(timezone.localdate().year)]

    def clean(self):
        asked = super().clean()
        if asked.get("selection") == Selection.FILTER and not asked.get("saved"):
            self.add_error("saved", _("请选择一个常用筛选。"))
        return asked

    def values(self) -> dict:
        """The fields of VisitRound beside the station."""
        asked = self.cleaned_data
        year, occasion = asked["festival"].split("-")
        day = dict(festival_dates(int(year)))[occasion]
        label = f"{year}年{Occasion(occasion).label}走访慰问"
        saved = asked["saved"] if asked["selection"] == Selection.FILTER else None
        return {
            "year": int(year),
            "occasion": occasion,
            "name": asked["name"].strip() or label,
            "unit": asked["unit"],
            "selection": asked["selection"],
            "tags": asked["tags"],
            "filter_name": saved.name if saved else "",
            "due_on": asked["due_on"] or day,
            "goods": asked["goods"].strip(),
            **{name: asked[name] or Decimal(0) for name in ("cash", "goods_value", "budget")},
        }


def festivals(year):
    """The festivals of the year, the one before and the one after, with their days: `[(value, label)]`."""
    return [
        (
            f"{one}-{occasion}",
            format_lazy("{}{}{}", f"{one}年", Occasion(occasion).label, f"（{day.month}月{day.day}日）"),
        )
        for one in (year, year + 1, year - 1)
        for occasion, day in festival_dates(one)
    ]


class DefaultsForm(forms.Form):
    """What holds for every ticked line, and the scan of what was signed. `too_large`: the scan was let pass."""

    date = day_field(_("走访日期"), help_text=_("不晚于今天"))
    method = forms.ChoiceField(label=_("方式"), choices=[_CHOOSE, *Method.choices])
    visitors = forms.CharField(
        label=_("走访人及职务"),
        max_length=200,
        required=False,
        help_text=_("如：村党委书记某某、工作人员某某"),
    )
    cash = money_field(_("慰问金（元）"), help_text=_("每人或每户"))
    goods = forms.CharField(label=_("慰问品"), max_length=200, required=False)
    goods_value = money_field(_("慰问品价值（元）"), help_text=_("每人或每户"))
    content = forms.CharField(
        label=_("走访内容"), max_length=1000, required=False, validators=[refuse_unit_designation]
    )
    signed = forms.BooleanField(label=_("勾选的都已在签收表上签收"), required=False)
    scan = forms.FileField(
        label=_("签收表扫描件"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/*,application/pdf"}),
    )

    def __init__(self, *args, too_large=False, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.too_large, most = too_large, LIMITS.max_bytes // MEGABYTE
        self.fields["scan"].help_text = _("图片或 PDF，不超过 %s MB；一份表上传一次") % most

    def clean_date(self):
        day = self.cleaned_data["date"]
        if day > timezone.localdate():
            raise ValidationError(_("走访日期在今天之后，请核对。"))
        return day

    def clean_scan(self):
        if self.too_large:
            raise ValidationError(MESSAGES["too-large"] % {"limit": LIMITS.max_bytes // MEGABYTE})
        return self.cleaned_data["scan"]

    def defaults(self) -> Defaults:
        asked = self.cleaned_data
        return Defaults(
            date=asked["date"],
            method=asked["method"],
            visitors=asked["visitors"].strip(),
            cash=asked["cash"] or Decimal(0),
            goods=asked["goods"].strip(),
            goods_value=asked["goods_value"] or Decimal(0),
            content=asked.get("content", "").strip(),
        )


class LineForm(forms.Form):
    """The exceptions of one line; what is left empty is as the defaults say."""

    visited = forms.BooleanField(label=_("已走访"), required=False)
    cash = money_field(_("慰问金（元）"))
    goods_value = money_field(_("慰问品价值（元）"))
    recipient = forms.CharField(label=_("代领人"), max_length=NAME_LENGTH, required=False)
    recipient_relation = forms.CharField(label=_("与本人关系"), max_length=20, required=False)
    unsigned = forms.BooleanField(label=_("没有签收"), required=False)
    missed = forms.ChoiceField(
        label=_("未走访原因"), required=False, choices=[("", "—"), *MissedReason.choices]
    )
    missed_note = forms.CharField(label=_("原因说明"), max_length=100, required=False)

    def answer(self, line_id, *, signed, everybody=False) -> Answer:
        """`everybody`: all are visited but those with a reason why not."""
        asked = self.cleaned_data
        return Answer(
            line_id=line_id,
            visited=asked["visited"] or (everybody and not asked["missed"]),
            cash=asked["cash"],
            goods_value=asked["goods_value"],
            recipient=asked["recipient"].strip(),
            recipient_relation=asked["recipient_relation"].strip(),
            signed=signed and not asked["unsigned"],
            missed=asked["missed"],
            missed_note=asked["missed_note"].strip(),
        )


class OneVisitForm(DefaultsForm):
    """One line on its own page: filled with the defaults, so that one tap registers it."""

    scan = content = None
    signed = forms.BooleanField(label=_("已签收"), required=False)
    recipient = forms.CharField(
        label=_("代领人"), max_length=NAME_LENGTH, required=False, help_text=_("本人领取的不填")
    )
    recipient_relation = forms.CharField(label=_("代领人与本人关系"), max_length=20, required=False)
    feedback = forms.CharField(
        label=_("反馈意见"), max_length=1000, required=False, validators=[refuse_unit_designation]
    )

    def __init__(self, *args, **kwargs):
        forms.Form.__init__(self, *args, label_suffix="", **kwargs)

    def answer(self, line_id) -> Answer:
        asked = self.cleaned_data
        return Answer(
            line_id=line_id,
            visited=True,
            recipient=asked["recipient"].strip(),
            recipient_relation=asked["recipient_relation"].strip(),
            signed=asked["signed"],
            feedback=asked["feedback"].strip(),
        )


class MissedForm(forms.Form):
    """Why somebody was not visited."""

    missed = forms.ChoiceField(label=_("未走访原因"), choices=[_CHOOSE, *MissedReason.choices])
    missed_note = forms.CharField(label=_("原因说明"), max_length=100, required=False)


def initial_of(visit_round: VisitRound, visitors="") -> dict:
    """What the defaults of a registration begin with: the plan of the round, today, at home."""
    return {
        "date": timezone.localdate(),
        "method": Method.HOME,
        "visitors": visitors,
        "cash": visit_round.cash or None,
        "goods": visit_round.goods,
        "goods_value": visit_round.goods_value or None,
    }
