"""How pictures and scans come in and go out: forms, an upload that is never held when it is too large, the answer."""

from functools import wraps
from urllib.parse import quote

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from veterans.attachments.kinds import MEGABYTE
from veterans.attachments.remaking import LIMITS, MESSAGES, AttachmentRefused, remake
from veterans.vocabulary import AttachmentKind

from .people.acts import carried_out

ACCEPTED = "image/jpeg,image/png,image/webp,image/*,application/pdf"
# The boundary and the other fields of the form, beside the file itself.
_FORM_BYTES = MEGABYTE // 4
MOST_BYTES = LIMITS.max_bytes + _FORM_BYTES


class SmallUploadHandler(MemoryFileUploadHandler):
    """Holds a file in memory, or lets a body that is larger than an attachment pass unheld."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.activated = content_length <= MOST_BYTES


def takes_file(view):
    """For a view that takes an attachment: SmallUploadHandler stands before anything reads the body.

    Checking the token reads it, so that is done afterwards.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def handled(request, *args, **kwargs):
        request.upload_handlers = [SmallUploadHandler(request)]
        return checked(request, *args, **kwargs)

    return handled


def is_too_large(request) -> bool:
    """Whether SmallUploadHandler let the file of a POST pass unheld."""
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    return request.method == "POST" and sent > MOST_BYTES and not request.FILES


class AttachmentForm(forms.Form):
    """One file and what it is. `too_large`: the file was let pass, and the form says why it is missing."""

    kind = forms.ChoiceField(label=_("种类"), choices=[("", _("请选择")), *AttachmentKind.choices])
    file = forms.FileField(
        label=_("图片或 PDF"),
        allow_empty_file=True,
        error_messages={"required": _("请选择要上传的图片或 PDF。")},
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    title = forms.CharField(
        label=_("说明"), required=False, max_length=60, help_text=_("如：正面、第2页；不填时显示种类")
    )

    def __init__(self, *args, too_large=False, **kwargs):
        super().__init__(*args, **kwargs)
        file, most = self.fields["file"], LIMITS.max_bytes // MEGABYTE
        file.help_text = gettext("手机可直接拍照；不超过 %(size)s MB，PDF 不超过 %(pages)s 页") % {
            "size": most,
            "pages": LIMITS.max_pages,
        }
        if too_large:
            file.error_messages["required"] = MESSAGES["too-large"] % {"limit": most}


def kept_file(form, keep):
    """What `keep(made)` gives for the file of a valid AttachmentForm, made anew (Remade).

    None when it is refused, with the reason on the form.
    """
    made, kept = _remade(form, "file"), []
    return kept[0] if made and carried_out(form, lambda: kept.append(keep(made))) else None


class ScanForm(forms.Form):
    """Words that a picture or scan may go with, made anew when it is cleaned. `too_large`: as AttachmentForm."""

    scan = forms.FileField(
        label=_("附件（图片或 PDF，手机可直接拍照）"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args, too_large=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        self.order_fields([name for name in self.fields if name != "scan"])  # the words come first

    def clean_scan(self):
        """A Remade, None without a file."""
        if self.too_large:
            raise ValidationError(MESSAGES["too-large"] % {"limit": LIMITS.max_bytes // MEGABYTE})
        file = self.cleaned_data["scan"]
        try:
            return remake(file.read(), photo=False) if file else None
        except AttachmentRefused as refusal:
            raise ValidationError(str(refusal)) from refusal


def remade_scan(form):
    """The `scan` of a valid form made anew, None without one; False with the reason on the form when it is refused."""
    return (_remade(form, "scan") or False) if form.cleaned_data["scan"] else None


def _remade(form, name):
    """The file `name` of a valid form made anew; None with the reason on the form when it is refused."""
    try:
        return remake(form.cleaned_data[name].read(), photo=False)
    except AttachmentRefused as refusal:
        form.add_error(name, str(refusal))
    return None


def said_by(form) -> str:
    """What a form refused, in one line: where it is answered with a message."""
    return " ".join(sentence for sentences in form.errors.values() for sentence in sentences)


def inert(content, content_type, headers):
    """A response that no browser runs, sniffs, keeps or lends to another site."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            **headers,
            "Cache-Control": "no-store, private",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


def saved(opened):
    """The response that has the browser save what was opened (Opened) under its name."""
    disposition = f"attachment; filename=\"{opened.plain_name}\"; filename*=UTF-8''{quote(opened.name)}"
    return inert(opened.content, opened.content_type, {"Content-Disposition": disposition})
