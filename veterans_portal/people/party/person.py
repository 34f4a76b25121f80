"""The relation of one member: the transfer step by step, contacts, moving away."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.roles import Verb
from veterans.models import PartyMembership
from veterans.services import party
from veterans.vocabulary import PartyTransferStep as Step

from ...reach import reaches
from ..acts import carried_out, kept_person
from . import forms
from .transfers import letter_alert


@requires(Verb.VIEW)
@never_cache
def transfer(request, pk):
    """The transfer under way with its next step, what went before, and what else the relation asks for."""
    return _page(request, kept_person(request, pk), {})


@requires(Verb.CHANGE)
@never_cache
@require_POST
def act(request, pk, deed):
    """Carries out `deed`; a refusal shows the page again with what was typed."""
    person = kept_person(request, pk)
    if deed not in DEEDS:
        raise Http404
    form, carry_out, done = DEEDS[deed](request, person)
    if form.is_valid() and carried_out(form, carry_out):
        messages.success(request, done)
        return redirect("person-party-transfer", pk=person.pk)
    return _page(request, person, {deed: form})


def _open(request, person):
    form = forms.OpenForm(request.POST, user=request.user)

    def carry_out():
        party.party_transfer_open(
            actor=request.user,
            person=person,
            note=form.cleaned_data["note"],
            **form.details(["opened_on", "from_organisation", "to_organisation"]),
        )

    return form, carry_out, _("已开始接转。")


def _step(request, person):
    transfer, step = _under_way(person), request.POST.get("step", "")
    if transfer is None or step not in Step.values:
        raise Http404
    form = forms.StepForm(request.POST, instance=transfer, user=request.user, step=step)

    def carry_out():
        party.party_transfer_step(
            actor=request.user,
            transfer=transfer,
            step=step,
            on=form.cleaned_data["on"],
            note=form.cleaned_data["note"],
            **form.details(form.asked),
        )

    return form, carry_out, _("已登记：%s。") % Step(step).label


def _return(request, person, ends=False):
    transfer = _under_way(person)
    if transfer is None:
        raise Http404
    form = forms.ReturnForm(request.POST)

    def carry_out():
        party.party_transfer_return(actor=request.user, transfer=transfer, ends=ends, **form.cleaned_data)

    return form, carry_out, _("已登记不再办理。") if ends else _("已登记退回，可以从联系核实重新开始。")


def _end(request, person):
    return _return(request, person, ends=True)


def _contact(request, person):
    form = forms.ContactForm(request.POST)

    def carry_out():
        party.party_contact_log(actor=request.user, person=person, **form.cleaned_data)

    return form, carry_out, _("已登记这次联系。")


def _floating(request, person):
    form = forms.FloatingForm(request.POST, user=request.user)

    def carry_out():
        party.party_floating_register(actor=request.user, person=person, **form.cleaned_data)

    return form, carry_out, _("已登记为流动党员。")


DEEDS = {
    "open": _open,
    "step": _step,
    "return": _return,
    "end": _end,
    "contact": _contact,
    "floating": _floating,
}


def _under_way(person):
    return person.party_transfers.filter(closed_on__isnull=True).select_related("person").first()


def _page(request, person, bound):
    """`bound`: `{deed: form}` of what was just refused."""
    transfers = list(
        person.party_transfers.select_related("to_organisation").prefetch_related("events").all()
    )
    current = next((row for row in transfers if row.closed_on is None), None)
    membership = (
        PartyMembership.objects.select_related("organisation", "contact").filter(person=person).first()
    )
    may_change = reaches(request.user, Verb.CHANGE, person.managing_station)
    context = {
        "person": person,
        "membership": membership,
        "current": current,
        "past": [row for row in transfers if row is not current],
        "steps": _steps(current) if current else [],
        "alert": letter_alert(current, timezone.localdate()) if current else None,
        "errors": next(iter(bound.values()), None),
        "forms": _forms(request, current, membership, bound) if may_change and membership else {},
        "change_url": reverse("admin:veterans_personfile_change", args=[person.pk]) if may_change else "",
    }
    return render(request, "people/party/person.html", context)


def _steps(transfer):
    """`[(label, "done" | "now" | "")]` of the way from finding to the receipt."""
    way = [step for step in Step if step != Step.RETURNED]
    reached = way.index(transfer.step) if transfer.step in way else -1
    return [
        (step.label, "now" if number == reached else "done" if number < reached else "")
        for number, step in enumerate(way)
    ]


def _forms(request, current, membership, bound):
    """The forms the page offers, by deed; the steps as a list, the usual one first."""
    user, offered = request.user, {}
    if current is None:
        offered["open"] = bound.get("open") or forms.OpenForm(user=user)
    else:
        offered["steps"] = [_step_form(user, current, step, bound) for step in party.next_steps(current)]
        if current.step in party.RETURNABLE:
            offered["return"] = bound.get("return") or forms.ReturnForm(auto_id="return_%s")
        offered["end"] = bound.get("end") or forms.ReturnForm(auto_id="end_%s")
    offered["contact"] = bound.get("contact") or forms.ContactForm(auto_id="contact_%s")
    offered["floating"] = bound.get("floating") or forms.FloatingForm(
        user=user,
        auto_id="floating_%s",
        initial={
            "since": membership.floating_since,
            "destination": membership.floating_to,
            "contact": membership.contact_id,
        },
    )
    return offered


def _step_form(user, transfer, step, bound):
    refused = bound.get("step")
    if refused is not None and refused.step == step:
        return refused
    return forms.StepForm(instance=transfer, user=user, step=step, auto_id=f"step{step}_%s")
