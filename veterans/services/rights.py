"""The last check before a write: the form may have been forged, the service does not believe it."""

from django.core.exceptions import PermissionDenied

from stations.models import Station

# Where someone lives is no question of whose file it is: any station may be named.
# Who verified, uploaded or collected it is whoever did. A complaint may be about anybody.
_OPEN_LINKS = frozenset(
    {
        "residence_station",
        "person",
        "verified_by",
        "uploaded_by",
        "collected_by",
        "reviewed_by",
        "about_staff",
        "about_station",
    }
)


def require(actor, verb, row):
    """Raises PermissionDenied unless `actor` holds `verb` on the saved `row`."""
    if (
        actor is not None
        and not type(row)._default_manager.visible_to(actor, verb).filter(pk=row.pk).exists()
    ):
        raise PermissionDenied


def require_station(actor, verb, station):
    """Raises PermissionDenied unless `actor` holds `verb` at `station`."""
    if actor is not None and not Station.objects.visible_to(actor, verb).filter(pk=station.pk).exists():
        raise PermissionDenied


def require_links(actor, row, before=None):
    """Raises PermissionDenied when `row` newly points to a scoped row that `actor` may not see.

    `before` is the stored row, None for a new one; what it pointed to already may stay.
    """
    if actor is None:
        return
    for field in row._meta.concrete_fields:
        manager = getattr(field.related_model, "_default_manager", None) if field.is_relation else None
        target = getattr(row, field.attname)
        kept = before is not None and getattr(before, field.attname) == target
        if target is None or kept or field.name in _OPEN_LINKS or not hasattr(manager, "visible_to"):
            continue
        # What stations above share with those below may be named by these.
        reached = manager.offered_to if hasattr(manager, "offered_to") else manager.visible_to
        if not reached(actor).filter(pk=target).exists():
            raise PermissionDenied
