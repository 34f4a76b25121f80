"""Which Party members wait for something: the same condition counts them and opens their list."""

import datetime
from collections.abc import Callable

from django.db.models import Q

from stations.dates import months_before
from veterans import tallies
from veterans.models import PartyMembership, PartyTransfer
from veterans.parts import HasPart
from veterans.vocabulary import COUNTED_RELATIONS, FileStatus, PartyTransferStep, RelationStatus

CONTACT_MONTHS = 6
ALERT_DAYS = 15  # before a letter of introduction runs out (domain §5)

MEMBER = Q(relation_status__in=sorted(COUNTED_RELATIONS))
# The same from the membership's side: members without findings, of files 在册.
ACTIVE_MEMBER = MEMBER & Q(person__status=FileStatus.ACTIVE)
_WITH_LETTER = (PartyTransferStep.LETTER, PartyTransferStep.SUBMITTED)


def _month(day):
    return day.isoformat()[:7]


def _paid_before(month):
    """Dues paid to a month before `month`; of a bare year the last month is meant."""
    return ~Q(dues_paid_to="") & Q(dues_paid_to__lt=month) & ~Q(dues_paid_to=month[:4])


def dues_behind(today: datetime.date) -> Q:
    """Paid to a month before the last one, or known to be in arrears without the month."""
    return _paid_before(_month(months_before(today, 1))) | Q(dues_paid_to="", dues_on_time=False)


def dues_half_year(today: datetime.date) -> Q:
    """Nothing paid for more than six months."""
    return _paid_before(_month(months_before(today, 6)))


def contact_stale(today: datetime.date) -> Q:
    """Never spoken to as far as is known, or not for six months."""
    since = months_before(today, CONTACT_MONTHS)
    return Q(last_contact_on__isnull=True) | Q(last_contact_on__lt=since)


def without_contact(today: datetime.date) -> Q:
    """Nobody of the station keeps in touch (党员联系人), or only somebody who has left."""
    return Q(contact__isnull=True) | Q(contact__left_on__lte=today)


# By the key of the worklist: a condition on PartyMembership.
OF_MEMBERS: dict[str, Callable[[datetime.date], Q]] = {
    "without_contact": without_contact,
    "party_contact_stale": contact_stale,
    "party_dues_behind": dues_behind,
    "party_dues_half_year": dues_half_year,
}


def files_of(condition: Callable[[datetime.date], Q]) -> Callable[[datetime.date], Q]:
    """The files 在册 of members who meet a condition on PartyMembership."""

    def on_files(today):
        return tallies.ACTIVE & Q(HasPart(PartyMembership, MEMBER, condition(today)))

    return on_files


def letter_runs_out(today: datetime.date) -> Q:
    """Transfers under way whose letter, issued and not yet taken in, ends within ALERT_DAYS or has ended."""
    last = today + datetime.timedelta(days=ALERT_DAYS)
    return Q(closed_on__isnull=True, step__in=_WITH_LETTER, letter_valid_until__lte=last)


def transfer_open(_today: datetime.date) -> Q:
    """Files with a transfer under way."""
    return tallies.ACTIVE & _among(PartyTransfer.objects.filter(closed_on__isnull=True))


def old_letter(today: datetime.date) -> Q:
    """Of a PartyMembership: 未落实, with a letter that runs out, and no newer letter under way."""
    last = today + datetime.timedelta(days=ALERT_DAYS)
    newer = PartyTransfer.objects.filter(closed_on__isnull=True, step__in=_WITH_LETTER)
    unsettled = Q(relation_status=RelationStatus.UNSETTLED, letter_valid_until__lte=last)
    return unsettled & ~Q(person__in=_people_of(newer))


def letter_expiring(today: datetime.date) -> Q:
    """Files whose letter runs out: of the transfer under way, else of a relation that is 未落实."""
    old = PartyMembership.objects.filter(old_letter(today))
    return tallies.ACTIVE & (_among(PartyTransfer.objects.filter(letter_runs_out(today))) | _among(old))


def _people_of(rows):
    return rows.order_by().values("person")


def _among(rows):
    """Such rows are few: the database reads them once instead of asking for each file."""
    return Q(pk__in=_people_of(rows))
