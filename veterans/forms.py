"""Entry of a file and its parts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.merging import MergingForm, MergingFormSet
from stations.models import VillageGroup

from .models import Household
from .models.person import NAME_LENGTH
from .services.held import refuse_held_number
from .services.records import next_household_number
from .vocabulary import ENDED_BENEFIT_STATUSES


class NewHouseholdFields(forms.Form):
    """A household typed beside the person; saved with the file, at its managing station."""

    new_household_head = forms.CharField(
        label=gettext_lazy("新家庭的户主姓名"), max_length=NAME_LENGTH, required=False
    )
    new_household_number = forms.CharField(
        label=gettext_lazy("新户号"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("不填则自动编下一个号"),
    )
    new_household_address = forms.CharField(
        label=gettext_lazy("新家庭的住址"), max_length=200, required=False
    )
    new_household_group = forms.CharField(
        label=gettext_lazy("村民小组/网格"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("与服务站资料里的名称一致"),
    )


class PersonFileForm(NewHouseholdFields, MergingForm):
    """A file's own fields. The admin class sets `actor`: a number already on file is refused in her name.

    `new_household` is the household typed beside the person, checked and not yet saved; None without one.
    """

    actor = None
    new_household = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "id_number" in self.fields:
            self.fields["id_number"].is_asked_for = True
            self.fields["id_number"].help_text = _("18 位；暂时没有的，请写明原因")
        station = self.initial.get("managing_station")
        number = self.fields.get("new_household_number")
        if number and station and not self.is_bound:
            number.help_text = _("不填则自动编号：%s") % next_household_number(station)

    def clean(self):
        cleaned = super().clean()
        typed = [cleaned.get(name) for name in NewHouseholdFields.base_fields]
        # Of a stored file the station is shown, not asked.
        station = self.instance.managing_station if self.instance.pk else cleaned.get("managing_station")
        if any(typed) and station:
            self.new_household = self._household(cleaned, station)
        return cleaned

    def _household(self, cleaned, station):
        group = None
        if cleaned.get("household") and "household" in self.changed_data:
            self.add_error("household", _("请选一个已有家庭，或者填写新家庭，不要两样都填。"))
        if not cleaned.get("new_household_head"):
            self.add_error("new_household_head", _("新家庭请填写户主姓名。"))
        if cleaned.get("new_household_group"):
            group = VillageGroup.objects.filter(station=station, name=cleaned["new_household_group"]).first()
            if group is None:
                self.add_error(
                    "new_household_group", _("这个站没有这个村民小组；请核对名称，或先在服务站资料里添加。")
                )
        number = cleaned.get("new_household_number") or next_household_number(station.pk)
        if Household.objects.filter(station=station, number=number).exists():
            self.add_error("new_household_number", _("这个户号在本站已经登记过，请核对或另编一个。"))
        return Household(
            station=station,
            number=number,
            head_name=cleaned.get("new_household_head", ""),
            address=cleaned.get("new_household_address", ""),
            village_group=group,
        )

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and "id_number" in self.changed_data:
            try:
                refuse_held_number(actor=self.actor, person=self.instance)
            except ValidationError as error:
                self.add_error(None, error)


class PersonInlineFormSet(MergingFormSet):
    """Parts of a file that know the file as it stands on the form, not as it is stored."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.instance.person = self.instance
        return form

    @cached_property
    def empty_form(self):
        """Built once: drawing a page asks five times for it."""
        return super().empty_form


class BenefitFormSet(PersonInlineFormSet):
    def clean(self):
        """The database refuses two running benefits of one type; two new ones must not get that far."""
        super().clean()
        seen = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if not data.get("type") or data.get("DELETE") or data["status"] in ENDED_BENEFIT_STATUSES:
                continue
            if data["type"] in seen:
                raise ValidationError(_("同一类优抚登记了两条；请删去一条，或把已结束的一条改为停发。"))
            seen.add(data["type"])
