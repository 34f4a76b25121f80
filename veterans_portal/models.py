"""Where Django looks for the models of the roof."""

from .exports.models import Export, ExportPiece
from .imports.models import ImportBatch, ImportFile, ImportRow
from .people.models import Draft, SavedFilter

__all__ = ["Draft", "Export", "ExportPiece", "ImportBatch", "ImportFile", "ImportRow", "SavedFilter"]
