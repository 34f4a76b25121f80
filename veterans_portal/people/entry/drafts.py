"""Drafts of the entry form: what was typed and not saved yet, encrypted, for the writer alone."""

import datetime
import json

from django.http import QueryDict
from django.utils import timezone

from ..models import Draft

NEW = "new"
OF_FILE = "person-"
KEPT_DAYS = 7


def key_of(person_id) -> str:
    """The key of the form of a file; of the empty form for None."""
    return f"{OF_FILE}{person_id}" if person_id else NEW


def keep(user, key, posted) -> datetime.datetime:
    """Keeps the fields of the posted form over the draft before; returns when. Blank answers are left out."""
    fields = {
        name: values
        for name, values in posted.lists()
        if name not in ("csrfmiddlewaretoken", "draft_key") and not name.startswith("_") and any(values)
    }
    draft, _new = Draft.objects.update_or_create(
        owner=user, key=key, defaults={"content": json.dumps(fields)}
    )
    return draft.saved_at


def find(user, person_id) -> Draft | None:
    """The user's draft of that form, if there is one."""
    return Draft.objects.visible_to(user).filter(key=key_of(person_id)).first()


def posted(draft) -> QueryDict:
    """The form as it would have been posted."""
    data = QueryDict(mutable=True)
    for name, values in json.loads(draft.content.open()).items():
        data.setlist(name, values)
    return data


def drop(user, person_id) -> None:
    Draft.objects.visible_to(user).filter(key=key_of(person_id)).delete()


def purge() -> int:
    """Removes drafts that nobody touched for KEPT_DAYS; returns how many."""
    old = timezone.now() - datetime.timedelta(days=KEPT_DAYS)
    return Draft.objects.filter(saved_at__lt=old).delete()[0]
