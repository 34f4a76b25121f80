"""What stands between a checked import and the files of people: rights, and a reason where much is changed."""

import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.services import ServiceError
from stations.spreadsheets import ImportVerb
from stations.spreadsheets.rights import grantable

# The counts of ImportBatch.totals that may ask for a reason, and how they are said.
COUNTED = {
    "overwrites": gettext_lazy("改掉已有内容 %s 处"),
    "moves": gettext_lazy("转到另一个站 %s 人"),
    "id_changes": gettext_lazy("更改身份证号 %s 人"),
}
_SEPARATED = re.compile(r"(?<=[0-9])[\s\-.·]+(?=[0-9])")
_NUMBER = re.compile(r"[0-9]{15}|(?<![0-9])1[0-9]{10}(?![0-9])")


def refuse_verbs(user, station, verbs) -> None:
    """Raises ServiceError for a permission that `user` does not hold at `station` herself."""
    held = grantable(user, station)
    if beyond := [str(verb.label) for verb in map(ImportVerb, verbs) if verb not in held]:
        raise ServiceError(_("您在这个站没有这些权限：%s。") % "、".join(beyond))


def clean_reason(text) -> str:
    """A typed reason without blanks around it; ServiceError where numbers of people stand in it."""
    text = " ".join(text.split())
    if len(text) > 180:
        raise ServiceError(_("改动原因太长，最多 180 个字。"))
    if _NUMBER.search(_SEPARATED.sub("", text)):
        raise ServiceError(_("改动原因里不要写身份证号或手机号。"))
    return text


def much_changed(batch) -> list[str]:
    """What the batch changes above the limits, in words; [] where no reason is needed."""
    limits = settings.IMPORT_REASON_ABOVE
    counts = {name: batch.totals.get(name, 0) for name in COUNTED}
    return [
        COUNTED[name] % f"{count:,}"
        for name, count in counts.items()
        if name in limits and count > limits[name]
    ]


def refuse_to_apply(batch, user) -> None:
    """Raises ServiceError when `user` may not do what the batch does, or a reason for it is missing."""
    refuse_verbs(user, batch.station, batch.verbs)
    if not batch.overwrite_reason and (much := much_changed(batch)):
        raise ServiceError(_("这一批会%s；请先写明改动原因。") % "、".join(much))
