"""What every spreadsheet of the portal stands on: columns, cells, matching, writing, undoing."""

from .cells import CellFault, UnknownWords, cell_text, safe_cell, typed_cell
from .columns import (
    DECIDED_NEW,
    SAME,
    Column,
    ImportVerb,
    Outcome,
    Part,
    PartChange,
    SheetContext,
    Staged,
    Stored,
    StoredPart,
    column_maker,
    read_synonyms,
)
from .model_columns import AnyDayWidget, NumberWidget, model_column_maker
from .places import StationFinder
from .records import Link, ModelResource
from .resource import SheetResource
from .times import ClockRangeWidget, ClockWidget
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
    YearWidget,
    YesNoWidget,
)
from .words import Words

__all__ = [
    "DECIDED_NEW",
    "SAME",
    "AmountWidget",
    "AnyDayWidget",
    "CellFault",
    "ClockRangeWidget",
    "ClockWidget",
    "CodeWidget",
    "CodesWidget",
    "Column",
    "DayWidget",
    "IdWidget",
    "ImportVerb",
    "IntegerWidget",
    "Link",
    "ModelResource",
    "NameWidget",
    "NumberWidget",
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
    "UnknownWords",
    "Words",
    "YearWidget",
    "YesNoWidget",
    "cell_text",
    "column_maker",
    "model_column_maker",
    "read_synonyms",
    "safe_cell",
    "typed_cell",
]
