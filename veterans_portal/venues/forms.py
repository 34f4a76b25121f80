"""What is asked about the use of a venue."""

from django import forms
from django.utils.translation import gettext_lazy as _

from care_activities.models import VenueUse
from care_activities.vocabulary import UseOrganiser, UseState


class UseForm(forms.ModelForm):
    """A booking, or its correction. `venues` are those it may be moved to."""

    class Meta:
        model = VenueUse
        fields = [
            "venue", "date", "start", "end", "purpose", "organiser", "organiser_name", "contact_name", "people",
            "note",
        ]  # fmt: skip
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "start": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "end": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args, venues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = venues
        self.fields["venue"].empty_label = str(_("请选择"))
        self.fields["organiser"].choices = [("", _("请选择")), *UseOrganiser.choices]

    def _post_clean(self):
        """The service sets and checks the values on the row it has locked."""


class SettleForm(forms.Form):
    """What became of a booking."""

    people = forms.IntegerField(
        label=_("实际人数"), required=False, min_value=0, max_value=32_767, help_text=_("已使用的必须填写")
    )
    note = forms.CharField(label=_("备注"), required=False, max_length=200)


# Value of the button -> the state it leads to, and what is said then.
SETTLED = {
    UseState.USED: _("已登记为已使用。"),
    UseState.UNUSED: _("已登记为未使用，这个时间可以重新预约。"),
    UseState.BOOKED: _("已恢复为已预约。"),
}
