"""What is asked about a blank form: the file itself, what its columns mean, whether numbers stand whole."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.models import Station
from stations.roles import Verb
from veterans.vocabulary import RevealReason

from ..imports.mapping.models import TaughtWord
from .columns import questions
from .models import BlankForm

# What stands in the form for "this column stays blank": no column is called so.
_BLANK = "-"
_LONGEST_WORD = TaughtWord._meta.get_field("word").max_length


class KeepForm(forms.Form):
    """A new blank form for one of the stations where `user` stands."""

    file = forms.FileField(
        label=_("空白套表"),
        allow_empty_file=True,
        help_text=_("上级发来的空表，.xlsx 格式；标题、表尾、格式都会保留"),
        error_messages={"required": _("请选择空白的套表。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm"}),
    )
    name = forms.CharField(
        label=_("套表名称"),
        required=False,
        max_length=BlankForm._meta.get_field("name").max_length,
        help_text=_("不填时用文件名"),
    )
    station = forms.ModelChoiceField(label=_("保存到"), queryset=Station.objects.none(), empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        standing = [grant.station_id for grant in user.grants(Verb.EXPORT)]
        self.fields["station"].queryset = Station.objects.filter(pk__in=standing)
        if len(standing) == 1:
            self.fields["station"].required = False
            self.fields["station"].widget = forms.HiddenInput()

    def clean_station(self):
        return self.cleaned_data["station"] or self.fields["station"].queryset.get()

    def clean(self):
        asked = super().clean()
        if asked.get("file") and not asked.get("name"):
            stem = asked["file"].name.rpartition(".")[0]
            asked["name"] = stem[: self.fields["name"].max_length] or str(_("套表"))
        return asked


class ColumnsForm(forms.Form):
    """What each column of a form takes. Only what was changed is taught."""

    def __init__(self, *args, headings, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(_BLANK, _("留空，不填")), *((name, name) for name in questions())]
        self._asked = {
            f"c{h.index}": h for h in headings if not h.is_forbidden and len(h.text) <= _LONGEST_WORD
        }
        for name, heading in self._asked.items():
            self.fields[name] = forms.ChoiceField(
                label=heading.text, choices=choices, initial=heading.name or _BLANK, required=False
            )

    def answers(self) -> list[tuple[str, str, str, str]]:
        """`[(subject, "", header, our column)]` of the columns that were given another meaning."""
        asked = self._asked.items()
        given = [(h, self.cleaned_data[name] or h.name or _BLANK) for name, h in asked]
        return [
            (TaughtWord.Subject.HEADER, "", heading.text, "" if target == _BLANK else target)
            for heading, target in given
            if target != (heading.name or _BLANK)
        ]


class FillForm(forms.Form):
    """Whether whole numbers stand in the form, and why."""

    reason = forms.ChoiceField(label=_("身份证号和电话"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        whole = [(code, _("完整填写，理由：%s") % label) for code, label in RevealReason.choices]
        self.fields["reason"].choices = [
            ("", _("打码，只留末几位")),
            *(whole if user.holds(Verb.REVEAL) else ()),
        ]
