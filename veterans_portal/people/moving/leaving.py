"""登记去世, 迁出, 注销: what follows is shown in plain words before it is confirmed; and putting a file back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import Plaque
from care_activities.standing import CUT_OFF
from care_activities.vocabulary import PlaqueStatus
from stations import dates
from stations.access import requires
from stations.models import Conflict
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models import PersonFile
from veterans.services.withdrawal import (
    RESTORE_DAYS,
    consequences,
    last_withdrawal,
    may_restore,
    person_restore,
    person_withdraw,
)
from veterans.vocabulary import PLAQUE_CLASSES, FileStatus

from ...comparing.models import ChangeProposal
from ...comparing.services import proposals_settle
from .forms import RestoreForm, WithdrawForm

_HANGING = (PlaqueStatus.HUNG, PlaqueStatus.TO_HANG, PlaqueStatus.TO_CONFIRM)


@requires(Verb.CHANGE)
@never_cache
def withdraw(request, pk):
    """Asks how a file ends, shows what follows, and does it on the second press."""
    person = get_object_or_404(_files(request.user), pk=pk)
    form = WithdrawForm(request.POST or None, initial=_said(request, person))
    step = request.POST.get("step", "")
    if step and form.is_valid():
        if step == "confirm" and _withdraw(request, person, form):
            return redirect("person", pk=pk)
        if step == "preview" and person.status == FileStatus.ACTIVE:
            asked = form.cleaned_data
            context = {
                "person": person,
                "form": form,
                "kind": FileStatus(asked["kind"]).label,
                "happened": dates.show(asked["happened_on"]),
                "follows": what_follows(person, asked["kind"], asked["happened_on"]),
            }
            return render(request, "people/moving/withdraw_preview.html", context)
    return render(request, "people/moving/withdraw.html", {"person": person, "form": form})


def _said(request, person):
    """What an open proposal that led here says: to be checked, so it stands in the form and nowhere else."""
    asked = request.GET.get("proposal", "")
    if not asked.isdecimal() or len(asked) > 18:
        return {}
    found = ChangeProposal.objects.kept_by(request.user).filter(pk=asked, person=person).first()
    return {"kind": found.kind, "happened_on": found.happened_on} if found else {}


def _withdraw(request, person, form):
    """Whether it was done; the reasons against it stand on the form."""
    try:
        with transaction.atomic():
            person_withdraw(actor=request.user, person=person, **form.cleaned_data)
            proposals_settle(user=request.user, person=person)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
    except ServiceError as refusal:
        form.add_error(None, str(refusal))
    except Conflict:
        form.add_error(None, _("这份档案刚被别人改过，本次没有登记；请核对后再登记一次。"))
    else:
        messages.success(request, _("已登记，不再计入在册人数。登记有误的，%s 天内可以恢复。") % RESTORE_DAYS)
        return True
    return False


@requires(Verb.CHANGE)
@never_cache
def restore(request, pk):
    """Puts a closed file back; says beforehand who may, and afterwards what stayed as it was."""
    person = get_object_or_404(_files(request.user), pk=pk)
    form = RestoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = person_restore(actor=request.user, person=person, reason=form.cleaned_data["reason"])
        except ServiceError as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error("reason", refusal.messages)
        except Conflict:
            form.add_error(None, _("这份档案刚被别人改过，本次没有恢复；请核对后再试。"))
        else:
            _say_restored(request, kept)
            return redirect("person", pk=pk)
    context = {
        "person": person,
        "form": form,
        "change": last_withdrawal(person),
        "closed": person.status != FileStatus.ACTIVE,
        "may_restore": may_restore(request.user, person),
    }
    return render(request, "people/moving/restore.html", context)


def _say_restored(request, kept):
    messages.success(request, _("档案已恢复，重新计入在册人数。"))
    if kept:
        messages.warning(
            request,
            _("这些抚恤优待在登记后又改过，没有恢复，请逐项核对：%s。") % _("、").join(kept),
        )


def what_follows(person, kind, happened_on) -> list[str]:
    """The consequences of closing the file, one sentence each, in the order in which a clerk asks."""
    found = consequences(person, kind, happened_on)
    said = [_("档案不再计入在册人数，内容和走访记录都保留。")]
    month = dates.show(found.ended_on)
    for benefit in found.benefits:
        said.append(
            _("“%(type)s”改为“%(status)s”，停止时间 %(month)s。")
            % {
                "type": benefit.get_type_display(),
                "status": found.benefit_status.label,
                "month": month,
            }
        )
    if found.paid_by:
        said.append(
            _("跨区县迁移的，抚恤优待由%(county)s发放到 %(day)s，次年1月起由迁入地发放；请办理转移手续。")
            % {"county": found.paid_by.place_name, "day": dates.show(found.paid_until.isoformat())}
        )
    if found.funeral_months:
        said.append(_("丧葬补助：增发 %s 个月的抚恤金或生活补助，以县级审核为准。") % found.funeral_months)
    if found.transfer:
        said.append(_("正在等待答复的迁转申请随之撤回。"))
    if found.party_transfer:
        said.append(_("正在办理的党组织关系接转随之办结。"))
    return said + _plaque_sentences(person, kind, happened_on) + _afterwards(kind)


def _plaque_sentences(person, kind, happened_on):
    """光荣牌 of the household after a death (国办发〔2018〕72号); the plaque itself stays as it is."""
    if kind != FileStatus.DECEASED or PLAQUE_CLASSES.isdisjoint(person.classes) or not person.household_id:
        return []
    if not Plaque.objects.filter(household=person.household_id, status__in=_HANGING).exists():
        return []
    if dates.last_day(happened_on) < CUT_OFF:
        return [
            _("2018年7月29日以前去世的，家庭不因本人悬挂光荣牌；这一户已有登记，请核对是否另有符合条件的人。")
        ]
    return [_("家庭的光荣牌可以继续悬挂；不因本人再更换、补发。")]


def _afterwards(kind):
    if kind == FileStatus.DECEASED:
        return [_("今后不能再登记新的抚恤优待；走访只能登记“去世吊唁”。")]
    return []


def actions(user, person) -> list[dict]:
    """The buttons of the page of a file that concern moving and leaving, for who may change it."""
    if person.status == FileStatus.ACTIVE:
        return [
            _button(_("申请迁出"), "person-transfer", person, "right"),
            _button(_("登记去世、迁出、注销"), "person-withdraw", person, "close"),
        ]
    return [_button(_("恢复"), "person-restore", person, "history")]


def _button(label, name, person, icon):
    return {"label": label, "url": reverse(name, args=[person.pk]), "icon": icon}


def _files(user):
    return PersonFile.objects.visible_to(user, Verb.CHANGE).select_related("managing_station", "household")
