"""How an attachment comes in: the form, and an upload that is never held when it is too large."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veterans.attachments.kinds import MEGABYTE
from veterans.attachments.remaking import LIMITS, MESSAGES, AttachmentRefused, remake
from veterans.vocabulary import AttachmentKind

ACCEPTED = "image/jpeg,image/png,image/webp,image/*,application/pdf"
# The boundary and the other fields of the form, beside the file itself.
_FORM_BYTES = MEGABYTE // 4
MOST_BYTES = LIMITS.max_bytes + _FORM_BYTES


class SmallUploadHandler(MemoryFileUploadHandler):
    """Holds a file in memory, or lets a body that is larger than an attachment pass unheld."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.activated = content_length <= MOST_BYTES


class AttachmentForm(forms.Form):
    """One file and what it is. `too_large`: the file was let pass, and the form says why it is missing."""

    kind = forms.ChoiceField(label=_("种类"), choices=[("", _("请选择")), *AttachmentKind.choices])
    title = forms.CharField(
        label=_("说明"), required=False, max_length=60, help_text=_("如：正面、第2页；不填时显示种类")
    )
    file = forms.FileField(
        label=_("图片或 PDF"),
        allow_empty_file=True,
        error_messages={"required": _("请选择要上传的图片或 PDF。")},
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
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


def is_too_large(request) -> bool:
    """Whether SmallUploadHandler let the file of a POST pass unheld."""
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    return request.method == "POST" and sent > MOST_BYTES and not request.FILES


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
    file = form.cleaned_data["scan"]
    if not file:
        return None
    try:
        return remake(file.read(), photo=False)
    except AttachmentRefused as refusal:
        form.add_error("scan", str(refusal))
    return False
