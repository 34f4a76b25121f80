"""Keeping and signing a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.models import Conflict
from stations.services import ServiceError
from veterans.validators import refuse_unit_designation

from ..people.acts import CHANGED_MEANWHILE


class Refusable(forms.Form):
    """A form whose act may be refused: the sentence then stands on the form."""

    use_required_attribute = False

    def carry_out(self, act):
        """What `act()` gives, True where it gives nothing; None where it is refused."""
        try:
            return act() or True
        except ServiceError as refusal:
            self.add_error(None, str(refusal))
        except Conflict:
            self.add_error(None, CHANGED_MEANWHILE)
        return None


class KeepForm(Refusable):
    """A remark, for whoever signs."""

    remark = forms.CharField(
        label=_("说明"),
        max_length=200,
        required=False,
        validators=[refuse_unit_designation],
        help_text=_("可不填；核对不符而确实如此的，请写明原因"),
    )
