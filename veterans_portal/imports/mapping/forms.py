"""What each unknown word and column of a batch means: one question for each, every one may stay open."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import CodeWidget, StationFinder, YesNoWidget

from ..kinds import resource_of
from .models import TaughtWord
from .unknown import unknown_words

Subject = TaughtWord.Subject
# What stands in the form for "the cell stays blank": no vocabulary has such a code.
BLANK = "-"


@dataclass(frozen=True)
class Question:
    """A word of the sheet and the form's field that asks what it means. `count` is 0 for a header."""

    subject: str
    header: str
    word: str
    count: int
    field: Any


class WordsForm(forms.Form):
    """Asks for the unknown words and headers of `batch`; only what is answered is taught.

    `checked_at` stands in the form: after another check the questions are others.
    """

    checked_at = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, batch, stations, **kwargs):
        mark = batch.checked_at.isoformat() if batch.checked_at else ""
        super().__init__(*args, initial={"checked_at": mark}, **kwargs)
        self.mark, self.stations = mark, stations
        self.resource = resource_of(batch.kind)
        self._asked = []
        for unknown in unknown_words(batch):
            self._ask_word(unknown)
        for header in unmapped_headers(batch.files.defer("content")):
            self._ask(Subject.HEADER, "", header, 0, self._columns())

    def questions(self) -> dict[str, list[Question]]:
        """The questions by their subject, in the order of their number."""
        found = {subject: [] for subject in (Subject.STATION, Subject.LABEL, Subject.HEADER)}
        for name, subject, header, word, count in self._asked:
            found[subject].append(Question(subject, header, word, count, self[name]))
        return found

    def clean_checked_at(self):
        if self.cleaned_data["checked_at"] != self.mark:
            raise forms.ValidationError(_("这一批已经重新检查过；请按新的结果对应。"))
        return self.mark

    def clean(self):
        """Stations are found as in a sheet; what is no station within reach is said at its field."""
        finder = StationFinder(self.stations)
        for name, subject, *_rest in self._asked:
            text = self.cleaned_data.get(name, "")
            if subject == Subject.STATION and text:
                try:
                    self.cleaned_data[name] = finder.stations[finder.find(text)].code
                except ValueError as error:
                    self.add_error(name, str(error))
        return self.cleaned_data

    def answers(self) -> list[tuple[str, str, str, str]]:
        """`[(subject, our header, word, target)]` of what was answered."""
        given = [(*asked, self.cleaned_data.get(name, "")) for name, *asked in self._asked]
        return [
            (subject, header, word, "" if target == BLANK else target)
            for subject, header, word, _count, target in given
            if target
        ]

    def _ask_word(self, unknown):
        column = self.resource.by_header.get(unknown.header)
        if column is None:
            return
        if column.attribute == "station":
            self._ask(Subject.STATION, unknown.header, unknown.word, unknown.count, self._station())
        elif isinstance(column.widget, CodeWidget | YesNoWidget):
            labels = [(str(code), label) for code, label in column.widget.labels.items()]
            choices = [("", _("先不处理")), *labels, (BLANK, _("留空，不导入这一格"))]
            field = forms.ChoiceField(choices=choices, required=False)
            self._ask(Subject.LABEL, unknown.header, unknown.word, unknown.count, field)

    def _ask(self, subject, header, word, count, field):
        name = f"q{len(self._asked)}"
        field.label = word
        self.fields[name] = field
        self._asked.append((name, subject, header, word, count))

    def _columns(self):
        names = [(column.column_name, column.column_name) for column in self.resource.columns()]
        return forms.ChoiceField(choices=[("", _("不导入这一列")), *names], required=False)

    def _station(self):
        widget = forms.TextInput(attrs={"list": "import-stations", "autocomplete": "off"})
        return forms.CharField(required=False, max_length=100, widget=widget)


def unmapped_headers(files) -> list[str]:
    """The headers, in all sheets of a batch's `files`, that no column of ours is known by."""
    sheets = [sheet for file in files for sheet in file.header.get("sheets", ())]
    return list(dict.fromkeys(header for sheet in sheets for header in sheet["unmapped"]))
