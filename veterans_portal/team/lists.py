"""The ledger of consultations: its filters and what is summed up beside it."""

import datetime
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from care_activities.models import Consultation
from care_activities.vocabulary import ConsultationOutcome, ConsultationTopic
from stations.models import Station, SupportMember
from stations.roles import Verb

from ..dashboards.figures import BY_KEY
from ..dashboards.subtree import YEAR_MONTHS, in_window
from ..people.acts import as_day, as_id
from ..people.roster.lists import station_by_code

ORDER = ["-date", "-pk"]
FIGURE = "consultations_1y"
# name in the address -> its vocabulary
_CHOICES = {"topic": ConsultationTopic, "outcome": ConsultationOutcome}


@dataclass(frozen=True)
class ConsultationFilter:
    """What the ledger was asked for. Unknown values are ignored, a foreign station or figure is 404."""

    station: Station | None
    figure: str = ""
    topic: str = ""
    outcome: str = ""
    adviser: SupportMember | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    @classmethod
    def read(cls, user, query):
        chosen = {name: query.get(name, "") for name in _CHOICES}
        known = {name: value for name, value in chosen.items() if value in _CHOICES[name].values}
        adviser, figure = as_id(query.get("adviser")), query.get("figure", "")
        if figure not in ("", FIGURE):
            raise Http404
        return cls(
            station=station_by_code(user, query.get("station")),
            figure=figure,
            adviser=SupportMember.objects.offered_to(user).filter(pk=adviser).first() if adviser else None,
            since=as_day(query.get("since")),
            until=as_day(query.get("until")),
            **known,
        )

    def apply(self, user, verb=Verb.VIEW):
        """The consultations, as far as the user may see them."""
        wanted = {
            "topic": self.topic,
            "outcome": self.outcome,
            "adviser": self.adviser,
            "date__gte": self.since,
            "date__lte": self.until,
        }
        if self.figure and verb == Verb.VIEW:  # a figure counts where it was asked, not who keeps the file
            found = Consultation.objects.kept_by(user, under=self.station)
        else:
            found = Consultation.objects.visible_to(user, verb, under=self.station)
        if self.figure:
            found = found.filter(in_window(timezone.localdate(), YEAR_MONTHS))
        return found.filter(**{name: value for name, value in wanted.items() if value})

    @property
    def label(self):
        """The name of the figure whose rows these are, "" for the whole ledger."""
        return str(BY_KEY[self.figure].label) if self.figure else ""

    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what narrows the ledger."""
        parts = [(_("服务站"), str(self.station) if self.station else _("我的全部站点"))]
        if self.figure:
            parts.append((_("指标"), self.label))
        if self.adviser:
            parts.append((_("接待人"), self.adviser.name))
        for name, choices in _CHOICES.items():
            if value := getattr(self, name):
                parts.append((str(Consultation._meta.get_field(name).verbose_name), choices(value).label))
        if self.since or self.until:
            days = [day.isoformat() if day else "" for day in (self.since, self.until)]
            parts.append((_("期间"), _("%(since)s 至 %(until)s") % {"since": days[0], "until": days[1]}))
        return [(label, str(value)) for label, value in parts]


def with_rows(rows):
    """The consultations with what their rows show."""
    return rows.select_related("station", "adviser", "person")


def totals(asked, user) -> dict:
    """次 of all that the filter finds, and 人 named in them (the anonymous are not counted as people)."""
    rows = asked.apply(user).order_by()
    return rows.aggregate(times=Count("pk"), people=Count("person", distinct=True))


def tallies(asked, user) -> list[tuple[str, list[tuple[str, int]]]]:
    """The cover's tables: `(title, [(label, 次)])`."""
    rows, told = asked.apply(user).order_by(), []
    for name, choices in _CHOICES.items():
        counts = dict(rows.values_list(name).annotate(Count("pk")))
        lines = [(str(label), counts[value]) for value, label in choices.choices if value in counts]
        told.append((str(Consultation._meta.get_field(name).verbose_name), lines))
    return told
