"""Showing a masked number by one click: the click carries a reason that stands on the button."""

from django import forms
from django.core.exceptions import ValidationError

from veterans.services.identity import PHONES, REVEALABLE, REVEALABLE_OF_FAMILY
from veterans.vocabulary import RevealReason

_SESSION_KEY = "reveal_reasons"
_ID, _PHONE = "id", "phone"
_PRESET = {_ID: RevealReason.VERIFY, _PHONE: RevealReason.CONTACT}


class RevealForm(forms.Form):
    """Which number, whose, and why: field and reason from closed lists, the relative from this file."""

    field = forms.ChoiceField(
        choices=[(name, name) for name in dict.fromkeys([*REVEALABLE, *REVEALABLE_OF_FAMILY])]
    )
    reason = forms.ChoiceField(choices=RevealReason.choices)
    member = forms.IntegerField(required=False)

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_member(self):
        """The FamilyMember, None for a number of the person's own."""
        pk = self.cleaned_data["member"]
        if not pk:
            return None
        member = self.person.family_members.filter(pk=pk).first()
        if member is None:
            raise ValidationError("", code="member")
        return member

    def clean(self):
        asked = super().clean()
        fitting = REVEALABLE_OF_FAMILY if asked.get("member") else REVEALABLE
        if asked.get("field") not in fitting:
            raise ValidationError("", code="field")
        return asked


def presets(request) -> dict:
    """`{"id", "phone"}`: for each kind of number the reason on the button and the others behind it.

    The button has the reason this user chose last, else the usual one.
    """
    return {kind: _offer(request.session.get(_SESSION_KEY, {}).get(kind, _PRESET[kind])) for kind in _PRESET}


def _offer(code):
    reason = RevealReason(code) if code in RevealReason.values else RevealReason.VERIFY
    return {"first": reason, "others": [other for other in RevealReason if other != reason]}


def remember(request, field, reason) -> None:
    """Puts `reason` on the button for numbers of this kind, until the user signs out."""
    kind = _PHONE if field in (*PHONES, "phone") else _ID
    request.session[_SESSION_KEY] = {**request.session.get(_SESSION_KEY, {}), kind: str(reason)}
