"""Keeping a filtered list as a figure on one's own page: from its address, and counted anew each time."""

import re
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations import audit
from stations.access import requires
from stations.roles import Verb

from ..activities.lists import ActivityFilter
from ..aid.lists import AidFilter
from ..care.lists import CareFilter
from ..people.roster.lists import PeopleFilter
from ..plaques.ledger import PlaqueFilter
from ..requests.lists import RequestFilter
from ..team.lists import ConsultationFilter
from ..venues.lists import UseFilter
from ..visits.ledger import VisitFilter
from .models import KeptFigure

MOST = 8  # on one page
_COUNTED_TO = 10_000
_NUMBER = re.compile(r"[0-9０-９]{6}")
_PLAIN = re.compile(r"[A-Za-z0-9_:-]{1,30}")  # codes, days and keys; nothing that somebody typed in words
_NOT_KEPT = {"list", "after", "before", "order", "col", "page"}


def _people(user, query):
    return PeopleFilter.read(user, query, lenient=True).apply(user)[1]


def _asked(filter_class):
    return lambda user, query: filter_class.read(user, query).apply(user)


@dataclass(frozen=True)
class _List:
    label: str
    unit: str
    rows: object


# url name of a list -> what it is called, its unit, and how its rows are read from an address
LISTS = {
    "people": _List(gettext_lazy("档案名册"), gettext_lazy("人"), _people),
    "visits": _List(gettext_lazy("走访台账"), gettext_lazy("次"), _asked(VisitFilter)),
    "plaques": _List(gettext_lazy("光荣牌台账"), gettext_lazy("户"), _asked(PlaqueFilter)),
    "aid": _List(gettext_lazy("困难帮扶台账"), gettext_lazy("件"), _asked(AidFilter)),
    "activities": _List(gettext_lazy("活动学习台账"), gettext_lazy("场"), _asked(ActivityFilter)),
    "requests": _List(gettext_lazy("诉求"), gettext_lazy("件"), _asked(RequestFilter)),
    "consultations": _List(gettext_lazy("咨询台账"), gettext_lazy("次"), _asked(ConsultationFilter)),
    "venue-uses": _List(gettext_lazy("场所使用台账"), gettext_lazy("次"), _asked(UseFilter)),
    "care-services": _List(gettext_lazy("照料服务记录"), gettext_lazy("次"), _asked(CareFilter)),
}


class KeptFigureForm(forms.ModelForm):
    use_required_attribute = False

    class Meta:
        model = KeptFigure
        fields = ["name"]
        help_texts = {"name": gettext_lazy("如：80岁以上待核实；不要写人名和号码")}

    def clean_name(self):
        name = self.cleaned_data["name"]
        if _NUMBER.search(name):
            raise forms.ValidationError(_("名称里不要写号码，请换一个名称。"))
        return name

    def _get_validation_exclusions(self):
        """The owner is no field of the form, yet two figures of hers must not have one name."""
        return super()._get_validation_exclusions() - {"owner"}


def cards(user) -> list[dict]:
    """The figures of `user` as cards of components/figure.html, each with its key to take it away."""
    return [_card(user, one) for one in KeptFigure.objects.visible_to(user)[:MOST]]


def _card(user, one):
    listed = LISTS[one.page]
    card = {"pk": one.pk, "label": one.name, "unit": listed.unit, "url": _address(one), "note": listed.label}
    try:
        number = _number(listed.rows(user, _query(one)))
    except Http404:  # what it was narrowed to is gone, or no longer hers
        return card | {"value": None, "url": "", "note": _("名单的条件已不可用")}
    return card | {"value": number}


def _number(rows):
    counted = rows.order_by().values("pk")[: _COUNTED_TO + 1].count()
    return f"{counted:,}" if counted <= _COUNTED_TO else _("%s 以上") % f"{_COUNTED_TO:,}"


def _query(one):
    query = QueryDict(mutable=True)
    for key, values in one.query.items():
        query.setlist(key, values)
    return query


def _address(one):
    told = urlencode(sorted(one.query.items()), doseq=True)  # PostgreSQL keeps JSON in an order of its own
    return reverse(one.page) + (f"?{told}" if told else "")


def _kept(query) -> dict[str, list[str]]:
    """What of an address is kept: codes and days; words that somebody typed and the place in the list are not."""
    return {
        key: plain
        for key, values in query.lists()
        if key not in _NOT_KEPT and (plain := [value for value in values if _PLAIN.fullmatch(value)])
    }


@requires(Verb.VIEW)
@never_cache
def keep(request):
    """Keeps the list that the address names; the page shows how many rows it has now."""
    page = request.GET.get("list", "people")
    if page not in LISTS:
        raise Http404
    one = KeptFigure(owner=request.user, page=page, query=_kept(request.GET))
    rows = LISTS[page].rows(request.user, _query(one))
    form = KeptFigureForm(request.POST if request.method == "POST" else None, instance=one)
    if request.method == "POST" and form.is_valid() and _save(request.user, form):
        messages.success(request, _("已放到“我的站”。"))
        return redirect("home")
    context = {"form": form, "listed": LISTS[page], "number": _number(rows), "back": _address(one)}
    return render(request, "workbench/keep_figure.html", context)


@transaction.atomic
def _save(user, form) -> bool:
    if KeptFigure.objects.visible_to(user).count() >= MOST:
        form.add_error(None, _("最多放 %d 个指标，请先在“我的站”移除一个。") % MOST)
        return False
    one = form.save()
    _record(audit.Action.CREATE, user, one)
    return True


@requires(Verb.VIEW)
@require_POST
@transaction.atomic
def drop(request, pk):
    """Takes a figure away; the rows that it counted are not touched."""
    one = get_object_or_404(KeptFigure.objects.visible_to(request.user), pk=pk)
    _record(audit.Action.DELETE, request.user, one)
    one.delete()
    messages.success(request, _("已移除这个指标，名单没有变动。"))
    return redirect("home")


def _record(action, user, one):
    audit.record(action, actor=user, station=user.grants(Verb.VIEW)[0].station, target=one, fields=["name"])
