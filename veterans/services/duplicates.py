"""Saying that two files which look like one person's are not, and taking that back."""

from django.db import transaction

from stations import audit
from stations.roles import Verb

from ..models import NotSamePerson
from .rights import require

_REASON = "不是同一人"


@transaction.atomic
def not_same_mark(*, actor, first, second) -> NotSamePerson:
    """The pair is not proposed as duplicates again. PermissionDenied unless the actor may change both files."""
    pair = _ordered(actor, first, second)
    mark, made = NotSamePerson.objects.get_or_create(first=pair[0], second=pair[1])
    if made:
        _record(audit.Action.CHANGE, actor, pair)
    return mark


@transaction.atomic
def not_same_unmark(*, actor, first, second) -> None:
    """The pair may be proposed, and merged, again."""
    pair = _ordered(actor, first, second)
    if NotSamePerson.objects.filter(first=pair[0], second=pair[1]).delete()[0]:
        _record(audit.Action.DELETE, actor, pair)


def _ordered(actor, *files):
    for person in files:
        require(actor, Verb.CHANGE, person)
    return sorted(files, key=lambda person: person.pk)


def _record(action, actor, pair):
    for person, other in (pair, reversed(pair)):
        audit.record(
            action,
            actor=actor,
            station=person.managing_station,
            target=person,
            fields=["not_same_person"],
            reason=f"{_REASON}：{other.archive_no}",
        )
