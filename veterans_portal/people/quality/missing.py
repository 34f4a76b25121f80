"""What a file lacks, and where the edit form asks for it."""

from django.urls import reverse

from stations.roles import Verb

from ...reach import reaches


def change_url(user, person) -> str:
    """The edit form of a file; "" without the right."""
    may = reaches(user, Verb.CHANGE, person.managing_station)
    return reverse("admin:veterans_personfile_change", args=[person.pk]) if may else ""


def missing_links(items, url) -> list[dict]:
    """`[{label, url}]` of what a file lacks, each leading to its place in the edit form `url`."""
    return [{"label": item.label, "url": f"{url}#{item.anchor}" if url else ""} for item in items]
