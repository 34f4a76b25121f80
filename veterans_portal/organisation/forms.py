"""What is asked when a station is checked, and of a document. Nothing is answered beforehand."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from care_activities.models import StationDocument
from care_activities.vocabulary import CheckAnswer, StationDocumentKind
from stations.models import Venue
from veterans.attachments.kinds import MEGABYTE
from veterans.attachments.remaking import LIMITS, MESSAGES

from ..people.acts import day_field

_ANSWERS = [("", _("未核对")), *CheckAnswer.choices]


@dataclass(frozen=True)
class Question:
    """One item of a checklist with its fields. `last` is the answer before (StationCheckItem or None)."""

    label: str
    wording: str
    proposal: str
    last: object
    fields: list


class CheckForm(forms.Form):
    """One check of `station`: `asked` are the items (Asked), `proposed` what is on file by item."""

    def __init__(self, *args, station, asked, proposed, last, documents, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.asked, self.proposed, self.last = asked, proposed, last
        venues = Venue.objects.filter(station=station, closed_on__isnull=True).order_by("pk")
        for one in asked:
            self.fields |= _fields_of(one.item, self.proposed.get(one.item), venues, documents)
        self.fields["checked_on"] = day_field(_("核对日期"), required=False, help_text=_("不填为今天"))
        self.fields["checker"] = forms.CharField(
            label=_("核对人"), required=False, max_length=50, help_text=_("不填为当前账号的姓名")
        )
        self.fields["note"] = forms.CharField(label=_("备注"), required=False, max_length=200)

    @property
    def questions(self) -> list[Question]:
        return [
            Question(
                one.item.label,
                one.wording,
                self.proposed.get(one.item, ""),
                self.last.get(one.item),
                [field for field in self if field.name.startswith(f"{one.item}_")],
            )
            for one in self.asked
        ]

    @property
    def about(self):
        """The questions about the check itself."""
        return [self[name] for name in ("checked_on", "checker", "note")]

    def answers(self) -> dict:
        """As check_register takes them."""
        return {one.item: self._answer(one.item) for one in self.asked}

    def _answer(self, item):
        told = {
            name: self.cleaned_data.get(f"{item}_{name}")
            for name in ("answer", "evidence", "venue", "document")
        }
        if self.cleaned_data.get(f"{item}_adopt"):
            told["evidence"] = "；".join(filter(None, (told["evidence"], self.proposed[item])))[:300]
        return told


def _fields_of(item, proposal, venues, documents):
    adopt = forms.BooleanField(label=_("把系统里登记的写进依据"), required=False)
    return {
        f"{item}_answer": forms.ChoiceField(label=_("有没有"), choices=_ANSWERS, required=False),
        f"{item}_evidence": forms.CharField(label=_("依据"), required=False, max_length=300),
        **({f"{item}_adopt": adopt} if proposal else {}),
        f"{item}_venue": forms.ModelChoiceField(
            venues, label=_("依据的场所"), required=False, empty_label=_("不选")
        ),
        f"{item}_document": forms.ModelChoiceField(
            documents, label=_("依据的资料"), required=False, empty_label=_("不选")
        ),
    }


class DocumentForm(forms.ModelForm):
    """A document, or one of its versions. `too_large`: the scan was let pass; `with_scan`: one may be sent."""

    scan = forms.FileField(
        label=_("扫描件"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/*,application/pdf"}),
    )
    is_posted = forms.TypedChoiceField(
        label=_("已上墙"),
        choices=[("", _("未填")), ("yes", _("是")), ("no", _("否"))],
        required=False,
        coerce={"yes": True, "no": False}.get,
        empty_value=None,
    )

    class Meta:
        model = StationDocument
        fields = ["title", "kind", "version_label", "effective_on", "ended_on", "text"]
        widgets = {
            "effective_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ended_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "text": forms.Textarea(attrs={"rows": 8}),
        }

    field_order = ["title", "kind", "version_label", "effective_on", "is_posted", "ended_on", "scan", "text"]

    def __init__(self, *args, with_scan, too_large=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        self.fields["kind"].choices = [("", _("请选择")), *StationDocumentKind.choices]
        self.fields["scan"].help_text = _("图片或 PDF，不超过 %s MB；没有的可只填正文") % (
            LIMITS.max_bytes // MEGABYTE
        )
        del self.fields["ended_on" if with_scan else "scan"]
        if self.instance.pk:
            self.initial["is_posted"] = {True: "yes", False: "no"}.get(self.instance.is_posted, "")

    def clean_scan(self):
        if self.too_large:
            raise ValidationError(MESSAGES["too-large"] % {"limit": LIMITS.max_bytes // MEGABYTE})
        return self.cleaned_data["scan"]

    def _post_clean(self):
        """The service sets and checks the values on the row it has locked."""
