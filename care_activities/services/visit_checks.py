"""名单 = 发放 = 签收: whether what was planned, paid and signed in a round agrees, and where it does not."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ..models import Visit
from ..querysets import VISIT_SUMS

MOST_LINES = 2_000


@dataclass
class Side:
    """How many lines (行) and how much money (元) on one of the three sides."""

    lines: int = 0
    amount: Decimal = Decimal(0)

    def add(self, amount):
        self.lines += 1
        self.amount += amount


@dataclass
class Check:
    """The three sides, and each line where they differ: `(line or None, visit or None, sentence)`."""

    listed: Side = field(default_factory=Side)
    paid: Side = field(default_factory=Side)
    signed: Side = field(default_factory=Side)
    differences: list = field(default_factory=list)
    is_cut: bool = False

    @property
    def agrees(self):
        return not self.differences and not self.is_cut


def round_check(visit_round, *, lines, visits) -> Check:
    """Compares the `lines` with the `visits` of the round, both already narrowed to whom the user may see."""
    check, planned = Check(), visit_round.cash + visit_round.goods_value
    found = {(visit.person_id, visit.household_id): visit for visit in visits[: MOST_LINES + 1]}
    listed = list(lines[: MOST_LINES + 1])
    check.is_cut = len(listed) > MOST_LINES or len(found) > MOST_LINES
    for line in listed:
        visit = found.pop((line.person_id, line.household_id), None)
        if not line.missed or visit:
            check.listed.add(planned)
        _count(check, visit)
        check.differences += [(line, visit, sentence) for sentence in _differences(line, visit, planned)]
    for visit in found.values():
        _count(check, visit)
        check.differences.append((None, visit, _("登记了走访，但不在这个批次的名单上")))
    return check


def _count(check, visit):
    if visit is None:
        return
    amount = visit.cash + visit.goods_value
    if is_given(visit):
        check.paid.add(amount)
    if visit.signed:
        check.signed.add(amount)


def is_given(visit):
    return bool(visit.cash or visit.goods_value or visit.goods)


def _differences(line, visit, planned):
    if visit is None:
        if not line.missed:
            yield _("在名单上，没有登记走访，也没有写未走访的原因")
        return
    amount = visit.cash + visit.goods_value
    if amount != planned:
        yield _("名单标准 %(planned)s 元，实发 %(amount)s 元") % {"planned": planned, "amount": amount}
    if is_given(visit) and not visit.signed:
        yield _("已发放，没有签收")
    if visit.signed and not is_given(visit):
        yield _("已签收，没有登记发放")


# Sums


# Of lines `with_outcome()`, in 行: listed, visited, given up with a reason, and which of them are 人 and 户.
LINE_SUMS = {
    "listed": Count("pk"),
    "people": Count("person"),
    "households": Count("household"),
    "visited": Count("pk", filter=Q(is_visited=True)),
    "missed": Count("pk", filter=~Q(missed="") & Q(is_visited=False)),
}


def money(visits) -> dict:
    """人次, 户次 and money (元) of `visits`: exact, since each amount is rounded to cents before it is summed."""
    sums = visits.order_by().aggregate(
        **VISIT_SUMS,
        visits=Count("pk"),
        people=Count("person", distinct=True),
        households=Count("household", distinct=True),
    )
    return in_yuan(sums)


def in_yuan(sums) -> dict:
    """Sums with `cash_cents` and `goods_cents` as `cash` and `goods` in 元, and their `amount`."""
    told = dict(sums)
    cash, goods = (Decimal(told.pop(f"{name}_cents")).scaleb(-2) for name in ("cash", "goods"))
    return {**told, "cash": cash, "goods": goods, "amount": cash + goods}


def visits_of(visit_round, user, station):
    """The visits of the round at `station` and below, as far as `user` may see them."""
    return Visit.objects.visible_to(user, under=station).filter(round=visit_round)
