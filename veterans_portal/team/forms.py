"""What is asked about the team and its consultations. Nothing is answered beforehand but what a link names."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.models import Consultation
from care_activities.services.consultations import advisers_of
from stations.models import SupportMember
from stations.roles import Verb
from veterans.models import PersonFile

from ..people.acts import day_field

EMPTY = gettext_lazy("请选择")


class AdviserField(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return f"{member.name}（{member.get_role_display()}）"


class ConsultationForm(forms.ModelForm):
    """One consultation at `station`; who asked is named by archive number or name, or not at all."""

    adviser = AdviserField(SupportMember.objects.none(), label=gettext_lazy("接待人"), empty_label=str(EMPTY))
    who = forms.CharField(
        label=gettext_lazy("咨询人"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("填姓名或档案号；不愿留名的不填"),
    )

    class Meta:
        model = Consultation
        fields = ["date", "adviser", "topic", "who", "question", "advice", "outcome"]
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "question": forms.Textarea(attrs={"rows": 2}),
            "advice": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, user, station, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.station = station
        held = SupportMember.objects.filter(pk=self.instance.adviser_id)
        offered = advisers_of(user, station, timezone.localdate())
        self.fields["adviser"].queryset = (
            SupportMember.objects.filter(pk__in=[*held.values_list("pk", flat=True), *_ids(offered)])
        ).order_by("role", "pk")
        for name in ("topic", "outcome"):
            pairs = [pair for pair in self.fields[name].choices if pair[0]]
            self.fields[name].choices = [("", EMPTY), *pairs]
        if self.instance.person:
            self.initial["who"] = self.instance.person.archive_no

    def clean_who(self):
        """The PersonFile that the text means, None for nobody."""
        text = self.cleaned_data["who"].strip()
        if not text:
            return None
        held = self.instance.person
        if held is not None and text == held.archive_no:
            return held
        people = PersonFile.objects.visible_to(self.user, Verb.VIEW)
        if found := people.filter(archive_no=text).first():
            return found
        found = list(people.visible_to(self.user, under=self.instance.station).filter(name=text)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(_("本站有同名的人，请改填档案号。"))
        raise forms.ValidationError(_("没有找到这个人的档案；请核对姓名或档案号，不愿留名的不填。"))

    def answers(self):
        """What the service takes."""
        told = dict(self.cleaned_data)
        return told | {"person": told.pop("who")}

    def _post_clean(self):
        """The service checks the row as a whole, over the row as it is stored."""


def _ids(rows):
    return rows.order_by().values_list("pk", flat=True)


class HandOverForm(forms.Form):
    """To whom, and since when."""

    successor = AdviserField(
        SupportMember.objects.none(),
        label=gettext_lazy("接手的人"),
        required=False,
        empty_label=str(EMPTY),
        help_text=gettext_lazy("有未办结的帮扶时必须选择"),
    )
    left_on = day_field(
        gettext_lazy("离任日期"), required=False, help_text=gettext_lazy("不离任、只调整分工的不填")
    )

    def __init__(self, *args, user, leaving, **kwargs):
        super().__init__(*args, **kwargs)
        colleagues = SupportMember.objects.visible_to(user, Verb.CHANGE).in_post(timezone.localdate())
        colleagues = colleagues.filter(station=leaving.station_id).exclude(pk=leaving.pk)
        self.fields["successor"].queryset = colleagues.order_by("role", "pk")

    def clean(self):
        told = super().clean()
        if not self.errors and not told.get("successor") and not told.get("left_on"):
            raise forms.ValidationError(_("请选择接手的人，或填写离任日期。"))
        return told
