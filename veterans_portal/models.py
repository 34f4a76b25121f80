"""Where Django looks for the models of the roof."""

from .blank_forms.models import BlankForm
from .imports.mapping.models import TaughtWord
from .imports.models import ImportBatch, ImportFile, ImportRow
from .people.models import Draft, SavedFilter

__all__ = ["BlankForm", "Draft", "ImportBatch", "ImportFile", "ImportRow", "SavedFilter", "TaughtWord"]
