"""任务下派: the list, sending one, who has answered, and answering."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from care_activities.models import SentTask, TaskAnswer
from care_activities.services import sent_tasks as service
from care_activities.vocabulary import TaskAnswerState
from care_activities.vocabulary import TaskForm as AnswerForm
from stations.access import requires
from stations.roles import Verb

from ..paging import page_of
from ..people.acts import carried_out, refusal_of, sent_version
from ..reach import reaches
from .forms import TaskForm

_State = TaskAnswerState
DONE = (_State.ANSWERED, _State.ACCEPTED)


def seen(user):
    """The tasks that the user's stations sent, and those that they have to answer."""
    asked = TaskAnswer.objects.visible_to(user).filter(task=OuterRef("pk"))
    own = SentTask.objects.visible_to(user).values("pk")
    return SentTask.objects.filter(Q(pk__in=own) | Q(Exists(asked)))


@requires(Verb.VIEW)
@never_cache
def tasks(request):
    """All tasks with how many have answered, the newest deadline first."""
    counted = seen(request.user).annotate(
        asked=Count("answers"), done=Count("answers", filter=Q(answers__state__in=DONE))
    )
    page = page_of(counted.select_related("station"), request, ["-due_on", "-pk"])
    context = {"page": page, "may_send": _sends(request.user)}
    return render(request, "requests/tasks.html", context)


def _sends(user):
    return any(not grant.station.is_leaf for grant in user.grants(Verb.APPROVE))


@requires(Verb.APPROVE)
@never_cache
def new(request):
    """A task for the stations below."""
    form = TaskForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in TaskForm.Meta.fields}
        made = []
        if carried_out(
            form,
            lambda: made.append(service.task_send(actor=request.user, stations=form.stations(), **values)),
        ):
            messages.success(request, _("已下派给 %s 个站。") % made[0].answers.count())
            return redirect("sent-task", pk=made[0].pk)
    return render(request, "requests/task_new.html", {"form": form})


def answers_of(user, task):
    """The answers to `task` that the user may see, in the order of the stations."""
    rows = TaskAnswer.objects.visible_to(user).filter(task=task)
    return rows.select_related("station__parent").order_by("station__path")


@requires(Verb.VIEW)
@never_cache
def task(request, pk):
    """One task: what is asked, who has answered what, and the answer of the user's own station."""
    user = request.user
    found = get_object_or_404(seen(user).select_related("station"), pk=pk)
    answers = list(answers_of(user, found))
    heads = reaches(user, Verb.APPROVE, found.station)
    columns = found.column_names
    rows = [
        {
            "answer": answer,
            "cells": [answer.numbers.get(name) for name in columns],
            "mine": found.closed_at is None
            and answer.state != _State.ACCEPTED
            and reaches(user, Verb.CHANGE, answer.station),
        }
        for answer in answers
    ]
    context = {
        "task": found,
        "rows": rows,
        "columns": columns,
        "totals": [sum(answer.numbers.get(name) or 0 for answer in answers) for name in columns],
        "done": sum(answer.state in DONE for answer in answers),
        "waiting": sum(answer.state not in DONE for answer in answers),
        "in_numbers": found.form == AnswerForm.NUMBERS,
        "heads": heads,
    }
    return render(request, "requests/task.html", context)


@requires(Verb.CHANGE)
@require_POST
def answer(request, pk):
    """The answers typed on the page, one station or many in a table; what is wrong is told by station."""
    found = get_object_or_404(seen(request.user), pk=pk)
    rows = TaskAnswer.objects.visible_to(request.user).filter(task=found).select_related("station", "task")
    sent, refused = 0, []
    for row in rows:
        typed = _typed(request, found, row)
        if typed is None:
            continue
        row.version = _version(request, row)
        said = refusal_of(
            lambda row=row, typed=typed: service.task_answer(actor=request.user, answer=row, **typed)
        )
        if said:
            refused.append(f"{row.station.place_name}：{said}")
        else:
            sent += 1
    for sentence in refused[:10]:
        messages.error(request, sentence)
    if sent:
        messages.success(request, _("已答复 %s 个站。") % sent)
    elif not refused:
        messages.warning(request, _("没有填写答复。"))
    return redirect("sent-task", pk=pk)


def _typed(request, task, row):
    """`{"words", "numbers"}` typed for the station of `row`; None where nothing was, or nothing else than before."""
    if f"version_{row.pk}" not in request.POST:
        return None
    words = request.POST.get(f"words_{row.pk}", "")[:500].strip()
    numbers = {name: request.POST.get(f"n{at}_{row.pk}", "") for at, name in enumerate(task.column_names)}
    if task.form == AnswerForm.DONE:
        answers = f"done_{row.pk}" in request.POST
    else:
        answers = words or any(text.strip() for text in numbers.values())
    before = row.words, {name: str(row.numbers.get(name, "")) for name in task.column_names}
    if not answers or (row.state == _State.ANSWERED and (words, numbers) == before):
        return None
    return {"words": words, "numbers": numbers}


def _version(request, row):
    text = request.POST.get(f"version_{row.pk}", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@requires(Verb.APPROVE)
@require_POST
def decide(request, pk):
    """The station that sent the task takes an answer or returns it; or ends the task."""
    found = get_object_or_404(SentTask.objects.visible_to(request.user, Verb.APPROVE), pk=pk)
    deed, user = request.POST.get("deed", ""), request.user
    if deed == "end":
        found.version = sent_version(request)
        said = refusal_of(lambda: service.task_close(actor=user, task=found))
    elif deed in ("accept", "return"):
        row = get_object_or_404(
            found.answers.select_related("task", "station"), pk=request.POST.get("answer") or 0
        )
        row.version = sent_version(request)
        if deed == "accept":
            said = refusal_of(lambda: service.answer_accept(actor=user, answer=row))
        else:
            reason = request.POST.get("reason", "")[:200]
            said = refusal_of(lambda: service.answer_return(actor=user, answer=row, reason=reason))
    else:
        raise PermissionDenied
    if said:
        messages.error(request, said)
    else:
        messages.success(request, _("已办理。"))
    return redirect("sent-task", pk=pk)
