"""Teaching and forgetting what a station's sheets mean."""

from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError

from .models import TaughtWord


@transaction.atomic
def words_teach(*, user, batch, answers) -> int:
    """Remembers `answers`, `[(subject, our header, word, target)]`, for the station of `batch`; their number.

    What was taught there before for the same word is replaced. Raises ServiceError without the right to
    import there.
    """
    if not Station.objects.visible_to(user, Verb.IMPORT).filter(pk=batch.station_id).exists():
        raise ServiceError(_("您不能在这个站导入。"))
    for subject, column, word, target in answers:
        taught, is_new = TaughtWord.objects.update_or_create(
            station_id=batch.station_id,
            kind=batch.kind,
            subject=subject,
            column=column,
            word=word,
            defaults={"target": target, "taught_by": user},
        )
        action = audit.Action.CREATE if is_new else audit.Action.CHANGE
        audit.record(action, actor=user, station=batch.station, target=taught, fields=["target"])
    return len(answers)


@transaction.atomic
def word_forget(*, user, word) -> None:
    """Forgets a taught word: the next import asks for it again."""
    audit.record(audit.Action.DELETE, actor=user, station=word.station, target=word)
    word.delete()
