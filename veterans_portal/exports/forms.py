"""What is asked before an export: which columns, which format, and whether numbers stand whole."""

from django import forms
from django.utils.translation import gettext_lazy as _

from veterans.services.identity import reason_text
from veterans.vocabulary import RevealReason

from . import work
from .models import Export
from .reading import columns_of


class ExportForm(forms.Form):
    """An export of `resource` by `user`; `shown` are attributes that the list she came from shows."""

    columns = forms.MultipleChoiceField(
        label=_("列"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一列。")},
    )
    format = forms.ChoiceField(
        label=_("格式"), choices=Export.Format.choices, widget=forms.RadioSelect, initial=Export.Format.XLSX
    )
    reason = forms.ChoiceField(label=_("身份证号和电话"), required=False)

    def __init__(self, *args, resource, user, chosen=(), **kwargs):
        columns = columns_of(resource)
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [(c.attribute, c.column_name) for c in columns]
        self.fields["columns"].initial = list(chosen) or [c.attribute for c in columns]
        self.fields["reason"].choices = [("", _("打码，只留末几位")), *_reasons()]
        if not (any(column.secret for column in columns) and work.may_reveal(user)):
            del self.fields["reason"]

    def asked(self) -> dict:
        """The arguments of work.export_request() that the form decides."""
        code = self.cleaned_data.get("reason")
        return {
            "columns": self.cleaned_data["columns"],
            "file_format": self.cleaned_data["format"],
            "reason": reason_text(code) if code else "",
            "reveal": bool(code),
        }


def _reasons():
    return [(code, _("完整显示，理由：%s") % label) for code, label in RevealReason.choices]
