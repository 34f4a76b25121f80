"""What the admin says after a save: messages wait in a cookie or a session, so that they name no person."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _


def label_of(obj):
    """The number of the row where it has one (people), else what kind of row it is."""
    return getattr(obj, "audit_label", None) or obj._meta.verbose_name


class NamelessMessages:
    """The stock messages quote the row's text, which is a name. A subclass sets `request.portal_deleted`."""

    def response_add(self, request, obj, post_url_continue=None):
        request.portal_saved = obj
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        request.portal_saved = obj
        return super().response_change(request, obj)

    def response_delete(self, request, obj_display, obj_id):
        return super().response_delete(request, request.portal_deleted, obj_id)

    def message_user(self, request, message, *args, **kwargs):
        saved = getattr(request, "portal_saved", None)
        if saved is not None:
            opts = saved._meta
            url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[saved.pk])
            message = format_html('{} <a href="{}">{}</a>', _("已保存。"), url, label_of(saved))
        super().message_user(request, message, *args, **kwargs)
