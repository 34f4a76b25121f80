"""Keeping, filling and dropping blank forms."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models import PersonFile
from veterans.services.identity import reason_text

from ..imports.mapping.lessons import Lessons
from ..people.roster.lists import RESIDENT
from . import filling
from .columns import COUNTER, LEFT_BLANK, Places, cells_of, questions, with_parts
from .models import BlankForm


@transaction.atomic
def form_keep(*, user, station, name, content) -> BlankForm:
    """Keeps the blank form `content` for `station`.

    Raises ServiceError without the right to export there, FileRejected or filling.FormRefused for a form
    that cannot be filled.
    """
    if not Station.objects.visible_to(user, Verb.EXPORT).filter(pk=station.pk).exists():
        raise ServiceError(_("您不能在这个站填报。"))
    form = BlankForm(station=station, name=name, uploaded_by=user)
    form.header = filling.recognise(content, [pair for pair in Lessons(form).headers if pair[1]])
    form.seal(content)
    form.save()
    audit.record(audit.Action.CREATE, actor=user, station=station, target=form)
    return form


@transaction.atomic
def form_drop(*, user, form) -> None:
    """Forgets the form; what was filled in before is not touched."""
    audit.record(audit.Action.DELETE, actor=user, station=form.station, target=form)
    form.delete()


@dataclass(frozen=True)
class Heading:
    """A column of the form: its header, and the column of ours it takes; "" where it stays blank.

    `is_known`: the portal knew by itself or was taught. `is_forbidden`: the portal does not collect it.
    """

    index: int
    text: str
    name: str
    is_known: bool
    is_forbidden: bool


def headings_of(form) -> list[Heading]:
    """The columns of the form as they are understood today: what was taught counts more than what is known."""
    taught = dict(Lessons(form).headers)
    forbidden = set(form.header["forbidden"])
    found = []
    for index, text, known in form.header["columns"]:
        usual = "" if known == LEFT_BLANK else known
        name = taught.get(text, usual)
        if name not in questions() or index in forbidden:
            name = ""
        found.append(Heading(index, text, name, text in taught or bool(known), index in forbidden))
    return found


def people_for(user, asked):
    """The files that a form may be filled with: those of the list `asked` that `user` keeps and may export."""
    if asked.status == RESIDENT:
        return PersonFile.objects.none()  # kept elsewhere
    _label, people = asked.apply(user)
    return people.visible_to(user, Verb.EXPORT)


@dataclass(frozen=True)
class Filled:
    """Cells of people for the columns `headings`, and how many of each are blank."""

    headings: list[Heading]
    rows: list[list]

    @property
    def blanks(self) -> list[tuple[str, int]]:
        """`[(header, blank cells)]` of the columns that lack something, the most first."""
        counts = Counter()
        for row in self.rows:
            counts.update(h.text for h, cell in zip(self.headings, row, strict=True) if cell == "")
        return counts.most_common()


def gather(user, form, stretches, *, reveal=False) -> Filled:
    """The cells of the people in `stretches`, querysets one after the other. Whole numbers with `reveal`, where
    the user may see them."""
    headings = [h for h in headings_of(form) if h.name and h.name != COUNTER]
    names = [heading.name for heading in headings]
    revealed = Station.objects.visible_to(user, Verb.REVEAL).order_by().values_list("pk", flat=True)
    places = Places(timezone.localdate(), frozenset(revealed) if reveal else frozenset())
    rows = [row for people in stretches for row in cells_of(with_parts(people, names), names, places)]
    return Filled(headings, rows)


def too_many(people) -> bool:
    most = settings.BLANK_FORM_MAX_PEOPLE
    return people.order_by().values("pk")[: most + 1].count() > most


@transaction.atomic
def form_fill(*, user, form, asked, reason="") -> bytes:
    """The form filled with the people of the filter `asked`, logged with the columns and how many people.

    With a `reason`, a RevealReason, numbers stand whole. Raises ServiceError for nobody or too many people,
    or without the right to whole numbers; filling.FormRefused.
    """
    people = people_for(user, asked)
    if too_many(people):
        raise ServiceError(
            _("超过 %s 人，一张套表填不下。请缩小范围，分几次填报。") % settings.BLANK_FORM_MAX_PEOPLE
        )
    if reason and not user.holds(Verb.REVEAL):
        raise ServiceError(_("您不能导出完整号码，请选择打码。"))
    filled = gather(user, form, _in_order(people, asked), reveal=bool(reason))
    if not filled.rows:
        raise ServiceError(_("没有符合条件的人，套表没有填。请放宽条件。"))
    book = filling.fill(form.open(), form.header, filled.rows, meanings_of(form))
    _note(user, form, asked, filled, reason)
    return book


def meanings_of(form) -> dict[int, str]:
    """From the index of a sheet column to the column of ours, as filling.fill() takes it."""
    return {heading.index: heading.name for heading in headings_of(form) if heading.name}


def _in_order(people, asked):
    """The stretches of `people`: by place, then by name, unless the list has an order of its own."""
    if not asked.order:
        return [people.order_by("managing_station__path", "name_pinyin", "pk")]
    return [people.filter(stretch.condition).order_by(*stretch.order) for stretch in asked.stretches]


def _note(user, form, asked, filled, reason):
    told = [questions()[heading.name] for heading in filled.headings]
    audit.record(
        audit.Action.EXPORT,
        actor=user,
        station=asked.station or Station.objects.get(pk=user.grants(Verb.EXPORT)[0].station_id),
        target=form,
        label=f"套表 {form.pk} {len(filled.rows)} 人",
        fields={question.field for question in told if reason or not question.secret},
        reason=reason_text(reason) if reason else "",
    )
    form.query = {name: values for name, values in asked.query().items() if name != "col"}
    form.filled_at, form.filled_rows = timezone.now(), len(filled.rows)
    form.save(update_fields=["query", "filled_at", "filled_rows"])
