"""What is asked when care or meals are registered. Nothing is answered beforehand."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care_activities.models import CareContract
from care_activities.services.care_services import CareAnswer
from care_activities.vocabulary import CareContractFileKind, CareItem, CareResult
from stations.models import StaffMember, SupportMember, Venue
from stations.roles import Verb
from veterans.validators import refuse_unit_designation

from ..people.acts import day_field
from ..uploads import AttachmentForm
from ..visits.forms import money_field

_CHOOSE = ("", _("请选择"))
_LONGEST = 1440  # minutes of a day


def _not_ahead(day):
    if day > timezone.localdate():
        raise ValidationError(_("日期在今天之后，请核对。"))


def _items(label, required):
    return forms.MultipleChoiceField(
        label=label, choices=CareItem.choices, required=required, widget=forms.CheckboxSelectMultiple
    )


def _minutes(label, **kwargs):
    return forms.IntegerField(label=label, min_value=1, max_value=_LONGEST, required=False, **kwargs)


class CareForm(forms.Form):
    """What holds for everybody ticked. `stations`: where the people's files are kept."""

    date = day_field(_("服务日期"), help_text=_("不晚于今天"), validators=[_not_ahead])
    minutes = _minutes(_("时长（分钟）"), help_text=_("每人"))
    result = forms.ChoiceField(label=_("服务结果"), choices=[_CHOOSE, *CareResult.choices], required=False)
    support = forms.ModelChoiceField(
        SupportMember.objects.none(),
        label=_("服务人（社工、志愿者）"),
        required=False,
        empty_label=_("请选择"),
        help_text=_("社工或志愿者、工作人员、合同，三样至少选一样"),
    )
    staff = forms.ModelChoiceField(
        StaffMember.objects.none(), label=_("服务人（工作人员）"), required=False, empty_label=_("请选择")
    )
    contract = forms.ModelChoiceField(
        CareContract.objects.none(),
        label=_("社工服务合同"),
        required=False,
        empty_label=_("请选择"),
        help_text=_("按合同由机构做的选这里"),
    )
    items = _items(_("服务项目"), required=False)
    content = forms.CharField(
        label=_("服务内容"),
        max_length=300,
        required=False,
        validators=[refuse_unit_designation],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("简单写做了什么；不同的在各人那一行写"),
    )

    def __init__(self, *args, user, stations, **kwargs):
        super().__init__(*args, **kwargs)
        for name, model in (("support", SupportMember), ("staff", StaffMember)):
            here = model.objects.visible_to(user).filter(station__in=stations, left_on__isnull=True)
            self.fields[name].queryset = here.select_related("station")
        self.fields["contract"].queryset = CareContract.objects.offered_to(user)

    def clean(self):
        asked = super().clean()
        helpers = [asked.get("support"), asked.get("staff")]
        if all(helpers):
            self.add_error("staff", _("服务人只选一栏：社工、志愿者，或工作人员。"))
        elif not (any(helpers) or asked.get("contract")) and not {"support", "staff", "contract"} & set(
            self.errors
        ):
            self.add_error("support", _("请选择服务人；由机构按合同做的，选合同。"))
        return asked

    def common(self) -> dict:
        """The fields that hold for all, as care_services_register takes them."""
        return dict(self.cleaned_data)


class CareLineForm(forms.Form):
    """One person: ticked or not, and what differs."""

    chosen = forms.BooleanField(required=False)
    items = _items(_("服务项目"), required=False)
    minutes = _minutes(_("时长（分钟）"))
    content = forms.CharField(
        label=_("服务内容"), max_length=300, required=False, validators=[refuse_unit_designation]
    )

    def answer(self, person_id) -> CareAnswer:
        told = self.cleaned_data
        return CareAnswer(
            person_id=person_id,
            items=tuple(told["items"]) or None,
            minutes=told["minutes"],
            content=told["content"].strip() or None,
        )


class MealsForm(forms.Form):
    """The meals of a day, not of named people."""

    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("长者饭堂"), empty_label=_("请选择"))
    date = day_field(_("用餐日期"), help_text=_("不晚于今天"), validators=[_not_ahead])
    meals = forms.IntegerField(
        label=_("优惠餐数"), min_value=1, max_value=9999, help_text=_("不含已按姓名登记的")
    )
    discount = money_field(_("优惠金额（元）"), help_text=_("这些餐一共优惠了多少"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = open_canteens(Venue.objects.visible_to(user, Verb.ADD))


class ContractFileForm(AttachmentForm):
    """A scan of a contract or of what belongs to it."""

    title = None
    kind = forms.ChoiceField(label=_("种类"), choices=[_CHOOSE, *CareContractFileKind.choices])


def open_canteens(venues):
    return venues.filter(kind=Venue.Kind.CANTEEN, closed_on__isnull=True).select_related("station")
