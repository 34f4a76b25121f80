"""What is still to be done for one person: the themes' own, the worklists the file is on, the doubts about it."""

from functools import lru_cache

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.prepared import Prepared
from veterans.checks import doubts
from veterans.models import PersonFile

from ..worklists import WORKLISTS


def todos_of(person, panels, change_url) -> list[dict]:
    """Items of components/checklist.html, the gravest first; one statement for all worklists.

    A worklist that a theme speaks for is not told twice.

    `change_url`: where a gap of the file is filled, "" for who may not.
    """
    found = [todo for panel in panels for todo in panel.todos]
    said = {key for todo in found for key in todo.get("lists", ())}
    found += [
        {"text": _("%(list)s：%(note)s") % {"list": row.label, "note": row.note}, "url": change_url}
        for key, row in _worklists_of(person)
        if key not in said
    ]
    found += [{"text": sentence, "url": change_url} for sentence in doubts(person)]
    items = [
        {"text": todo["text"], "url": todo.get("url", ""), "state": todo.get("tone", "warn")}
        for todo in found
    ]
    return sorted(items, key=lambda item: item["state"] != "bad")


def _worklists_of(person):
    [on] = _statement(timezone.localdate()).rows([person.pk])
    return [(key, row) for key, row in WORKLISTS.items() if on[f"n_{key}"]]


@lru_cache(maxsize=1)
def _statement(today):
    """On which worklists a file stands: the lists change with the day, and nothing else does."""
    counts = {
        f"n_{key}": Count("pk", filter=row.condition(today), distinct=True) for key, row in WORKLISTS.items()
    }
    return Prepared(lambda ids: PersonFile.objects.filter(pk__in=ids).values("pk").annotate(**counts))
