"""Finding somebody whose file another station keeps: by number and name together, a few people a day."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations import audit
from stations.identity import clean_name
from stations.models import AuditEntry

from ..derive import id_digest
from ..models import PersonFile
from .identity import HELD_LABEL, REFUSALS_A_DAY, TOLD_A_DAY, TOLD_LABEL, refused_today

TO_BE_CHECKED = gettext_lazy(
    "待上级核对：请核对身份证号和姓名；确认无误的，请上级服务站核对；还没有建档的，可以新建档案。"
)


@transaction.atomic
def held_elsewhere(*, actor, station, number, name) -> PersonFile | None:
    """The file of whoever has this ID number and this name; None unless both agree, or the day's share is used up.

    `number` is a valid one. A hit and a miss are both audited at `station`; somebody told of today already
    costs nothing more. Raises ValidationError after REFUSALS_A_DAY misses. Of the file nothing may be shown
    to the actor but what she typed (design §4).
    """
    found = PersonFile.objects.filter(id_digest=id_digest(number), name=clean_name(name)).first()
    if actor is None or (found and _told_today(actor, found)):
        return found
    if refused_today(actor, HELD_LABEL) >= REFUSALS_A_DAY:
        raise ValidationError(_("今天核对的次数过多，请明天再试，或交由上级服务站核对。"))
    if refused_today(actor, TOLD_LABEL) >= TOLD_A_DAY:
        found = None
    audit.record(
        audit.Action.REFUSED,
        actor=actor,
        station=station,
        target=found,
        label=TOLD_LABEL if found else HELD_LABEL,
        fields=["id_number"],
    )
    return found


def _told_today(actor, person):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return AuditEntry.objects.filter(
        actor_id=actor.pk,
        action=audit.Action.REFUSED,
        target_label=TOLD_LABEL,
        target_type=PersonFile._meta.label_lower,
        target_id=person.pk,
        at__gte=midnight,
    ).exists()
