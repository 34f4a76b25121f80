"""The documents of the library: which are listed, and their counts."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.models import StationDocument
from care_activities.vocabulary import StationDocumentKind
from stations.models import Station

from ..people.roster.lists import station_by_code

NEWEST = ["-effective_on", "-pk"]
POSTED = [("yes", gettext_lazy("已上墙")), ("no", gettext_lazy("未上墙"))]
VERSIONS = [("all", gettext_lazy("含旧版本和已废止"))]
_ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class LibraryFilter:
    """Which documents. Unknown values are ignored, a foreign station is 404."""

    station: Station | None
    kind: str
    posted: str
    versions: str
    title: str

    @classmethod
    def read(cls, user, query):
        kind, posted = query.get("kind", ""), query.get("posted", "")
        return cls(
            station=station_by_code(user, query.get("station")),
            kind=kind if kind in StationDocumentKind.values else "",
            posted=posted if posted in _ANSWERS else "",
            versions="all" if query.get("versions") == "all" else "",
            title=query.get("title", "").strip()[:40],
        )

    def apply(self, user):
        """The documents of the user's stations and those that stations above share with them."""
        rows = StationDocument.objects.offered_to(user)
        if self.station:
            at = Q(station__below=self.station.path) | Q(station__code__in=self.station.path_codes)
            rows = rows.filter(at)
        if not self.versions:
            rows = rows.current()
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.posted:
            rows = rows.filter(is_posted=_ANSWERS[self.posted])
        return rows.filter(title__icontains=self.title) if self.title else rows

    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what narrows the library."""
        parts = [(_("服务站"), str(self.station) if self.station else _("我的全部站点"))]
        if self.kind:
            parts.append((_("类型"), str(StationDocumentKind(self.kind).label)))
        if self.posted:
            parts.append((_("上墙"), str(dict(POSTED)[self.posted])))
        parts.append((_("版本"), str(dict(VERSIONS)[self.versions]) if self.versions else _("只看现行")))
        if self.title:
            parts.append((_("标题含"), self.title))
        return parts


def tallies(rows) -> list[tuple[str, int]]:
    """`[(kind, 份)]` of `rows`, kinds of which there are none left out."""
    counted = rows.order_by().values("kind").annotate(number=Count("pk"))
    numbers = dict(counted.values_list("kind", "number"))
    return [(label, numbers[kind]) for kind, label in StationDocumentKind.choices if kind in numbers]
