"""Comparing as background work. Arguments are ids only: the queue stores them in clear."""

from contextlib import suppress

from django.utils import translation
from django_tasks import task

from stations.services import ServiceError

from ..imports.reader import FileRejected
from . import services
from .models import Comparison


@task()
def compare_list(comparison_id):
    """Compares a waiting list; does nothing where it is in other hands."""
    comparison = Comparison.objects.select_related("user", "station").get(pk=comparison_id)
    with translation.override(comparison.user.language), suppress(FileRejected, ServiceError):
        services.compare(comparison)  # the page shows why it was refused


@task()
def look_after_comparisons():
    for comparison_id in services.look_after():
        compare_list.enqueue(comparison_id)
