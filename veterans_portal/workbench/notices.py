"""消息: what the portal told the user's own stations, and up to where she has read."""

from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import RequestSlip
from care_activities.models.requests import hidden_ids
from stations.access import requires
from stations.models import Notice, NoticesRead
from stations.roles import Verb

from ..paging import page_of

# The pages that some must not meet, with the notices that lead there.
_HIDING = ("request", "request-slip")


def told(user):
    """The notices for the stations where `user` herself stands.

    Those of a complaint about her, or of what she recused from, are left out: a number tells that it is there.
    """
    found = _of_stations(user)
    if hidden := hidden_ids(user):
        slips = RequestSlip.objects.filter(request__in=hidden).values("pk")
        for page, targets in zip(_HIDING, (hidden, slips), strict=True):
            found = found.exclude(url_name=page, target__in=targets)
    return found


def _of_stations(user):
    return Notice.objects.filter(station__in=[grant.station_id for grant in user.grants(Verb.VIEW)])


def unread(user) -> int:
    """How many of them she has not read: one statement, and another where some lead to requests."""
    upto = Coalesce(Subquery(NoticesRead.objects.filter(user=user).values("upto")), 0)
    pages = _of_stations(user).filter(pk__gt=upto).values_list("url_name", flat=True)
    if any(page in _HIDING for page in pages):
        return told(user).filter(pk__gt=upto).count()
    return len(pages)


def _upto(user):
    return NoticesRead.objects.filter(user=user).values_list("upto", flat=True).first() or 0


def to_do(user) -> dict:
    """The item of components/todo.html."""
    note = _("转来的诉求、到期提醒、督办和任务")
    return {"count": unread(user), "title": _("未读消息"), "note": note, "url": reverse("notices")}


@requires(Verb.VIEW)
@never_cache
def notices(request):
    """The newest first; a POST says that they are read up to the newest one shown."""
    user = request.user
    if request.method == "POST":
        newest = request.POST.get("newest", "")
        if newest.isdecimal() and len(newest) < 19:
            row, _made = NoticesRead.objects.get_or_create(user=user)
            NoticesRead.objects.filter(pk=row.pk, upto__lt=int(newest)).update(upto=int(newest))
        return redirect("notices")
    page = page_of(told(user).select_related("station"), request, ["-pk"])
    upto = _upto(user)
    rows = [{"notice": one, "url": _address(one), "is_new": one.pk > upto} for one in page.rows]
    newest = max((one.pk for one in page.rows), default=0)
    context = {"rows": rows, "page": page, "newest": newest if newest > upto else 0}
    return render(request, "workbench/notices.html", context)


def _address(notice):
    try:
        return reverse(notice.url_name, args=[notice.target]) if notice.url_name else ""
    except NoReverseMatch:
        return ""
