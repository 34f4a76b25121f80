"""The pages of 套表填报: the forms that are kept, and one form with its columns and whom it is filled with."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError
from veterans.vocabulary import ObjectClass

from ..downloads import XLSX
from ..imports.mapping.services import words_teach
from ..imports.reader import FileRejected
from ..people.models import SavedFilter
from ..people.roster import choices, lists
from ..people.roster.views import station_choices
from . import services
from .filling import FormRefused
from .forms import ColumnsForm, FillForm, KeepForm
from .models import BlankForm


@requires(Verb.EXPORT)
@never_cache
def blank_forms(request):
    """The forms of the user's stations, and the upload of another. A filter in the address goes along."""
    form = KeepForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (kept := _keep(request, form)):
        return redirect(_address(kept, request.GET.urlencode()))
    context = {
        "form": form,
        "kept": [
            (one, _address(one, request.GET.urlencode()))
            for one in BlankForm.objects.visible_to(request.user).select_related("station").defer("content")
        ],
    }
    return render(request, "blank_forms/list.html", context)


def _keep(request, form):
    """The new form; None with the reason on the upload when it is refused."""
    asked = form.cleaned_data
    try:
        kept = services.form_keep(
            user=request.user, station=asked["station"], name=asked["name"], content=asked["file"].read()
        )
    except (FileRejected, FormRefused) as refusal:
        form.add_error("file", str(refusal))
    except ServiceError as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, _("已保存套表。请核对各列，选好人员，再按“填好并下载”。"))
        return kept
    return None


def _address(form, query=""):
    address = reverse("blank-form", kwargs={"pk": form.pk})
    return f"{address}?{query}" if query else address


@requires(Verb.EXPORT)
@never_cache
def blank_form(request, pk):
    """One form: what its columns take, whom it is filled with, and what would stay blank."""
    form = _form(request, pk)
    asked = _asked(request.user, form, request.GET)
    return _page(request, form, asked, FillForm(user=request.user))


def _page(request, form, asked, fill_form, status=200):
    user, headings = request.user, services.headings_of(form)
    people = services.people_for(user, asked)
    too_many = services.too_many(people)
    filled = None if too_many else services.gather(user, form, [people])
    words = ColumnsForm(headings=headings)
    context = {
        "form": form,
        "asked": asked,
        "query": _query(asked),
        "parts": choices.parts(asked)[:-2],
        "fill_form": fill_form,
        "headings": [(h, words[f"c{h.index}"] if f"c{h.index}" in words.fields else None) for h in headings],
        "unknown": [h.text for h in headings if not h.is_known and not h.is_forbidden],
        "forbidden": [h.text for h in headings if h.is_forbidden],
        "too_many": too_many,
        "number": 0 if too_many else len(filled.rows),
        "blanks": [] if too_many else filled.blanks,
        "stations": station_choices(user, asked.station),
        "classes": ObjectClass.choices,
        "statuses": [one for one in lists.STATUSES if one[0] != lists.RESIDENT],
        "figures": next(
            one for one in choices.of(asked, _figure_label(asked))["more"] if one.name == "figure"
        ),
        "saved": [(one, urlencode(one.query, doseq=True)) for one in SavedFilter.objects.visible_to(user)],
    }
    return render(request, "blank_forms/form.html", context, status=status)


def _figure_label(asked):
    return lists.label_of_figure(asked.figure) if asked.figure else ""


def _query(asked):
    """The filter as it stands in an address; columns of the list are none of a form's business."""
    return urlencode({key: value for key, value in asked.query().items() if key != "col"}, doseq=True)


def _asked(user, form, given):
    """The filter in the address, else the one this form was filled with last."""
    query = given
    if not given:
        query = QueryDict(mutable=True)
        for key, values in form.query.items():
            query.setlist(key, values)
    if query.get("status") == lists.RESIDENT:
        query = query.copy()
        del query["status"]
    return lists.PeopleFilter.read(user, query, lenient=True)


@requires(Verb.EXPORT)
@never_cache
@require_POST
def fill(request, pk):
    """The filled form as the response itself: it is kept nowhere."""
    form = _form(request, pk)
    asked = _asked(request.user, form, QueryDict(request.POST.get("query", "")))
    fill_form = FillForm(request.POST, user=request.user)
    if not fill_form.is_valid():
        return _page(request, form, asked, fill_form, status=400)
    try:
        reason = fill_form.cleaned_data["reason"]
        book = services.form_fill(user=request.user, form=form, asked=asked, reason=reason)
    except (ServiceError, FormRefused) as refusal:
        messages.error(request, str(refusal))
        return redirect(_address(form, _query(asked)))
    name = f"{form.name}_{timezone.localdate():%Y%m%d}.xlsx"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(book, content_type=XLSX, headers=headers)


@requires(Verb.EXPORT)
@require_POST
def teach(request, pk):
    """Remembers what columns take, for the station of the form and those below it."""
    form = _form(request, pk)
    words = ColumnsForm(request.POST, headings=services.headings_of(form))
    query = _query(_asked(request.user, form, QueryDict(request.POST.get("query", ""))))
    if not words.is_valid():
        messages.error(request, _("没有记住：请重新选择各列填什么。"))
    elif answers := words.answers():
        try:
            words_teach(user=request.user, batch=form, answers=answers)
            messages.success(request, _("已记住 %s 列，以后同样的表头不用再选。") % len(answers))
        except ServiceError as refusal:
            messages.error(request, str(refusal))
    return redirect(_address(form, query))


@requires(Verb.EXPORT)
@require_POST
def drop(request, pk):
    services.form_drop(user=request.user, form=_form(request, pk))
    messages.success(request, _("已删除这张套表；以前填好的文件不受影响。"))
    return redirect("blank-forms")


def _form(request, pk):
    rows = BlankForm.objects.visible_to(request.user).select_related("station")
    return get_object_or_404(rows, pk=pk)
