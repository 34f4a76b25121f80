"""Lists of people under a name (常用筛选): made of the list as it stands, opened again, shared, deleted.

A saved filter holds codes only. What it names is read anew each time: parts that are gone or no longer
allowed are dropped, and the list shows what its user may see, whoever made the filter.
"""

import re
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations import audit
from stations.access import requires
from stations.models import Station
from stations.roles import Verb

from ..models import SavedFilter
from . import choices
from .lists import PeopleFilter

_NUMBER = re.compile(r"[0-9０-９]{6}")


class SavedFilterForm(forms.ModelForm):
    """A name, and the station of the user whose colleagues may use the filter too."""

    class Meta:
        model = SavedFilter
        fields = ["name", "station"]
        labels = {"station": gettext_lazy("共享给同事")}
        help_texts = {"name": gettext_lazy("如：80岁以上待核实；不要写人名和号码")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.owner = user
        works_at = [grant.station_id for grant in user.grants(Verb.VIEW)]
        self.fields["station"].queryset = Station.objects.filter(pk__in=works_at)
        self.fields["station"].empty_label = gettext_lazy("不共享，只有我用")

    def clean_name(self):
        name = self.cleaned_data["name"]
        if _NUMBER.search(name):
            raise forms.ValidationError(_("名称里不要写号码，请换一个名称。"))
        return name

    def _get_validation_exclusions(self):
        """The owner is no field of the form, yet two filters of hers must not have one name."""
        return super()._get_validation_exclusions() - {"owner"}


@requires(Verb.VIEW)
@never_cache
def saved(request):
    """The filters the user may open; hers can be renamed, shared and deleted."""
    mine, shared = [], []
    for one in SavedFilter.objects.visible_to(request.user).select_related("station", "owner"):
        (mine if one.owner_id == request.user.pk else shared).append(one)
    return render(request, "people/roster/saved.html", {"mine": mine, "shared": shared})


@requires(Verb.VIEW)
@never_cache
def saved_new(request):
    """Saves the list whose filters, columns and order stand in the address."""
    asked = PeopleFilter.read(request.user, request.GET, lenient=True)
    form = SavedFilterForm(request.POST or None, user=request.user, instance=SavedFilter(query=asked.query()))
    if request.method == "POST" and form.is_valid():
        _save(request.user, form, audit.Action.CREATE)
        messages.success(request, _("已保存，以后在名册上方点一下就能打开。"))
        return redirect("people-saved-open", form.instance.pk)
    return _form_page(request, form, asked, back=_address(asked))


@requires(Verb.VIEW)
@never_cache
def saved_open(request, pk):
    """Leads to the list, without the parts of the filter that are gone or not for this user."""
    one = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=pk)
    asked = read_saved(request.user, one)
    if asked.query() != one.query:
        messages.info(request, _("这个筛选中有的条件已不可用，已略去。"))
    return redirect(_address(asked))


@requires(Verb.VIEW)
@never_cache
def saved_change(request, pk):
    """Renames, shares or no longer shares a filter of one's own."""
    one = get_object_or_404(SavedFilter.objects.visible_to(request.user, Verb.CHANGE), pk=pk)
    form = SavedFilterForm(request.POST or None, user=request.user, instance=one)
    if request.method == "POST" and form.is_valid():
        if form.has_changed():
            _save(request.user, form, audit.Action.CHANGE)
        messages.success(request, _("已保存。"))
        return redirect("people-saved")
    return _form_page(request, form, read_saved(request.user, one), back=reverse("people-saved"))


@requires(Verb.VIEW)
@require_POST
@transaction.atomic
def saved_delete(request, pk):
    """Deletes a filter of one's own; the files it listed are not touched."""
    one = get_object_or_404(SavedFilter.objects.visible_to(request.user, Verb.CHANGE), pk=pk)
    _record(audit.Action.DELETE, request.user, one, before=audit.snapshot(one))
    one.delete()
    messages.success(request, _("已删除这个常用筛选，档案没有变动。"))
    return redirect("people-saved")


def read_saved(user, one) -> PeopleFilter:
    """The list a saved filter stands for, as far as `user` may ask for it."""
    query = QueryDict(mutable=True)
    for key, values in one.query.items():
        query.setlist(key, values)
    return PeopleFilter.read(user, query, lenient=True)


def _address(asked):
    query = urlencode(asked.query(), doseq=True)
    return reverse("people") + (f"?{query}" if query else "")


def _form_page(request, form, asked, *, back):
    context = {"form": form, "parts": choices.parts(asked), "back": back}
    return render(request, "people/roster/saved_form.html", context)


@transaction.atomic
def _save(user, form, action):
    before = None
    if form.instance.pk:
        before = audit.snapshot(SavedFilter.objects.visible_to(user, Verb.CHANGE).get(pk=form.instance.pk))
    one = form.save()
    _record(action, user, one, before=before, after=audit.snapshot(one))


def _record(action, user, one, **values):
    """Logged at the station that shares the filter, else at the first where its owner works."""
    station = one.station or user.grants(Verb.VIEW)[0].station
    audit.record(action, actor=user, station=station, target=one, **values)
