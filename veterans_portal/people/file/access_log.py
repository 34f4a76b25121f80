"""Who can open a file and who did: for those who grant rights there, and for auditors without any personal data."""

from dataclasses import dataclass

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from stations import audit
from stations.access import requires
from stations.models import AuditEntry, Membership
from stations.roles import ROLE_VERBS, Role, Verb
from veterans.models import PersonFile

from ...paging import page_of

_VERBS = (Verb.VIEW, Verb.REVEAL, Verb.CHANGE)


@dataclass(frozen=True)
class Reader:
    """One membership that reaches a file; of a file kept elsewhere the residence station sees a part."""

    membership: Membership
    verbs: list[str]
    is_part: bool


@requires(Verb.GRANT)
@never_cache
def of_person(request, pk):
    """For a manager: the file by its id, with the name."""
    person = get_object_or_404(_files(request.user, Verb.GRANT), pk=pk)
    return _page(request, person, Verb.GRANT)


@requires(Verb.AUDIT)
@never_cache
def of_archive_no(request, archive_no):
    """For an auditor: the file by its archive number, which is all she learns of it."""
    person = get_object_or_404(_files(request.user, Verb.AUDIT), archive_no=archive_no)
    return _page(request, person, Verb.AUDIT)


def _files(user, verb):
    return PersonFile.objects.visible_to(user, verb).select_related("managing_station", "residence_station")


def _page(request, person, verb):
    page = page_of(_entries(request.user, person, verb), request, ["-pk"])
    context = {
        "person": person,
        "named": verb == Verb.GRANT,
        "readers": readers_of(person),
        "page": page,
        "entries": [{"entry": entry, "fields": _content(entry)} for entry in page.rows],
    }
    return render(request, "people/file/access.html", context)


def readers_of(person) -> list[Reader]:
    """The memberships in force that reach the file, from the village up; one statement."""
    kept, lives = person.managing_station, person.residence_station
    codes = {*kept.path_codes, *(lives.path_codes if lives else ())}
    in_force = Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate())
    roles = [role for role in Role if Verb.VIEW in ROLE_VERBS[role]]
    rows = Membership.objects.filter(
        in_force, user__is_active=True, station__code__in=codes, role__in=roles
    ).select_related("user", "station")
    return [_reader(row, kept) for row in rows.order_by("-station__path", "role", "user__username")]


def _reader(membership, kept):
    is_part = not kept.path.startswith(membership.station.path)
    held = ROLE_VERBS[Role(membership.role)]
    verbs = [Verb.VIEW.label] if is_part else [verb.label for verb in _VERBS if verb in held]
    return Reader(membership, verbs, is_part)


def _entries(user, person, verb):
    """What the log says of the file and, while it stands here, of its parts."""
    of_file = Q(target_type=PersonFile._meta.label_lower, target_id=person.pk)
    of_parts = Q(path=person.managing_station.path, target_label=person.archive_no)
    return AuditEntry.objects.visible_to(user, verb).filter(of_file | of_parts)


def _content(entry):
    """The labels of the fields an entry names, after the name of the part they belong to; "" without fields."""
    target = audit.model_of(entry)
    labels = "、".join(audit.field_labels(entry))
    if target in (None, PersonFile):
        return labels
    part = str(target._meta.verbose_name)
    return _("%(list)s：%(note)s") % {"list": part, "note": labels} if labels else part
