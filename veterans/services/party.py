"""Party life as the organisations state it: transfers (纳入管理), 流动党员, contacts. It decides nobody's standing.

Source of the steps and of the letter's 90 days: domain §5 (党员教育管理工作条例 as quoted there).
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit, dates
from stations import tallies as floor_tallies
from stations.roles import Verb
from stations.services import ServiceError

from .. import vocabulary
from ..models import PartyMembership, PartyTransfer, PartyTransferEvent, PersonFile
from ..vocabulary import PartyTransferStep as Step
from ..vocabulary import RelationStatus
from .records import record_save
from .rights import require, require_links

LETTER_DAYS = 90  # sources differ between 10 days and 6 months: the date can be changed
# What may follow a step. A letter that ran out is issued anew; who was sent back starts from the contact.
NEXT_STEPS = {
    Step.FOUND: [Step.CONTACTED],
    Step.CONTACTED: [Step.LETTER],
    Step.LETTER: [Step.SUBMITTED, Step.LETTER],
    Step.SUBMITTED: [Step.ACCEPTED],
    Step.ACCEPTED: [Step.SETTLED],
    Step.RETURNED: [Step.CONTACTED],
}
RETURNABLE = (Step.CONTACTED, Step.LETTER, Step.SUBMITTED, Step.ACCEPTED)
LETTER_FIELDS = ("letter_no", "letter_issued_by", "letter_issued_on", "letter_valid_until")
_REQUIRED_OF_LETTER = LETTER_FIELDS[:3]


def next_steps(transfer) -> list[str]:
    """The steps that may follow, the usual one first; [] once the transfer is closed."""
    return [] if transfer.closed_on else NEXT_STEPS[transfer.step]


@transaction.atomic
def party_transfer_open(*, actor, person, opened_on, note="", **details) -> PartyTransfer:
    """Opens the transfer of a member whose relation is not settled here; `details` are further fields.

    Raises ServiceError for somebody who is not on file as a member or about whom the Party has decided,
    ValidationError while another transfer is open.
    """
    require(actor, Verb.CHANGE, person)
    floor_tallies.lock(person.scope_station_ids())
    _without_finding(person)
    if PersonFile.objects.filter(pk=person.pk).exclude(status=vocabulary.FileStatus.ACTIVE).exists():
        raise ServiceError(_("这份档案不在册，不能办理接转；请先核对档案状态。"))
    transfer = PartyTransfer(person=person, opened_on=opened_on, **details)
    _refuse_future(opened_on, "opened_on")
    require_links(actor, transfer)
    transfer.full_clean()
    transfer.save()
    _note_step(transfer, actor, opened_on, note, before={})
    return transfer


@transaction.atomic
def party_transfer_step(*, actor, transfer, step, on, note="", **details) -> PartyTransfer:
    """Takes `transfer` to `step`, which must follow the one reached; `details` are the fields of that step.

    The letter needs its number, issuer and date; the last step settles the membership in the receiving
    organisation. Raises ServiceError with what to do instead, ValidationError, Conflict.
    """
    before = _claim(actor, transfer)
    _without_finding(transfer.person)
    if step not in next_steps(transfer):
        raise ServiceError(_("接转要按顺序一步一步登记；请刷新页面，看清现在到了哪一步。"))
    _check_order(transfer, on)
    for name, value in details.items():
        setattr(transfer, name, value)
    _check_step(transfer, step, on)
    transfer.step = step
    if step == Step.SETTLED:
        transfer.closed_on = on
    _save_step(transfer, actor, on, note, before)
    if step == Step.SETTLED:
        _settle(transfer, actor)
    return transfer


@transaction.atomic
def party_transfer_return(*, actor, transfer, on, reason, ends=False) -> PartyTransfer:
    """The transfer is sent back, with the reason: it starts again from the contact, or `ends` for good.

    The steps so far stay on record.
    """
    before = _claim(actor, transfer)
    if not reason:
        raise ValidationError({"reason": _("请写明退回或不再办理的原因。")})
    if transfer.closed_on or (transfer.step not in RETURNABLE and not ends):
        raise ServiceError(_("这一步不能退回；请刷新页面，看清现在到了哪一步。"))
    _check_order(transfer, on)
    transfer.step, transfer.return_reason = Step.RETURNED, reason
    if ends:
        transfer.closed_on = on
    _save_step(transfer, actor, on, reason, before)
    return transfer


def party_contact_log(*, actor, person, on) -> PartyMembership:
    """Notes that somebody spoke to the member on `on`; an older contact than the last one is refused."""
    membership = _membership_of(person)
    _refuse_future(on, "on")
    if membership.last_contact_on and on < membership.last_contact_on:
        day = dates.show(membership.last_contact_on.isoformat())
        raise ServiceError(_("已登记过更近的联系（%s），不用再登记这一次。") % day)
    membership.last_contact_on = on
    return record_save(actor=actor, record=membership)


def party_floating_register(*, actor, person, since, destination, contact) -> PartyMembership:
    """Registers a 流动党员: away since `since` (a partial date), where to, and the staff member who keeps contact.

    Away for six months without moving the relation is what makes one (domain §5): the home branch keeps contact.
    """
    membership = _without_finding(person)
    membership.relation_status = RelationStatus.FLOATING
    membership.floating_since, membership.floating_to, membership.contact = since, destination, contact
    return record_save(actor=actor, record=membership)


def _membership_of(person) -> PartyMembership:
    membership = PartyMembership.objects.select_related("person").filter(person=person).first()
    if membership is None:
        raise ServiceError(_("档案里还没有党员信息；请先按“修改”，在“组织生活”里登记。"))
    return membership


def _without_finding(person) -> PartyMembership:
    """The membership, unless the Party has ended it: only the Party takes its decision back."""
    membership = _membership_of(person)
    if membership.relation_status in vocabulary.DECIDED_RELATIONS:
        raise ServiceError(_("党组织已对这名党员作出停止党籍或已脱离的决定；请先向作出决定的党组织核实。"))
    return membership


def _claim(actor, transfer):
    """The snapshot of `transfer` as stored, once the actor may change it and its station is held."""
    require(actor, Verb.CHANGE, transfer.person)
    floor_tallies.lock(transfer.person.scope_station_ids())
    return audit.snapshot(PartyTransfer.objects.get(pk=transfer.pk))


def _check_order(transfer, on):
    _refuse_future(on, "on")
    latest = transfer.events.order_by("-on").values_list("on", flat=True).first()
    if latest and on < latest:
        day = dates.show(latest.isoformat())
        raise ValidationError({"on": _("日期早于上一步（%s），请核对。") % day})


def _refuse_future(day, field):
    if day > timezone.localdate():
        raise ValidationError({field: _("这个日期在今天之后；请核对")})


def _check_step(transfer, step, on):
    """Raises what is missing for `step`; the letter's last day is filled in where nobody gave one."""
    if step == Step.LETTER:
        missing = [name for name in _REQUIRED_OF_LETTER if not getattr(transfer, name)]
        if missing:
            raise ValidationError(dict.fromkeys(missing, _("开具介绍信时必须填写。")))
        _refuse_future(transfer.letter_issued_on, "letter_issued_on")
        if transfer.letter_valid_until is None:
            transfer.letter_valid_until = transfer.letter_issued_on + datetime.timedelta(days=LETTER_DAYS)
    if step == Step.SUBMITTED:
        if transfer.to_organisation_id is None:
            raise ValidationError({"to_organisation": _("请选择接收的党组织。")})
        if transfer.letter_valid_until < on:
            day = dates.show(transfer.letter_valid_until.isoformat())
            raise ServiceError(_("介绍信已在%s到期，不能提交；请先换开介绍信，再提交接收。") % day)


def _save_step(transfer, actor, on, note, before):
    require_links(actor, transfer, PartyTransfer.objects.get(pk=transfer.pk))
    transfer.full_clean()
    transfer.save()
    _note_step(transfer, actor, on, note, before)


def _note_step(transfer, actor, on, note, before):
    event = PartyTransferEvent(
        transfer=transfer, step=transfer.step, on=on, note=note, actor_label=audit.actor_label(actor)
    )
    event.full_clean()
    event.save()
    audit.record(
        audit.Action.CHANGE if before else audit.Action.CREATE,
        actor=actor,
        station=transfer.person.managing_station,
        target=transfer,
        before=before,
        after=audit.snapshot(transfer),
    )


def _settle(transfer, actor):
    """The receiving organisation's receipt: the member's relation stands there now, no longer elsewhere."""
    membership = _membership_of(transfer.person)
    membership.organisation = transfer.to_organisation
    membership.relation_status = RelationStatus.LOCAL
    membership.floating_since = membership.floating_to = ""
    for name in LETTER_FIELDS:
        setattr(membership, name, getattr(transfer, name))
    record_save(actor=actor, record=membership)
