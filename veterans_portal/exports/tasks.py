"""Exports as background work. Arguments are ids only: the queue stores them in clear."""

from django_tasks import task

from . import work
from .models import Export


@task()
def make_export(export_id):
    """Makes the file; does nothing where it was deleted or is in other hands."""
    work.make(Export.objects.select_related("user", "station").get(pk=export_id))


@task()
def look_after_exports():
    for export_id in work.look_after():
        make_export.enqueue(export_id)
