"""Where Django looks for the models of the roof."""

from .imports.mapping.models import TaughtWord
from .imports.models import ImportBatch, ImportFile, ImportRow
from .people.models import Draft, SavedFilter

__all__ = ["Draft", "ImportBatch", "ImportFile", "ImportRow", "SavedFilter", "TaughtWord"]
