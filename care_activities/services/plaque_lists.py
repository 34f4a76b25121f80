"""县级名单: villages and streets put households forward, the county confirms them in sets.

Whoever is faster wins: each act takes what is still in the state it begins with, after the stations are locked.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stations.roles import Verb
from stations.tallies import hold
from veterans.models import Household

from ..models import Plaque
from ..standing import entitled, standings_of
from ..vocabulary import Initiation, PlaqueEventKind, PlaqueStatus
from .plaque_rights import below_county, holds_county
from .plaques import carry_reissues, plaque_keep

_CLOSED = (PlaqueStatus.MOVED,)


def unhung(user, *, under=None):
    """应挂未挂: households that may hang a plaque and do not, wherever they stand on the way to one."""
    homes = Household.objects.visible_to(user, under=under).filter(entitled())
    return homes.exclude(plaques__status=PlaqueStatus.HUNG)


@transaction.atomic
def households_list(*, actor, households) -> int:
    """Puts those of `households` forward that nobody has put forward yet; how many.

    Left out are those that only an application brings, that hang one, or whose plaque was taken back.
    """
    chosen = Household.objects.filter(pk__in=households.values("pk"))
    if actor is not None:
        chosen = chosen.filter(pk__in=Household.objects.visible_to(actor, Verb.ADD).values("pk"))
    hold(lambda: chosen.values_list("station_id", flat=True))
    fresh = chosen.exclude(pk__in=Plaque.objects.exclude(status__in=_CLOSED).values("household"))
    homes = list(fresh.filter(entitled()).select_related("station").order_by("pk"))
    found = standings_of(homes)
    homes = [home for home in homes if found[home.pk].may_hang and not found[home.pk].must_apply]
    for home in homes:
        plaque = Plaque(
            station=home.station,
            household=home,
            role=found[home.pk].role,
            initiated_by=Initiation.STATION,
            status=PlaqueStatus.TO_CONFIRM,
            address=home.address,
        )
        carry_reissues(plaque)
        plaque_keep(plaque, actor=actor, kind=PlaqueEventKind.LISTED, on=None, words="")
    again = Plaque.objects.filter(
        household__in=chosen, status=PlaqueStatus.TO_CONFIRM, initiated_by=Initiation.STATION
    ).exclude(returned_reason="")
    return len(homes) + _list_again(actor, list(again))


def plaques_confirm(*, actor, plaques, list_no, confirmed_on) -> tuple[int, int]:
    """The county confirms those of `plaques` that are listed: `(confirmed, left out)`.

    Left out are households where nobody who entitles them lives any more. Raises PermissionDenied without
    the county's right and ValidationError without the number of the document.
    """
    if not list_no.strip():
        raise ValidationError({"list_no": _("请填写县级名单的文号。")})
    with transaction.atomic():
        chosen = _of_county(actor, plaques)
        found = standings_of([plaque.household for plaque in chosen])
        fit = [plaque for plaque in chosen if found[plaque.household_id].may_hang or plaque.is_parents_home]
        for plaque in fit:
            before = Plaque.objects.get(pk=plaque.pk)
            plaque.status, plaque.list_no = PlaqueStatus.TO_HANG, list_no.strip()
            plaque_keep(
                plaque,
                actor=actor,
                before=before,
                kind=PlaqueEventKind.CONFIRMED,
                on=confirmed_on,
                words=plaque.list_no,
            )
        return len(fit), len(chosen) - len(fit)


def plaques_return(*, actor, plaques, reason) -> int:
    """The county sends those of `plaques` that are listed back with its reason; how many."""
    if not reason.strip():
        raise ValidationError({"reason": _("请写明退回的原因。")})
    with transaction.atomic():
        chosen = _of_county(actor, plaques)
        for plaque in chosen:
            before = Plaque.objects.get(pk=plaque.pk)
            plaque.returned_reason = reason.strip()
            plaque_keep(
                plaque,
                actor=actor,
                before=before,
                kind=PlaqueEventKind.RETURNED,
                on=None,
                words=plaque.returned_reason,
            )
        return len(chosen)


def to_confirm(user, *, under=None):
    """What waits for the county: listed and not sent back."""
    listed = Plaque.objects.visible_to(user, under=under).filter(status=PlaqueStatus.TO_CONFIRM)
    return listed.filter(returned_reason="")


def _of_county(actor, plaques):
    if actor is not None and not holds_county(actor):
        raise PermissionDenied
    hung = Plaque.objects.filter(status=PlaqueStatus.HUNG).values("household")
    listed = Plaque.objects.filter(status=PlaqueStatus.TO_CONFIRM, returned_reason="")
    chosen = listed.filter(pk__in=plaques.values("pk")).exclude(household__in=hung)
    if actor is not None:
        chosen = chosen.filter(below_county(actor, Plaque))
    hold(lambda: chosen.values_list("station_id", flat=True))
    return list(chosen.select_related("household", "station").order_by("pk"))


def _list_again(actor, plaques):
    found = standings_of([plaque.household for plaque in plaques])
    plaques = [plaque for plaque in plaques if found[plaque.household_id].may_hang]
    for plaque in plaques:
        before = Plaque.objects.get(pk=plaque.pk)
        plaque.returned_reason = ""
        plaque_keep(plaque, actor=actor, before=before, kind=PlaqueEventKind.LISTED, on=None, words="")
    return len(plaques)
