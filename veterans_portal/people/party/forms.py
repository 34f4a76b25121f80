"""What a clerk fills in about a member's relation: opening a transfer, its steps, a contact, moving away."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.admin_base import EMPTY_CHOICE
from stations.fields import PartialDateFormField
from stations.models import PartyOrganisation, StaffMember
from veterans.models import PartyTransfer
from veterans.services.party import LETTER_FIELDS
from veterans.vocabulary import PartyTransferStep as Step

from ..acts import day_field


class ScopedModelForm(forms.ModelForm):
    """Offers only organisations that `user` may see; what must be filled in is the service's to say."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if "to_organisation" in self.fields:
            organisations = PartyOrganisation.objects.visible_to(user).select_related("station")
            self.fields["to_organisation"].queryset = organisations
            self.fields["to_organisation"].empty_label = str(EMPTY_CHOICE)

    def _post_clean(self):
        """The service checks the row in its transaction."""

    def details(self, names):
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class OpenForm(ScopedModelForm):
    """摸排发现."""

    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    class Meta:
        model = PartyTransfer
        fields = ["opened_on", "from_organisation", "to_organisation"]
        widgets = {"opened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class StepForm(ScopedModelForm):
    """The next step of a transfer, with the fields that this step asks for."""

    FIELDS = {
        Step.LETTER: ["from_organisation", *LETTER_FIELDS],
        Step.SUBMITTED: ["to_organisation"],
    }
    on = day_field(_("日期"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    class Meta:
        model = PartyTransfer
        fields = ["from_organisation", "to_organisation", *LETTER_FIELDS]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("letter_issued_on", "letter_valid_until")
        }

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        self.step, self.label = step, Step(step).label
        self.asked = self.FIELDS.get(step, [])
        for name in set(self._meta.fields) - set(self.asked):
            del self.fields[name]
        if step == Step.LETTER:  # a new letter is a new paper: nothing of the old one stands in the form
            for name in LETTER_FIELDS:
                self.initial.pop(name, None)
        for name in (*LETTER_FIELDS[:3], "to_organisation"):
            if name in self.fields:
                self.fields[name].required = True


class ReturnForm(forms.Form):
    """退回, or giving up for good."""

    on = day_field(_("日期"))
    reason = forms.CharField(label=_("原因"), max_length=200)


class ContactForm(forms.Form):
    on = day_field(_("联系日期"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()


class FloatingForm(forms.Form):
    """流动党员: since when, where to, who keeps contact."""

    since = PartialDateFormField(label=_("外出流动起始"), help_text=_("外出超过6个月的；只知年月可填到月"))
    destination = forms.CharField(label=_("流动去向"), max_length=60)
    contact = forms.ModelChoiceField(
        label=_("联系人"), queryset=StaffMember.objects.none(), empty_label=str(EMPTY_CHOICE)
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        staff = StaffMember.objects.visible_to(user).filter(left_on__isnull=True)
        self.fields["contact"].queryset = staff.select_related("station")
