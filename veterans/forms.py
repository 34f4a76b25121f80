"""Entry of a file and its parts."""

from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _

from stations.admin_base import ScopedForm

from .services.identity import refuse_held_number
from .vocabulary import ENDED_BENEFIT_STATUSES


class PersonFileForm(ScopedForm):
    """A file's own fields. The admin class sets `actor`: a number already on file is refused in her name."""

    actor = None

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and "id_number" in self.changed_data:
            try:
                refuse_held_number(actor=self.actor, person=self.instance)
            except ValidationError as error:
                self.add_error(None, error)


class PersonInlineFormSet(BaseInlineFormSet):
    """Parts of a file that know the file as it stands on the form, not as it is stored."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.instance.person = self.instance
        return form


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
