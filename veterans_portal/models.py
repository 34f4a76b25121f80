"""Where Django looks for the models of the roof."""

from .imports.models import ImportBatch, ImportChunk, ImportFile, ImportRow
from .people.models import Draft, SavedFilter

__all__ = ["Draft", "ImportBatch", "ImportChunk", "ImportFile", "ImportRow", "SavedFilter"]
