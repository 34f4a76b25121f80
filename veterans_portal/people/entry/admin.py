"""The entry form of a file as the portal offers it: with the writer's draft."""

from django.contrib import messages
from django.forms.utils import ErrorList
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from veterans.admin import PersonFileAdmin
from veterans.services.identity import file_open_noted

from . import drafts


class PersonEntryAdmin(PersonFileAdmin):
    """Offers the draft on the form it belongs to, puts it back in on request, drops it when it is saved."""

    change_form_template = "admin/veterans/personfile/change_form.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        context = {"draft_key": drafts.key_of(object_id), **(extra_context or {})}
        if request.method != "POST":
            context["draft"] = drafts.find(request.user, object_id)
        elif "_drop_draft" in request.POST:
            drafts.drop(request.user, object_id)
            messages.info(request, _("草稿已丢弃。"))
            return HttpResponseRedirect(request.get_full_path())
        elif "_restore_draft" in request.POST:
            return self._restored(request, object_id, form_url, context)
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The form shows the file: whoever opens it is logged as on the file's page."""
        if obj is not None:
            file_open_noted(actor=request.user, person=obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        drafts.drop(request.user, form.instance.pk if change else None)

    def _restored(self, request, object_id, form_url, context):
        """The form filled from the draft: as if it had been posted, refused, and not yet judged."""
        draft = drafts.find(request.user, object_id)
        if draft is None:
            messages.warning(request, _("草稿已经不在了：可能已保存，或已过期清除。"))
            return HttpResponseRedirect(request.get_full_path())
        request.POST = self._with_counts(request, object_id, drafts.posted(draft))
        request.portal_refusals = [_("草稿已恢复，还没有保存。")]
        response = super().changeform_view(request, object_id, form_url, context)
        if not isinstance(response, TemplateResponse):  # the file is hers no longer
            return response
        _without_errors(response.context_data)
        messages.info(request, _("草稿已恢复，还没有保存。请核对后保存。"))
        return response

    def _with_counts(self, request, object_id, data):
        """A draft leaves out blank answers, and with them the counts of parts that were not shown then."""
        obj = self.get_object(request, object_id) if object_id else None
        for formset_class, _inline in self.get_formsets_with_inlines(request, obj):
            for count in ("TOTAL_FORMS", "INITIAL_FORMS"):
                data.setdefault(f"{formset_class.get_default_prefix()}-{count}", "0")
        return data


def _without_errors(context):
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        formset._non_form_errors = ErrorList()
        forms += formset.forms
    for form in forms:
        if not form.differences:
            form.errors.clear()
    context["errors"] = ErrorList()
