"""Where Django looks for the models of the roof."""

from .blank_forms.models import BlankForm
from .comparing.models import ChangeProposal, Comparison
from .exports.models import Export, ExportPiece
from .imports.mapping.models import TaughtWord
from .imports.models import ImportBatch, ImportChunk, ImportFile, ImportRow
from .people.models import Draft, SavedFilter
from .reports.models import Bulletin, ReportSnapshot
from .workbench.models import KeptFigure

__all__ = [
    "BlankForm",
    "Bulletin",
    "ChangeProposal",
    "Comparison",
    "Draft",
    "Export",
    "ExportPiece",
    "ImportBatch",
    "ImportChunk",
    "ImportFile",
    "ImportRow",
    "KeptFigure",
    "ReportSnapshot",
    "SavedFilter",
    "TaughtWord",
]
