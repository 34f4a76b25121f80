"""Whether what stands in the database is made up."""

from django.core.cache import cache

from veterans.models import PersonFile

_KEY, _SECONDS = "demo-marks", 60


def is_demo() -> bool:
    """Whether sample people (ID numbers 440799…) are on file; the answer may be a minute old."""
    return cache.get_or_set(_KEY, has_samples, _SECONDS)


def has_samples() -> bool:
    return PersonFile.objects.filter(is_sample=True).exists()


def forget():
    """Asks the database again next time: sample people have just come in."""
    cache.delete(_KEY)
