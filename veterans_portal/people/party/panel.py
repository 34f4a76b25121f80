"""What Party life adds to the page of a file: the relation, the contact, and what to do about both."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.dates import months_before
from stations.roles import Verb
from veterans.models import PartyTransfer
from veterans.vocabulary import COUNTED_RELATIONS, PARTY_POLITICAL_STATUSES, FileStatus, RelationStatus

from ...reach import reaches
from ..panel import Panel
from .conditions import CONTACT_MONTHS
from .forms import ContactForm
from .transfers import letter_alert


def panel(user, person) -> Panel | None:
    """None for who is no Party member as far as the file says. One statement."""
    membership = getattr(person, "party_membership", None)
    if membership is None and person.political_status not in PARTY_POLITICAL_STATUSES:
        return None
    url = reverse("person-party-transfer", args=[person.pk])
    is_active = person.status == FileStatus.ACTIVE
    if membership is None and not is_active:
        return None
    if membership is None:
        return Panel("party", todos=[{"text": _("党员信息还没有登记"), "url": url, "tone": "warn"}])
    if membership.relation_status not in COUNTED_RELATIONS:
        return None
    transfer = PartyTransfer.objects.filter(person=person, closed_on__isnull=True).first()
    may_change = is_active and reaches(user, Verb.CHANGE, person.managing_station)
    context = {
        "membership": membership,
        "transfer": transfer,
        "url": url,
        "contact_form": ContactForm(auto_id="contact_%s") if may_change else None,
    }
    return Panel(
        "party",
        title=_("组织关系"),
        template="people/party/panel.html",
        context=context,
        actions=[{"label": _("组织关系接转"), "url": url, "icon": "right"}] if may_change else [],
        todos=[todo | {"url": url} for todo in _todos(membership, transfer)] if is_active else [],
    )


def _todos(membership, transfer):
    """What waits, each with its tone and the worklists it speaks for."""
    today = timezone.localdate()
    if transfer and (alert := letter_alert(transfer, today)):
        text, tone = alert
        yield {"text": text, "tone": tone, "lists": ["party_letter_expiring", "party_transfer_open"]}
    elif transfer:
        text = _("组织关系接转中：%s") % transfer.get_step_display()
        yield {"text": text, "tone": "warn", "lists": ["party_transfer_open"]}
    elif membership.relation_status == RelationStatus.UNSETTLED:
        yield {"text": _("组织关系未落实，还没有开始接转"), "tone": "bad"}
    last = membership.last_contact_on
    if last is None or last < months_before(today, CONTACT_MONTHS):
        yield {"text": _("半年没有联系过这名党员"), "tone": "warn", "lists": ["party_contact_stale"]}
