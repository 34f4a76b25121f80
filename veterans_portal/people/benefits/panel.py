"""What the page of a file says of benefits: this year's confirmation, what may fit, the card, papers that run out."""

from django.utils import timezone
from django.utils.translation import gettext as _

from stations import dates
from veterans import qualifying, reviews
from veterans.models.benefits import card_kinds
from veterans.vocabulary import BenefitStatus, FileStatus

from ..panel import Panel
from .overview import address


def panel(user, person):
    """The card "优抚待遇提醒"; None where there is nothing to say.

    What may fit and which papers run out is told of files 在册 only, as on the lists. It sends no statement
    where the parts of the file were fetched (`file.sections.PARTS`).
    """
    today = timezone.localdate()
    is_active = person.status == FileStatus.ACTIVE
    benefits = list(person.benefits.all())
    conditions = qualifying.conditions_60(person, today) if is_active else []
    expiring = reviews.expiring_of(person, today) if is_active else []
    context = {
        "confirmations": _confirmations(person, benefits, today),
        "conditions": conditions,
        "fits": qualifying.fits(conditions),
        "card": _card(person, today),
        "paid": [
            (benefit.get_type_display(), benefit.paid_by, dates.show(benefit.paid_by_until.isoformat()))
            for benefit in benefits
            if benefit.paid_by_until
        ],
        "expiring": [(label, dates.show(until), over) for label, until, over in expiring],
    }
    if not any(context.values()):
        return None
    return Panel(
        "benefit-review",
        _("优抚待遇提醒"),
        "people/benefits/panel.html",
        context,
        todos=_todos(person, context),
    )


def _confirmations(person, benefits, today):
    """`[{type, confirmation or None, waits}]` of the benefits due this year."""
    due = [
        benefit
        for benefit in benefits
        if person.status == FileStatus.ACTIVE
        and benefit.is_periodic
        and benefit.started_on < str(today.year + 1)
    ]
    return [
        {
            "type": benefit.get_type_display(),
            "confirmation": next(
                (row for row in benefit.confirmations.all() if row.year == today.year), None
            ),
            "waits": benefit.status == BenefitStatus.TO_CONFIRM,
        }
        for benefit in due
    ]


def _card(person, today):
    """What is known of the 优待证: its stage, or that it can be applied for; "" for who may hold none."""
    card = getattr(person, "card", None)
    if card is not None:
        since = f"（{dates.show(card.stage_on.isoformat())}）" if card.stage_on else ""
        reason = f"：{card.refused_because}" if card.refused_because else ""
        return f"{card.get_kind_display()} {card.get_stage_display()}{reason}{since}"
    entitled = person.status == FileStatus.ACTIVE and card_kinds(person.classes)
    return _("还没有申请，可以申请") if entitled else ""


def _todos(person, context):
    code = person.managing_station.code
    found = []
    if any(row["waits"] and row["confirmation"] is None for row in context["confirmations"]):
        url = address("people-confirmations", station=code, state="waiting")
        text = _("本年度待遇还没有确认")
        found.append({"text": text, "url": url, "tone": "warn", "lists": ["confirmation_due"]})
    if context["fits"]:
        text = _("可能符合60周岁农村籍退役士兵补助，请核实")
        found.append(
            {"text": text, "url": "#panel-benefit-review", "tone": "warn", "lists": ["may_qualify_60"]}
        )
    for label, until, over in context["expiring"]:
        text = _("%(paper)s已过期（%(day)s）") if over else _("%(paper)s将到期（%(day)s）")
        found.append(
            {
                "text": text % {"paper": label, "day": until},
                "url": "#panel-benefit-review",
                "tone": "bad" if over else "warn",
                "lists": ["certificates_expiring"],
            }
        )
    return found
