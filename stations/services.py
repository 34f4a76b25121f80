"""Changes to the tree and to who holds what: each atomic, validated and audited."""

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from . import audit, tallies
from .models import Membership, Station
from .roles import GRANTABLE


class ServiceError(Exception):
    """A rule refuses the act; the message is a Chinese sentence for the user."""


@transaction.atomic
def station_create(*, actor, code, name, place_name, tier, parent=None, **profile):
    """A new station below `parent` (None for a root)."""
    station = Station(code=code, name=name, place_name=place_name, tier=tier, parent=parent, **profile)
    station.path = f"{parent.path if parent else ''}{code}/"
    station.full_clean()
    station.save()
    audit.record(
        audit.Action.CREATE, actor=actor, station=station, target=station, after=audit.snapshot(station)
    )
    return station


@transaction.atomic
def station_move(*, actor, station, parent):
    """Puts `station` with everything below it under `parent`; history stays where it happened.

    Raises ServiceError when `parent` lies in the moved subtree.
    """
    subtree = Station.objects.subtree_of(station)
    tallies.lock(subtree.values_list("pk", flat=True))
    station.refresh_from_db()
    if parent.path.startswith(station.path):
        raise ServiceError(_("不能把站点移到它自己的下级之下，请另选上级站。"))
    before = audit.snapshot(station)
    old_path, new_path = station.path, f"{parent.path}{station.code}/"
    subtree.update(path=Concat(Value(new_path), Substr("path", len(old_path) + 1)))
    station.path, station.parent = new_path, parent
    station.save()
    audit.record(
        audit.Action.CHANGE,
        actor=actor,
        station=station,
        target=station,
        before=before,
        after=audit.snapshot(station),
    )
    return station


def verify_paths():
    """Sentences naming stations whose path is not their parent's path plus their own code."""
    rows = Station.objects.values_list("code", "path", "parent__path").order_by("path")
    return [
        f"{code}: path {path} should be {(parent_path or '') + code}/"
        for code, path, parent_path in rows.iterator()
        if path != f"{parent_path or ''}{code}/"
    ]


def grantable_roles(actor, station):
    """The roles `actor` may give at `station`: by her own roles there or above."""
    roles = set()
    for membership in actor.live_memberships():
        if station.path.startswith(membership.station.path):
            roles |= GRANTABLE.get(membership.role, frozenset())
    return roles


def may_regrant(actor, memberships):
    """Whether `actor` could have given all these memberships, and so may change or take them."""
    return all(m.role in grantable_roles(actor, m.station) for m in memberships)


@transaction.atomic
def membership_grant(*, actor, user, station, role, valid_until=None):
    """Gives `user` the role at `station`. An actor may grant only at and below stations where she may grant.

    `actor=None` is the system itself (set-up commands).
    """
    if actor is not None and role not in grantable_roles(actor, station):
        raise ServiceError(_("您不能在这个站授予这个角色。"))
    membership, created = Membership.objects.get_or_create(
        user=user, station=station, role=role, defaults={"valid_until": valid_until}
    )
    if not created and membership.valid_until != valid_until:
        membership.valid_until = valid_until
        membership.save(update_fields=["valid_until"])
    audit.record(
        audit.Action.GRANT, actor=actor, station=station, target=membership, after=audit.snapshot(membership)
    )
    return membership


@transaction.atomic
def membership_revoke(*, actor, membership):
    audit.record(
        audit.Action.REVOKE,
        actor=actor,
        station=membership.station,
        target=membership,
        before=audit.snapshot(membership),
    )
    membership.delete()
