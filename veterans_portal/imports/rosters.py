"""本站现有名单: the template of a kind with a station's own rows in it, for filling in offline.

Of visits it is the list of households: a round of visits starts with whom to visit.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models import Household
from veterans.vocabulary import FileStatus

from ..places import full_names
from . import template_book
from .kinds import resource_of

# About ten seconds of work.
MOST_ROWS = 5_000
# Of people only those on the roll: a file that is closed is not filled in any further.
_STANDING = {"people": {"status": FileStatus.ACTIVE}}
OF_HOUSEHOLDS = ("visits",)


@transaction.atomic
def roster_download(*, user, kind, station, reason="") -> tuple[str, bytes]:
    """Name and content of the template with the rows of `station` and below, written to the audit log.

    Numbers stand whole only with a `reason`. Raises ServiceError without the right, without rows, and for too
    many.
    """
    resource = resource_of(kind)
    if not Station.objects.visible_to(user, Verb.EXPORT).filter(pk=station.pk).exists():
        raise ServiceError(_("您不能导出这个站的内容。"))
    if reason and not Station.objects.visible_to(user, Verb.REVEAL).filter(pk=station.pk).exists():
        raise ServiceError(_("您没有显示号码的权限。"))
    is_of_households = kind in OF_HOUSEHOLDS
    ids = _ids(resource_of("households") if is_of_households else resource, user, station)
    if not ids:
        raise ServiceError(_("这个站还没有登记。"))
    if len(ids) > MOST_ROWS:
        raise ServiceError(_("超过一次可以下载的 %s 行；请选择下级的站，分几次下载。") % f"{MOST_ROWS:,}")
    shown = [] if is_of_households or not reason else resource.columns()
    fields = [column.attribute for column in shown if column.secret]
    said = f"带现有名单的模板：{resource.kind} {len(ids)} 行"
    audit.record(
        audit.Action.EXPORT,
        actor=user,
        station=station,
        target=station,
        fields=fields,
        reason=f"{said}；{reason}" if reason else said,
    )
    name = _("%(station)s%(title)s名单.xlsx") % {"station": station.place_name, "title": resource.title}
    if is_of_households:
        return name, template_book.to_fill_in(resource, _households(ids))
    return name, template_book.prefilled(resource, ids, user=user, reveal=bool(reason))


def _households(ids):
    """What a row about each household starts with."""
    names = {code: name for name, code in full_names(Station.objects.all())}
    rows = Household.objects.filter(pk__in=ids).order_by("station", "number")
    for code, number, head in rows.values_list("station__code", "number", "head_name"):
        yield {
            "station": names.get(code, code),
            "household__number": number,
            "household__head_name": head,
        }


def _ids(resource, user, station):
    """The records below `station`, by station, then in the order they were registered; as far as they stand."""
    places = Station.objects.subtree_of(station).order_by().values("pk")
    rows = resource.model.objects.visible_to(user, Verb.EXPORT)
    rows = rows.filter(**{f"{resource.station_field}__in": places})
    rows = rows.filter(**_STANDING.get(resource.kind, {}))
    return list(rows.order_by(resource.station_field, "pk").values_list("pk", flat=True)[: MOST_ROWS + 1])
