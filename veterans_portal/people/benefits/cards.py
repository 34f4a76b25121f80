"""优待证: how many stand at which stage, and moving many on together, batch by batch."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.dates import months_before
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from veterans import qualifying
from veterans.models import CardBatch, PersonFile, PreferentialCard
from veterans.services.cards import cards_advance, cards_apply
from veterans.vocabulary import CARD_MOVES, CardRefusal, CardStage, DisabilityGrade, FileStatus, Health

from ...paging import page_of
from ..acts import day_field, say_refusal, ticked_ids
from ..roster.lists import root_of, sees_widely, station_by_code
from ..roster.views import station_choices
from ..worklists import counted
from .overview import address

DUE = "due"
READY_COMPLETENESS = 60  # below, the file is to be completed before a card is applied for
HOME_DELIVERY_AGE = 80
_GRAVE = frozenset({DisabilityGrade.G1, DisabilityGrade.G2, DisabilityGrade.G3, DisabilityGrade.G4})
# What the button for a stage says.
_BUTTONS = {
    CardStage.APPLIED: gettext_lazy("重新申请"),
    CardStage.COUNTY: gettext_lazy("县级初审通过"),
    CardStage.CITY: gettext_lazy("市级复核通过"),
    CardStage.PROVINCE: gettext_lazy("省级备案通过"),
    CardStage.MADE: gettext_lazy("制证完成"),
    CardStage.ISSUED: gettext_lazy("发放给本人"),
    CardStage.REFUSED: gettext_lazy("未通过"),
    CardStage.REPLACING: gettext_lazy("换证补证"),
    CardStage.RETURNED: gettext_lazy("收回或注销"),
}


class ApplyForm(forms.Form):
    """The batch that those ticked are applied for in; a new name makes a new batch."""

    use_required_attribute = False
    batch_name = forms.CharField(
        label=gettext_lazy("批次名称"),
        max_length=60,
        help_text=gettext_lazy("如：2026年第一批；写已有的批次，就加到那一批"),
    )
    applied_on = day_field(gettext_lazy("申请日期"))


class AdvanceForm(forms.Form):
    """The day of the next stage; the reason is asked only where a card was refused."""

    use_required_attribute = False
    on = day_field(gettext_lazy("办理日期"))
    reason = forms.ChoiceField(
        label=gettext_lazy("未通过原因"),
        required=False,
        choices=[("", gettext_lazy("请选择")), *CardRefusal.choices],
        help_text=gettext_lazy("只在点“未通过”时选"),
    )

    def clean_reason(self):
        """The reason in Chinese: it is kept as text."""
        code = self.cleaned_data["reason"]
        with override("zh-hans"):
            return str(CardRefusal(code).label) if code else ""


@dataclass(frozen=True)
class Asked:
    """Which cards the page shows: of a station, at a stage (or still to be applied for), of a batch."""

    station: Station | None
    stage: str
    batch: CardBatch | None = field(default=None)

    @classmethod
    def read(cls, user, query):
        station = station_by_code(user, query.get("station"))
        stage, batch, found = query.get("stage", DUE), query.get("batch", ""), None
        if batch.isdecimal():
            found = CardBatch.objects.visible_to(user).filter(pk=batch).first()
        return cls(station, stage if stage in CardStage.values else DUE, found)


@requires(Verb.VIEW)
@never_cache
def cards(request):
    """The stages with their numbers and the rows of one; a POST treats those ticked."""
    asked = Asked.read(request.user, request.GET)
    form = ApplyForm() if asked.stage == DUE else AdvanceForm()
    if request.method == "POST":
        form = type(form)(request.POST)
        if (_apply if asked.stage == DUE else _advance)(request, asked, form):
            return redirect(request.get_full_path())
    return render(request, "people/benefits/cards.html", _context(request, asked, form))


def _apply(request, asked, form) -> bool:
    ids = ticked_ids(request, "row")
    if not form.is_valid():
        return False
    station = root_of(request.user, asked.station)
    try:
        cards_apply(actor=request.user, station=station, person_ids=ids, **form.cleaned_data)
    except (ServiceError, ValidationError) as refusal:
        say_refusal(form, refusal)
        return False
    unready = sum(not _is_ready(person) for person in PersonFile.objects.filter(pk__in=ids))
    messages.success(request, _("已为 %d 人申请优待证。") % len(ids))
    if unready:
        messages.warning(request, _("其中 %d 人的档案还不完整或未核实，请在审核前补齐。") % unready)
    return True


def _advance(request, asked, form) -> bool:
    ids, to = ticked_ids(request, "row"), request.POST.get("to", "")
    if to not in CardStage.values:
        raise Http404
    if not ids:
        form.add_error(None, _("请先在名单里勾选。"))
    if not form.is_valid():
        return False
    answers = form.cleaned_data | {"home_ids": ticked_ids(request, "home")}
    try:
        number = cards_advance(actor=request.user, card_ids=ids, to=to, **answers)
    except (ServiceError, ValidationError) as refusal:
        say_refusal(form, refusal)
        return False
    said = _("%(number)d 人的优待证已登记为“%(stage)s”。")
    messages.success(request, said % {"number": number, "stage": CardStage(to).label})
    return True


def _context(request, asked, form):
    user = request.user
    page = page_of(_rows(user, asked), request, _order(asked))
    people = [row if asked.stage == DUE else row.person for row in page.rows]
    return {
        "asked": asked,
        "stations": station_choices(user, asked.station),
        "stages": _stages(user, asked),
        "batches": CardBatch.objects.visible_to(user, under=asked.station)[:30],
        "page": page,
        "rows": list(zip(page.rows, people, map(_hints(asked), people), strict=True)),
        "moves": [(stage.value, _BUTTONS[stage]) for stage in CARD_MOVES.get(asked.stage, ())],
        "refusable": CardStage.REFUSED in CARD_MOVES.get(asked.stage, ()),
        "handing_over": asked.stage == CardStage.MADE,
        "export_kind": "people" if asked.stage == DUE else "cards",
        "form": form,
        "ticked": ticked_ids(request, "row"),
        "at_home": ticked_ids(request, "home"),
    }


def _rows(user, asked):
    if asked.stage == DUE:
        return people_due(user, asked.station).select_related("managing_station", "disability")
    return cards_at(user, asked).select_related("batch", "person__managing_station", "person__disability")


def people_due(user, station):
    """People who may hold a card and have not applied for one."""
    people = PersonFile.objects.kept_by(user, under=station)
    return people.filter(qualifying.card_due(timezone.localdate()))


def cards_at(user, asked):
    """The cards at the stage, and of the batch, that is asked for; those of all stages where none is."""
    found = _cards(user, asked)
    if asked.stage != DUE:
        found = found.filter(stage=asked.stage)
    return found.filter(batch=asked.batch) if asked.batch else found


def _cards(user, asked):
    cards = PreferentialCard.objects.visible_to(user, under=asked.station)
    return cards.filter(person__status=FileStatus.ACTIVE)


def _order(asked):
    return ["name_pinyin", "pk"] if asked.stage == DUE else ["person__name_pinyin", "pk"]


def _stages(user, asked):
    """`[{label, number (人), url, current}]` from 应办未申请 to the end."""
    code = asked.station.code if asked.station else ""
    stages = _cards(user, asked).order_by().values_list("stage").annotate(n=Count("pk"))
    numbers = dict(stages)
    people, wide = PersonFile.objects.kept_by(user, under=asked.station), sees_widely(user, asked.station)
    numbers[DUE] = counted(people, ["card_due"], timezone.localdate(), wide=wide)["card_due"]
    choices = [(DUE, _("应办未申请")), *CardStage.choices]
    return [
        {
            "label": label,
            "number": numbers.get(stage, 0),
            "url": address("people-cards", station=code, stage=stage),
            "current": stage == asked.stage,
        }
        for stage, label in choices
    ]


def _is_ready(person):
    return person.completeness >= READY_COMPLETENESS and person.verified_on is not None


def _hints(asked):
    """What to mind about a person at this stage: `[(text, tone)]`."""
    elder = months_before(timezone.localdate(), HOME_DELIVERY_AGE * 12).isoformat()

    def hints(person):
        if asked.stage == DUE:
            return [] if _is_ready(person) else [(_("先完善档案"), "warn")]
        if asked.stage != CardStage.MADE:
            return []
        disability = getattr(person, "disability", None)
        frail = person.health == Health.DISABLED or (disability and disability.grade in _GRAVE)
        old = "" < person.birth_date <= elder
        return (
            [(_("年满80岁，请上门送达"), "warn")]
            if old
            else [(_("行动可能不便，请上门送达"), "warn")] * bool(frail)
        )

    return hints
