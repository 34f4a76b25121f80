"""Whether what stands in the database is made up."""

from django.core.cache import cache

from veterans.models import PersonFile

_KEY, _SECONDS = "demo-marks", 60


def is_demo():
    """Whether any file of a sample person (ID number 440799…) is held; up to a minute old."""
    return cache.get_or_set(_KEY, PersonFile.objects.filter(is_sample=True).exists, _SECONDS)


def forget():
    """Asks the database again next time: sample people have just come in."""
    cache.delete(_KEY)
