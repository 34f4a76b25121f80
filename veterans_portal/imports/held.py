"""Rows that an import held because another station keeps the person's file: from here a transfer is asked for.

Number and name stay in the staged row: no address and no form carries them.
"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.utils.translation import override

from stations.identity import mask_id
from stations.models import Station
from stations.spreadsheets import Outcome
from veterans.derive import id_digest
from veterans.models import PersonFile
from veterans.sheet_matching import HELD_ELSEWHERE

from ..places import full_names
from .models import ImportRow


@dataclass(frozen=True)
class HeldRow:
    """A held row of the user's import: `name` and `masked_number` for the page, the number for the server alone."""

    line: ImportRow
    name: str
    number: str

    @property
    def masked_number(self):
        return mask_id(self.number)

    @property
    def place(self):
        """The full name of the station that the row speaks of; "" where it names none."""
        named = full_names(Station.objects.filter(pk=self.line.station_id))
        return named[0][0] if named else ""

    def person(self) -> PersonFile | None:
        """The file as number and name lead to it today."""
        return PersonFile.objects.filter(id_digest=id_digest(self.number), name=self.name).first()


def row_for(user, pk) -> HeldRow | None:
    """The held row `pk` of an import within the user's reach; None without `pk`, Http404 for any other row."""
    if not pk:
        return None
    rows = ImportRow.objects.visible_to(user).select_related("batch", "station")
    line = rows.filter(pk=pk).first() if pk.isdecimal() else None
    if line is None or not is_held_elsewhere(line):
        raise Http404
    values = json.loads(line.payload.open())["values"]
    return HeldRow(line, values["name"], values["id_number"])


def is_held_elsewhere(line) -> bool:
    """Whether the user was told that another station keeps this person; False once the row is purged."""
    told = {reason["text"] for reason in line.reasons} & _told_sentences()
    return line.outcome == Outcome.HELD and bool(told) and bool(line.payload)


def _told_sentences():
    """The reason stands in the row in the language of whoever had it checked."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(str(HELD_ELSEWHERE))
    return found
