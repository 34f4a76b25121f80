"""本站现有名单: the template of a kind with a station's own rows in it, for filling in offline."""

from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from stations.spreadsheets import NameWidget
from veterans.vocabulary import FileStatus

from . import template_book
from .kinds import resource_of

# About ten seconds of work.
MOST_ROWS = 5_000
# Of people only those on the roll: a file that is closed is not filled in any further.
_STANDING = {"people": {"status": FileStatus.ACTIVE}}


@transaction.atomic
def roster_download(*, user, kind, station, reason="") -> tuple[str, bytes]:
    """Name and content of the template with the rows of `station` and below, written to the audit log.

    Numbers stand whole only with a `reason`. Raises ServiceError without the right, for a kind whose rows
    cannot be given out like this, without rows, and for too many.
    """
    resource = resource_of(kind)
    if not Station.objects.visible_to(user, Verb.EXPORT).filter(pk=station.pk).exists():
        raise ServiceError(_("您不能导出这个站的内容。"))
    if reason and not Station.objects.visible_to(user, Verb.REVEAL).filter(pk=station.pk).exists():
        raise ServiceError(_("您没有显示号码的权限。"))
    if not _tells_everything(resource):
        raise ServiceError(_("这种表格没有现有名单，请下载空白模板。"))
    ids = _ids(resource, user, station)
    if not ids:
        raise ServiceError(_("这个站还没有登记。"))
    if len(ids) > MOST_ROWS:
        raise ServiceError(_("超过一次可以下载的 %s 行；请选择下级的站，分几次下载。") % f"{MOST_ROWS:,}")
    fields = [column.attribute for column in resource.columns() if column.secret and reason]
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
    return name, template_book.prefilled(resource, ids, reveal=bool(reason))


def _tells_everything(resource):
    """Whether the rows can be told apart by what they say: not where they name people kept elsewhere."""
    names = [c for c in resource.columns() if isinstance(c.widget, NameWidget) and not c.part]
    return all(column.attribute in resource.own_fields for column in names)


def _ids(resource, user, station):
    """The records below `station`, by station, then in the order they were registered; as far as they stand."""
    places = Station.objects.subtree_of(station).order_by().values("pk")
    rows = resource.model.objects.visible_to(user, Verb.EXPORT)
    rows = rows.filter(**{f"{resource.station_field}__in": places})
    rows = rows.filter(**_STANDING.get(resource.kind, {}))
    return list(rows.order_by(resource.station_field, "pk").values_list("pk", flat=True)[: MOST_ROWS + 1])
