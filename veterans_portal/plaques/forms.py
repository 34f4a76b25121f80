"""What is asked about plaques."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care_activities.models import PlaqueApplication, PlaqueCancelReason
from care_activities.services.plaque_county import reasons_of
from care_activities.vocabulary import ApplicationKind, HangingFestival, PlaqueRole, Position
from stations.models import Squad, Station
from stations.roles import Verb
from veterans.models import Household
from veterans.validators import refuse_unit_designation

from ..people.acts import day_field

_ASK = [("", _("请选择"))]


def _text(label, length=200, **kwargs):
    return forms.CharField(label=label, max_length=length, validators=[refuse_unit_designation], **kwargs)


class HangForm(forms.Form):
    """Who hung it, when and where; for one plaque or a whole round."""

    hung_on = day_field(_("悬挂日期"))
    squad = forms.ModelChoiceField(
        Squad.objects.none(), label=_("小分队"), required=False, empty_label=_("不选")
    )
    led_by = _text(
        _("牵头人及职务"), 60, required=False, help_text=_("如：村党委第一书记某某；不填时用小分队的带队人")
    )
    position = forms.ChoiceField(
        label=_("悬挂位置"), choices=[*_ASK, *Position.choices], required=False, help_text=_("一般挂在大门")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["squad"].queryset = Squad.objects.visible_to(user, Verb.CHANGE).order_by("station", "pk")

    def answers(self):
        found = self.cleaned_data
        squad = found["squad"]
        led_by = found["led_by"] or (f"{squad.leader_post}{squad.leader_name}" if squad else "")
        return found | {"led_by": led_by[:60]}


class RelocateForm(forms.Form):
    """Where the plaque moves to: with its household, or to another one."""

    moved_on = day_field(_("迁移日期"))
    address = _text(_("新的悬挂地址"))
    station = forms.ModelChoiceField(
        Station.objects.none(), label=_("迁到哪个站"), required=False, empty_label=_("还在本站")
    )
    household_number = forms.CharField(
        label=_("迁到哪一户（户号）"), max_length=30, required=False, help_text=_("还是这一户的不填")
    )

    def __init__(self, *args, user, plaque, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.plaque = user, plaque
        codes = plaque.station.path_codes
        county = Station.objects.filter(code__in=codes, tier=Station.Tier.DISTRICT).first()
        near = Station.objects.visible_to(user, Verb.ADD, under=county).filter(tier__in=Station.LEAF_TIERS)
        self.fields["station"].queryset = near.exclude(pk=plaque.station_id).order_by("path")

    def clean(self):
        cleaned = super().clean()
        number, station = cleaned.get("household_number"), cleaned.get("station")
        cleaned["household"] = None
        if station and not number:
            self.add_error("household_number", _("迁到别的站的，请填写那里的户号。"))
        elif number:
            homes = Household.objects.visible_to(self.user, Verb.ADD)
            there = homes.filter(station=station or self.plaque.station, number=number.strip())
            cleaned["household"] = there.select_related("station").first()
            if cleaned["household"] is None:
                self.add_error("household_number", _("没有找到这个户号；请先登记家庭。"))
        return cleaned

    def answers(self):
        return {name: self.cleaned_data[name] for name in ("moved_on", "address", "household")}


class CancelForm(forms.Form):
    """Why the county takes a plaque back; only the county reads the reason."""

    reason = forms.ModelChoiceField(
        PlaqueCancelReason.objects.none(),
        label=_("取消情形"),
        empty_label=_("请选择"),
        help_text=_("只有县级看得到"),
    )
    decision_no = forms.CharField(label=_("取消文号"), max_length=60, help_text=_("村(社区)只看到文号"))
    decided_on = day_field(_("取消日期"))
    note = _text(_("情况说明"), 300, required=False, help_text=_("只有县级看得到"))

    def __init__(self, *args, plaque, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = reasons_of(plaque)


class RestoreForm(forms.Form):
    restored_on = day_field(_("恢复日期"))
    note = _text(_("恢复理由"), 300, help_text=_("只有县级看得到"))


class ApplyForm(forms.ModelForm):
    """What a household asks for."""

    class Meta:
        model = PlaqueApplication
        fields = ["kind", "role", "is_parents_home", "applied_on", "reason"]
        widgets = {"applied_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, role="", hung=False, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in ApplicationKind if (kind != ApplicationKind.NEW) == hung]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["role"].choices = [*_ASK, *PlaqueRole.choices]
        self.fields["role"].initial = role
        if hung:
            del self.fields["is_parents_home"]

    def _post_clean(self):
        """The service checks the whole: household and station are not asked here."""


class OpinionForm(forms.Form):
    """What a tier says. Which words are required depends on the button."""

    opinion = _text(_("意见说明"), required=False, help_text=_("退回、不批准时必填"))
    override_reason = _text(_("超过两次仍补发的理由"), required=False)
    done_on = day_field(_("办结日期"), required=False)
    old_handed_in = forms.BooleanField(label=_("旧牌已收回"), required=False)
    reason = _text(_("申请理由"), required=False)


class ConfirmForm(forms.Form):
    list_no = forms.CharField(label=_("县级名单文号"), max_length=60)
    confirmed_on = day_field(_("核定日期"))


class ReturnForm(forms.Form):
    reason = _text(_("退回原因"))


class RoundForm(forms.Form):
    """A round before a festival, at a station where the user may approve."""

    station = forms.ModelChoiceField(
        Station.objects.none(), label=_("发起站"), to_field_name="code", empty_label=_("请选择")
    )
    festival = forms.ChoiceField(label=_("节日"), choices=[*_ASK, *HangingFestival.choices])
    year = forms.IntegerField(label=_("年份"), min_value=2018, max_value=2100)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        granted = [grant.station_id for grant in user.grants(Verb.APPROVE)]
        allowed = Station.objects.visible_to(user, Verb.APPROVE).filter(is_active=True)
        near = allowed.filter(pk__in=granted) | allowed.filter(parent__in=granted)
        self.fields["station"].queryset = near.order_by("path")
        self.fields["year"].initial = timezone.localdate().year


class ReasonForm(forms.ModelForm):
    class Meta:
        model = PlaqueCancelReason
        fields = ["name", "is_offered"]
