"""The ledger of aid, a new case, and the page of a case."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from care_activities.models import AidCase, AidPayment, SchoolingAid
from care_activities.services import aid_payments
from care_activities.services.aid import case_open, case_open_noted
from care_activities.services.aid_seats import holds_seat
from care_activities.vocabulary import AidGroup, AidKind, AidStatus, AidStep, FundSource, Situation
from stations.access import requires
from stations.roles import Verb
from veterans.buckets import Bucket
from veterans.models import PersonFile
from veterans.vocabulary import FileStatus, RevealReason

from ..paging import page_of
from ..people.acts import as_id, carried_out, refusal_of, sent_version
from ..people.roster.lists import address
from ..people.roster.views import station_choices
from ..people.worklists import WORKLISTS
from ..reach import reaches
from . import acts, lists
from .forms import CaseForm


@requires(Verb.VIEW)
@never_cache
def ledger(request):
    """The cases of the user's stations, newest first, below what is to be done about them."""
    user, asked = request.user, lists.AidFilter.read(request.user, request.GET)
    page = page_of(lists.with_rows(asked.apply(user)), request, ["-found_on", "-pk"])
    context = {
        "asked": asked,
        "label": asked.label,
        "todo": [item for item in _to_do(user, asked.station) if item["count"]],
        "page": page,
        "rows": lists.rows_of(page.rows),
        "totals": lists.totals(asked, user),
        "stations": station_choices(user, asked.station),
        "statuses": AidStatus.choices,
        "situations": Situation.choices,
        "kinds": AidKind.choices,
        "groups": AidGroup.choices,
        "sources": FundSource.choices,
        "buckets": Bucket.choices,
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "aid/list.html", context)


def _to_do(user, station):
    """What is to be done about cases, and whose hardship has none."""
    key, today = "hardship_without_case", timezone.localdate()
    work, people = WORKLISTS[key], PersonFile.objects.kept_by(user, under=station)
    without = {
        "count": people.filter(work.condition(today)).count(),
        "title": work.label,
        "note": work.note,
        "url": address("people", station, figure=key),
    }
    return [*lists.to_do(user, station), without]


@requires(Verb.ADD)
@never_cache
@sensitive_post_parameters("child_name")
def new(request):
    """疑似困难 of the person `?person=`, opened from the file; without one, how to get there."""
    person = _person(request)
    if person is None:
        return render(request, "aid/new.html", {"person": None})
    form = CaseForm(request.POST or None, user=request.user, person=person)
    if request.method == "POST" and form.is_valid():
        made = []
        child = form.child()
        done = carried_out(
            form,
            lambda: made.append(
                case_open(actor=request.user, person=person, child=child, **form.cleaned_data)
            ),
        )
        if done:
            messages.success(request, _("已登记为疑似困难，请核实。"))
            return redirect("aid-case", pk=made[0].pk)
    return render(request, "aid/new.html", {"person": person, "form": form})


def _person(request):
    """The file of `?person=`, 404 where the user may not change it; None when no file is named."""
    pk = request.GET.get("person", "")
    if not pk:
        return None
    rows = PersonFile.objects.visible_to(request.user, Verb.CHANGE).select_related("managing_station")
    return get_object_or_404(rows, pk=as_id(pk))


@requires(Verb.VIEW)
@never_cache
@sensitive_post_parameters("bank_account")
def case(request, pk):
    """One case: what is known, where its application stands, what was paid, and what may be done now."""
    found = case_of(request.user, pk)
    failed = None
    if request.method == "POST":
        said, failed = acts.perform(request, found, acts.latest(found))
        if failed is None:
            messages.success(request, said)
            return redirect("aid-case", pk=pk)
        found = case_of(request.user, pk)
    return _page(request, found, failed)


def case_of(user, pk) -> AidCase:
    """The case, as far as `user` may see it; else Http404."""
    rows = AidCase.objects.visible_to(user).select_related(
        "station", "person__managing_station", "person__household", "helper_staff", "helper_support"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request, found, failed=None, shown=None):
    user = request.user
    application = acts.latest(found)
    pays = reaches(user, Verb.REVEAL, found.station) and holds_seat(user, AidStep.STREET, found.station)
    child = SchoolingAid.objects.visible_to(user).filter(case=found).first()
    case_open_noted(actor=user, case=found, child=child)
    payments = list(found.payments.order_by("paid_on", "pk"))
    context = {
        "case": found,
        "application": application,
        "steps": _steps(application),
        "earlier": found.applications.exclude(pk=application.pk).order_by("-pk") if application else (),
        "child": child,
        "payments": payments,
        "paid": sum(payment.amount for payment in payments),
        "history": found.history.select_related("station").order_by("pk"),
        "offered": acts.offered(user, found, application, failed),
        "failed": failed,
        "shown": shown or {},
        "reveal_reason": RevealReason.SERVICE if pays else None,
        "may_delete_payments": acts.may_delete(user, found),
        "keeps_file": reaches(user, Verb.VIEW, found.person.managing_station),
        "may_change": reaches(user, Verb.CHANGE, found.station),
    }
    return render(request, "aid/case.html", context)


def _steps(application):
    """`[(label, "done" | "now" | "")]` of the way of an application; () without one."""
    if application is None:
        return ()
    ended = application.state == "approved"
    return [
        (
            AidStep(step).label,
            "done" if ended or step < application.step else "now" if step == application.step else "",
        )
        for step in application.steps
    ]


@requires(Verb.REVEAL)
@never_cache
@require_POST
def account(request, pk):
    """The page of the case with one bank account whole; the look is logged by the service."""
    payment = _payment(request, pk)
    number = aid_payments.account_reveal(actor=request.user, payment=payment, reason=RevealReason.SERVICE)
    messages.info(request, _("已显示完整账号，这次查看已记入操作记录。"))
    return _page(request, case_of(request.user, payment.case_id), shown={payment.pk: number})


@requires(Verb.APPROVE)
@require_POST
def payment_delete(request, pk):
    """Deletes a payment registered by mistake."""
    payment = _payment(request, pk)
    payment.version = sent_version(request)
    if not acts.may_delete(request.user, payment.case):
        raise PermissionDenied
    words = request.POST.get("words", "").strip()[:500]
    said = refusal_of(lambda: aid_payments.payment_delete(actor=request.user, payment=payment, words=words))
    if said:
        messages.error(request, said)
    else:
        messages.success(request, _("发放记录已删除。"))
    return redirect("aid-case", pk=payment.case_id)


def _payment(request, pk):
    rows = AidPayment.objects.visible_to(request.user).select_related("case__station", "case__person")
    return get_object_or_404(rows, pk=pk)


def may_open(user, person) -> bool:
    """Whether `user` may open a case for `person`."""
    return person.status == FileStatus.ACTIVE and reaches(user, Verb.ADD, person.managing_station)
