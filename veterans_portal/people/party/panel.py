"""What Party life adds to the page of a file: the relation, the contact, and what to do about both."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.dates import months_before
from stations.roles import Verb
from veterans.models import PartyMembership, PartyTransfer
from veterans.vocabulary import COUNTED_RELATIONS, PARTY_POLITICAL_STATUSES, FileStatus, RelationStatus

from ...reach import reaches
from .. import panels
from .conditions import CONTACT_MONTHS
from .forms import ContactForm
from .transfers import letter_alert


def panel(user, person) -> "panels.Panel | None":
    """None for who is no Party member as far as the file says. Two statements."""
    membership = (
        PartyMembership.objects.select_related("contact", "organisation").filter(person=person).first()
    )
    if membership is None and person.political_status not in PARTY_POLITICAL_STATUSES:
        return None
    url = reverse("person-party-transfer", args=[person.pk])
    if membership is None and person.status != FileStatus.ACTIVE:
        return None
    if membership is None:
        return panels.Panel("party", todos=[{"text": _("党员信息还没有登记"), "url": url, "tone": "warn"}])
    if membership.relation_status not in COUNTED_RELATIONS:
        return None
    transfer = PartyTransfer.objects.filter(person=person, closed_on__isnull=True).first()
    may_change = reaches(user, Verb.CHANGE, person.managing_station)
    context = {
        "membership": membership,
        "transfer": transfer,
        "url": url,
        "contact_form": ContactForm(auto_id="contact_%s") if may_change else None,
    }
    return panels.Panel(
        "party",
        title=_("组织关系"),
        template="people/party/panel.html",
        context=context,
        actions=[{"label": _("组织关系接转"), "url": url, "icon": "right"}] if may_change else [],
        todos=[
            {"text": text, "url": url, "tone": tone} for text, tone in _todos(person, membership, transfer)
        ],
    )


def _todos(person, membership, transfer):
    """`(sentence, tone)` of what waits; nothing once the file is closed."""
    if person.status != FileStatus.ACTIVE:
        return
    today = timezone.localdate()
    if transfer and (alert := letter_alert(transfer, today)):
        yield alert
    elif transfer:
        yield _("组织关系接转中：%s") % transfer.get_step_display(), "warn"
    elif membership.relation_status == RelationStatus.UNSETTLED:
        yield _("组织关系未落实，还没有开始接转"), "bad"
    last = membership.last_contact_on
    if last is None or last < months_before(today, CONTACT_MONTHS):
        yield _("半年没有联系过这名党员"), "warn"
