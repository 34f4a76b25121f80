"""Where Django looks for the models of the roof."""

from .imports.models import ImportBatch, ImportFile, ImportRow

__all__ = ["ImportBatch", "ImportFile", "ImportRow"]
