"""What is asked about a policy, whom it may concern, and how people were told."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.models import Policy, PolicyNotice
from stations.models import Station
from stations.roles import Verb

from ..uploads import AttachmentForm
from . import audience

EMPTY = gettext_lazy("请选择")
_PREFIX = "for_"


def _day():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PolicyForm(forms.ModelForm):
    """One policy. Its station is asked once, and only of who works at several."""

    class Meta:
        model = Policy
        fields = [
            "station", "title", "document_no", "issued_by", "level", "category", "published_on", "effective_on",
            "expires_on", "summary",
        ]  # fmt: skip
        widgets = {
            "published_on": _day(),
            "effective_on": _day(),
            "expires_on": _day(),
            "summary": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = [grant.station_id for grant in user.grants(Verb.ADD)]
        if self.instance.pk or len(places) == 1:
            del self.fields["station"]
            self.instance.station_id = self.instance.station_id or places[0]
        else:
            self.fields["station"].queryset = Station.objects.filter(pk__in=places).order_by("path")
            self.fields["station"].empty_label = str(EMPTY)
        for name in ("level", "category"):
            pairs = [pair for pair in self.fields[name].choices if pair[0]]
            self.fields[name].choices = [("", EMPTY), *pairs]
        for key, label, offered in audience.questions():
            self.fields[f"{_PREFIX}{key}"] = forms.ChoiceField(
                label=label,
                choices=[("", _("不限")), *offered],
                required=False,
                initial=self.instance.audience.get(key, ""),
            )

    @property
    def of_policy(self):
        """The questions about the document."""
        return [field for field in self if not field.name.startswith(_PREFIX)]

    @property
    def of_people(self):
        """The questions about whom it may concern."""
        return [field for field in self if field.name.startswith(_PREFIX)]

    def clean(self):
        told = super().clean()
        answers = {name.removeprefix(_PREFIX): value for name, value in told.items() if value}
        self.instance.audience = {key: answers[key] for key, *_rest in audience.questions() if key in answers}
        return told


class FileForm(AttachmentForm):
    """The document itself."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["kind"], self.fields["title"]


class NoticeForm(forms.ModelForm):
    """How the ticked people were told, and when."""

    class Meta:
        model = PolicyNotice
        fields = ["told_on", "method"]
        widgets = {"told_on": _day()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        pairs = [pair for pair in self.fields["method"].choices if pair[0]]
        self.fields["method"].choices = [("", EMPTY), *pairs]
        for field in self.fields.values():  # the form's tag stands above the table, whose rows hold forms
            field.widget.attrs["form"] = "tell"

    def _post_clean(self):
        """The service checks; there is a row for each person."""
