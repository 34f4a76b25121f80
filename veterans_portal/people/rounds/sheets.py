"""The printed forms of a round: one person a page, or a list to sign. Numbers stand there masked."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from stations import audit, dates
from stations.access import requires
from stations.fields import PartialDateField
from stations.roles import Verb
from veterans.models import CollectionRound, Employment, PersonFile, Placement, RoundEntry, ServiceRecord
from veterans.vocabulary import ChangeKind

from ...paging import page_of
from .progress import place_of

SHEETS_A_PAGE = 50  # one person each
LINES_A_PAGE = 500
LAYOUTS = {"person": gettext_lazy("每人一页"), "list": gettext_lazy("签字名单")}
_PERSON = [
    "name", "sex", "id_number", "birth_date", "ethnicity", "political_status", "marital_status", "health",
    "education", "hukou_type", "mobile", "phone_alt", "emergency_contact", "emergency_phone",
]  # fmt: skip
_SERVICE = ["enlisted_on", "discharged_on", "military_category", "rank"]
_PLACEMENT = ["type", "method"]
_EMPLOYMENT = ["status", "employer"]
_WHOLE_ROWS = ["classes", "hukou_address", "residence_address", "service_needs", "specialties"]


@requires(Verb.VIEW)
@never_cache
def forms(request, pk):
    """The forms of those on the list whom the user may still see; that they were printed is logged."""
    collection = get_object_or_404(CollectionRound.objects.visible_to(request.user), pk=pk)
    station = place_of(request, collection)
    layout = request.GET.get("layout")
    layout = layout if layout in LAYOUTS else "person"
    shown = _entries(request, collection, station)
    page = page_of(shown, request, ["pk"], size=SHEETS_A_PAGE if layout == "person" else LINES_A_PAGE)
    if page.rows:
        printed = f"采集登记表，{len(page.rows)} 人"
        audit.record(
            audit.Action.PRINT, actor=request.user, station=station, target=collection, reason=printed
        )
    context = {
        "collection": collection,
        "station": station,
        "layout": layout,
        "layouts": LAYOUTS.items(),
        "page": page,
        "sheets": [(entry, rows_of(entry.person)) for entry in page.rows] if layout == "person" else [],
        "changes": [label for kind, label in ChangeKind.choices if kind not in ("restored", "merged")],
    }
    return render(request, "people/rounds/forms.html", context)


def _entries(request, collection, station):
    entries = RoundEntry.objects.visible_to(request.user, under=station).filter(
        round=collection, person__in=PersonFile.objects.kept_by(request.user).values("pk")
    )
    state = request.GET.get("state")
    if state in RoundEntry.State.values:
        entries = entries.filter(state=state)
    related = entries.select_related("station", "person__placement", "person__employment")
    return related.prefetch_related("person__service_records")


def rows_of(person) -> list[list[tuple[str, str]]]:
    """`(label, value)` two a row, then those that take a whole row; "" where nothing is known, to be filled in."""
    short = _items(person, _PERSON)
    if person.is_veteran:
        records = person.service_records.all()
        service = max(records, key=lambda record: record.enlisted_on, default=ServiceRecord())
        short += _items(service, _SERVICE) + _items(getattr(person, "placement", Placement()), _PLACEMENT)
    short += _items(getattr(person, "employment", Employment()), _EMPLOYMENT)
    pairs = [short[start : start + 2] for start in range(0, len(short), 2)]
    return [*pairs, *([item] for item in _items(person, _WHOLE_ROWS))]


def _items(record, names):
    fields = [record._meta.get_field(name) for name in names]
    return [(field.verbose_name, _text(record, field)) for field in fields]


def _text(record, field):
    display = getattr(record, f"get_{field.name}_display", None)
    if display is not None:
        return str(display() or "")
    value = getattr(record, field.name)
    return dates.show(value) if isinstance(field, PartialDateField) else str(value or "")
