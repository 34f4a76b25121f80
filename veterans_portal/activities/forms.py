"""What is asked about activities and opinions. Nothing is answered beforehand."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from care_activities.models import Activity, Opinion
from care_activities.models.activities import SCORES
from care_activities.vocabulary import ActivityFileKind
from stations.models import PartnerOrganisation, PartyOrganisation, RedResource, Venue
from veterans.models import PersonFile

from ..people.acts import day_field
from ..uploads import AttachmentForm

_CHOOSE = [("", _("请选择"))]
_TODAY = _("不填为今天")


def _date():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _time():
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _area(rows):
    return forms.Textarea(attrs={"rows": rows})


def _words(label, **kwargs):
    return forms.CharField(label=label, max_length=500, widget=_area(2), **kwargs)


def _ask(form, *names):
    """Choices that begin with 请选择 instead of an answer."""
    for name in names:
        form.fields[name].choices = [*_CHOOSE, *(pair for pair in form.fields[name].choices if pair[0])]


class PlanForm(forms.ModelForm):
    """What an activity is to be; of `station`, which stays."""

    class Meta:
        model = Activity
        fields = [
            "kind", "series", "series_other", "red_plus", "topic", "date", "starts_at", "ends_at", "hours", "venue",
            "place", "organiser", "host", "red_resources", "partners", "plan", "note",
        ]  # fmt: skip
        widgets = {
            "date": _date(),
            "starts_at": _time(),
            "ends_at": _time(),
            "plan": _area(3),
            "red_resources": forms.CheckboxSelectMultiple,
            "partners": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, user, station, **kwargs):
        super().__init__(*args, **kwargs)
        _ask(self, "kind", "series", "red_plus")
        held = self.instance
        self._offer("venue", Venue.objects.visible_to(user).filter(station=station), "closed_on")
        self._offer(
            "organiser",
            PartyOrganisation.objects.visible_to(user).filter(station__code__in=station.path_codes),
        )
        for name, model, ended in (
            ("red_resources", RedResource, "closed_on"),
            ("partners", PartnerOrganisation, "ended_on"),
        ):
            offered = model.objects.offered_to(user).filter(station__code__in=station.path_codes)
            chosen = getattr(held, name).all() if held.pk else model.objects.none()
            condition = Q(**{f"{ended}__isnull": True}) | Q(pk__in=chosen.values("pk"))
            self.fields[name].queryset = offered.filter(condition)
            self.fields[name].help_text = ""

    def _offer(self, name, rows, ended=""):
        kept = Q(pk=getattr(self.instance, f"{name}_id"))
        field = self.fields[name]
        field.queryset = rows.filter(Q(**{f"{ended}__isnull": True}) | kept) if ended else rows
        field.empty_label = str(_CHOOSE[0][1])

    def _named(self, *names):
        return [self[name] for name in names]

    @property
    def of_activity(self):
        named = self._named("kind", "series", "series_other", "red_plus", "topic", "date")
        return named + self._named("starts_at", "ends_at", "hours")

    @property
    def of_place(self):
        return self._named("venue", "place", "organiser", "host")

    @property
    def of_resources(self):
        """What resources and partners there are to choose from; [] without any."""
        return [self[name] for name in ("red_resources", "partners") if self.fields[name].queryset]

    @property
    def of_plan(self):
        return self._named("plan", "note")


class ResultForm(forms.ModelForm):
    """What came of an activity, once it was held."""

    class Meta:
        model = Activity
        fields = ["host", "hours", "guests", "minutes", *(f"score_{score}" for score in SCORES)]
        widgets = {"minutes": _area(6)}

    @property
    def of_activity(self):
        return [self[name] for name in ("host", "hours", "guests")]

    @property
    def of_satisfaction(self):
        return [self[f"score_{score}"] for score in SCORES]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("取消原因"), max_length=200)


class FileForm(AttachmentForm):
    """A photo, or a scan of the minutes or of the signed list."""

    title = None
    kind = forms.ChoiceField(label=_("种类"), choices=[*_CHOOSE, *ActivityFileKind.choices])


class OpinionForm(forms.ModelForm):
    """An opinion; who said it only where she wishes to be named. `people`: who may be named by a file."""

    class Meta:
        model = Opinion
        fields = ["category", "content", "received_on", "person", "said_by"]
        widgets = {"content": _area(3), "received_on": _date()}

    def __init__(self, *args, people=None, **kwargs):
        super().__init__(*args, **kwargs)
        _ask(self, "category")
        self.fields["received_on"].required = False
        self.fields["received_on"].help_text = _TODAY
        held = PersonFile.objects.filter(pk=self.instance.person_id)
        self.fields["person"].queryset = held if people is None else people | held
        self.fields["person"].empty_label = str(_("不留名"))
        if not self.fields["person"].queryset.exists():
            del self.fields["person"]


class HandleForm(forms.Form):
    handling = _words(_("办理情况"), help_text=_("和谁商量、做了什么"))
    on = day_field(_("办理日期"), required=False, help_text=_TODAY)


class AnswerForm(forms.Form):
    answer = _words(_("答复内容"))
    adopted = forms.TypedChoiceField(
        label=_("采纳"),
        choices=[*_CHOOSE, ("yes", _("采纳")), ("no", _("不采纳，已说明理由"))],
        coerce=lambda value: value == "yes",
    )
    on = day_field(_("答复日期"), required=False, help_text=_TODAY)


class CloseForm(forms.Form):
    improvement_action = _words(_("改进措施"), help_text=_("改进了什么；没有改进的，写明原因"))
    on = day_field(_("办结日期"), required=False, help_text=_TODAY)
