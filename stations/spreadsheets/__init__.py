"""What every spreadsheet of the portal stands on: columns, cells, matching, writing, undoing."""

from .columns import Column, ImportVerb, Outcome, Part, PartChange, SheetContext, Staged, Stored, StoredPart
from .places import StationFinder
from .resource import SheetResource
from .widgets import (
    AmountWidget,
    CodesWidget,
    CodeWidget,
    DayWidget,
    IdWidget,
    IntegerWidget,
    NameWidget,
    PartialDateWidget,
    PhoneWidget,
    StationWidget,
    TextWidget,
    YesNoWidget,
    cell_text,
    safe_cell,
)

__all__ = [
    "AmountWidget",
    "CodeWidget",
    "CodesWidget",
    "Column",
    "DayWidget",
    "IdWidget",
    "ImportVerb",
    "IntegerWidget",
    "NameWidget",
    "Outcome",
    "Part",
    "PartChange",
    "PartialDateWidget",
    "PhoneWidget",
    "SheetContext",
    "SheetResource",
    "Staged",
    "StationFinder",
    "StationWidget",
    "Stored",
    "StoredPart",
    "TextWidget",
    "YesNoWidget",
    "cell_text",
    "safe_cell",
]
