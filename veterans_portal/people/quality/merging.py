"""Merging two files: what would be taken and moved, the merge, its result, and taking it back."""

import json
from collections import Counter

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from care_activities.care_tallies import recount_care
from care_activities.tallies import recount_activities, recount_visits
from stations.access import requires
from stations.models import Conflict
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models import FileMerge, PersonFile
from veterans.services.identity import file_open_noted
from veterans.services.merging import UNDO_DAYS, can_undo, files_merge, gone_id, merge_undo
from veterans.services.repointing import counts

from . import comparing
from .duplicates import may_merge, pair_of

# What the apps count that names people; veterans cannot know them.
RECOUNTS = (recount_visits, recount_activities, recount_care)
_TAKE = "take-"


@requires(Verb.CHANGE)
@never_cache
def merge(request, keep, gone):
    """The preview; a POST merges `gone` into `keep`."""
    if done := _merged_before(request.user, keep, gone):
        return _told(request, done)
    files = pair_of(request.user, keep, gone)
    if not may_merge(request.user, *files):
        raise PermissionDenied
    if request.method != "POST":
        return _preview(request, *files)
    try:
        done = files_merge(
            actor=request.user,
            keep=_as_shown(files[0], request.POST.get("keep_version")),
            gone=_as_shown(files[1], request.POST.get("gone_version")),
            choices=_taken(request),
            recounts=RECOUNTS,
        )
    except Conflict:
        errors = [_("有一份档案刚被别人改过，没有合并。请核对下面的最新内容，再合并一次。")]
    except ServiceError as error:
        errors = [str(error)]
    except ValidationError as error:
        errors = error.messages
    else:
        messages.success(request, _("已合并。%d 天内可以撤销。") % UNDO_DAYS)
        return redirect("people-merged", pk=done.pk)
    if done := _merged_before(request.user, keep, gone):
        return _told(request, done)
    return _preview(request, *pair_of(request.user, keep, gone), errors=errors)


def _merged_before(user, *pair):
    """The merge by which somebody else, a moment ago, made one file of these two; None while there are two."""
    missing = set(pair) - set(PersonFile.objects.filter(pk__in=pair).values_list("pk", flat=True))
    done = merges_of(user).filter(kept__in=pair, undone_at=None) if missing else ()
    return next((merge for merge in done if gone_id(merge) in missing), None)


def _told(request, done):
    messages.info(request, _("这两份档案已经合并了，不用再合并。合并的结果在下面。"))
    return redirect("people-merged", pk=done.pk)


def _preview(request, keep, gone, errors=()):
    for person in (keep, gone):
        file_open_noted(actor=request.user, person=person)
    to_choose, to_fill = comparing.choices(keep, gone)
    context = {
        "keep": keep,
        "gone": gone,
        "errors": errors,
        "to_choose": to_choose,
        "to_fill": to_fill,
        "taken": _taken(request),
        "counts": counts(gone),
        "undo_days": UNDO_DAYS,
    }
    return render(request, "people/quality/merge.html", context)


def _taken(request):
    """The keys of the answers for which the second file's was chosen."""
    chosen = {
        name.removeprefix(_TAKE): value for name, value in request.POST.items() if name.startswith(_TAKE)
    }
    return {key for key, value in chosen.items() if value == "gone"}


def _as_shown(person, version):
    """The file with the version the page showed: the service refuses when that is no longer the stored one."""
    person.version = int(version) if (version or "").isdecimal() else 0
    return person


@requires(Verb.VIEW)
@never_cache
def merged(request, pk):
    """What a merge did, and what its undo left."""
    done = _merge(request.user, pk)
    held = json.loads(done.gone.open())
    moved = Counter(apps.get_model(move["model"])._meta.verbose_name for move in done.moved)
    context = {
        "merge": done,
        "moved": [(str(name), number) for name, number in moved.items()],
        "clashes": held["clashes"],
        "stays": held.get("stays", []),
        "can_undo": can_undo(done) and request.user.holds(Verb.CHANGE),
        "undo_days": UNDO_DAYS,
        "restored": _restored(request.user, done),
    }
    return render(request, "people/quality/merged.html", context)


def merges_of(user, under=None):
    """The merges of the user's stations whose kept file is theirs still: one that moved away names nobody here."""
    kept = PersonFile.objects.kept_by(user).values("pk")
    return FileMerge.objects.visible_to(user, under=under).filter(kept__in=kept)


def _restored(user, done):
    """The second file, once it is back."""
    return PersonFile.objects.kept_by(user).filter(archive_no=done.gone_archive_no).first()


@requires(Verb.CHANGE)
@require_POST
def undo(request, pk):
    done = _merge(request.user, pk)
    try:
        with transaction.atomic():
            stays = merge_undo(actor=request.user, merge=done, recounts=RECOUNTS)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        if stays:
            messages.warning(
                request, _("已撤销合并；合并之后有人改过的 %d 项没有撤回，列在下面。") % len(stays)
            )
        else:
            messages.success(request, _("已撤销合并，两份档案都恢复原样。"))
    return redirect("people-merged", pk=pk)


def _merge(user, pk):
    return get_object_or_404(merges_of(user).select_related("kept", "station"), pk=pk)
