"""Exports as background work. Arguments are ids only: the queue stores them in clear."""

from django.utils import translation
from django_tasks import task

from . import work
from .models import Export


@task()
def make_export(export_id):
    """Makes the file in the language of who asked for it; does nothing where it was deleted or is in other hands."""
    export = Export.objects.select_related("user", "station").get(pk=export_id)
    with translation.override(export.user.language):
        work.make(export)


@task()
def look_after_exports():
    for export_id in work.look_after():
        make_export.enqueue(export_id)
