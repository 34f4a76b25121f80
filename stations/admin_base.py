"""The base of every admin class: one place that closes the paths `get_queryset` alone leaves open.

Measured on the stock admin: foreign-key choices, filters, lookups in the URL, delete confirmations and
the history all show or touch rows outside the queryset. Each is narrowed here; classes only declare.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import models, transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import audit, tallies
from .admin_messages import NamelessMessages, label_of
from .models import AuditEntry, Conflict
from .roles import Verb, verb_for
from .services import ServiceError

EMPTY_CHOICE = gettext_lazy("请选择")


class PostAutocomplete(AutocompleteSelect):
    """The stock autocomplete, asking by POST: what is typed there may be a person's number."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        return super().build_attrs(base_attrs, extra_attrs) | {"data-ajax--type": "POST"}

    @property
    def media(self):
        return super().media + forms.Media(js=["js/autocomplete-post.js"])


class PostAutocompleteMultiple(PostAutocomplete, AutocompleteSelectMultiple):
    """The same for several choices."""


class HeldChoicesForm(forms.ModelForm):
    """What the row points to already may stay, also where the user could not choose it.

    Else a save would blank it in silence: the residence station, the Party branch of before a move.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and hasattr(field.queryset, "visible_to"):
                held = getattr(self.instance, f"{name}_id", None)
                if held is not None:
                    field.queryset = field.queryset | field.queryset.model._base_manager.filter(pk=held)


class ScopedForm(HeldChoicesForm):
    """A form that remembers which version of the row it showed, so that a stale save is refused.

    The hidden field is added to each form at hand, not to the class: it belongs to no fieldset.
    Constraints are checked over the columns that the page shows read-only as well. `refusals` are sentences
    of a service that refused the save after the form was found right.
    """

    bookkeeping = frozenset({"row_version"})
    refusals = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and hasattr(self.instance, "version"):
            self.fields["row_version"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=self.instance.version
            )

    @property
    def changed_data(self):
        return [name for name in super().changed_data if name not in self.bookkeeping]

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except forms.ValidationError as error:
                self._update_errors(error)

    def clean(self):
        cleaned = super().clean()
        shown = self.cleaned_data.get("row_version")
        if shown is not None and shown != self.instance.version and (refusal := self.conflict()):
            raise refusal
        if self.refusals:
            raise forms.ValidationError(list(self.refusals))
        return cleaned

    def conflict(self):
        """Why a save over a newer version is refused; None to let it pass."""
        return forms.ValidationError(
            _("这条记录在您打开之后被别人改过，本次没有保存。请另开一页核对最新内容，再改一次。"),
            code="conflict",
        )


class ScopedChoices:
    """Foreign-key choices narrowed to what the user may use; nothing is answered beforehand."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        related = db_field.remote_field.model
        verb = _verb("change", related) or Verb.VIEW
        open_to_all = db_field.name in self.model.scope_read
        rows = everywhere(related) if open_to_all else related._default_manager.visible_to(request.user, verb)
        kwargs.setdefault("queryset", rows)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", PostAutocomplete(db_field, self.admin_site))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and hasattr(field, "empty_label"):
            field.empty_label = str(EMPTY_CHOICE)
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        related = db_field.remote_field.model
        kwargs.setdefault("queryset", related._default_manager.visible_to(request.user))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", PostAutocompleteMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        blank = [("", EMPTY_CHOICE)]
        kwargs.setdefault("choices", db_field.get_choices(include_blank=True, blank_choice=blank))
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.BooleanField) and db_field.null:
            kwargs.setdefault("widget", YesNoSelect)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class YesNoSelect(forms.NullBooleanSelect):
    """是 / 否 / 未填, with nothing chosen beforehand."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = [
            ("unknown", EMPTY_CHOICE),
            ("true", gettext_lazy("是")),
            ("false", gettext_lazy("否")),
        ]


class ScopedInline(ScopedChoices, admin.StackedInline):
    """Rows that belong to the form's own row and are seen and changed with its rights."""

    form = HeldChoicesForm
    extra = 0
    show_change_link = False

    def get_queryset(self, request):
        return (
            super().get_queryset(request).filter(pk__in=self.model._default_manager.visible_to(request.user))
        )

    def has_add_permission(self, request, obj=None):
        return request.user.holds(Verb.CHANGE) or request.user.holds(Verb.ADD)

    def has_view_permission(self, request, obj=None):
        return request.user.holds(Verb.VIEW)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return request.user.holds(Verb.CHANGE)
        # Every part of a form asks this about the same row, several times over.
        answers = request.__dict__.setdefault("portal_may_change", {})
        if obj not in answers:
            answers[obj] = _may(request, "change", obj)
        return answers[obj]

    has_delete_permission = has_change_permission


class ScopedTabularInline(ScopedInline, admin.TabularInline):
    template = admin.TabularInline.template


class ScopedModelAdmin(NamelessMessages, ScopedChoices, admin.ModelAdmin):
    """Rows of the user's scope, saved with lock, audit and recount in one transaction.

    A subclass whose figures depend on the row sets `recount` to a function of station ids, and one whose
    rows are found by personal numbers sets `search_page` to the page (its url name) that takes them by POST.
    """

    form = ScopedForm
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    save_on_top = False
    recount = None
    search_page = None
    allowed_lookups = ()

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        if self.raw_id_fields or getattr(self, "list_editable", ()):
            raise ImproperlyConfigured(
                f"{type(self).__name__}: raw ids and editable lists leak; never used here."
            )
        if not hasattr(model._default_manager, "visible_to"):
            raise ImproperlyConfigured(f"{model.__name__} is not scoped.")

    # Which rows and lookups

    def get_queryset(self, request):
        queryset = self.model._default_manager.visible_to(request.user, _verb("view", self.model))
        ordering = self.get_ordering(request)
        return queryset.order_by(*ordering) if ordering else queryset

    def lookup_allowed(self, lookup, value, request):
        """Only what the class lists in list_filter or allowed_lookups may stand in the URL."""
        offered = {item[0] if isinstance(item, tuple) else item for item in self.get_list_filter(request)}
        offered = {item for item in offered if isinstance(item, str)} | set(self.allowed_lookups)
        return any(lookup == name or lookup.startswith(f"{name}__") for name in offered)

    # Permissions, answered by the role table

    def has_view_permission(self, request, obj=None):
        return _may(request, "view", obj, self.model)

    def has_add_permission(self, request):
        return _may(request, "add", None, self.model)

    def has_change_permission(self, request, obj=None):
        return _may(request, "change", obj, self.model)

    def has_delete_permission(self, request, obj=None):
        return _may(request, "delete", obj, self.model)

    # Saving

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form; one that is refused after all comes back with the sentence and all that was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Conflict:
            refusals = [_("这条记录刚被别人改过，本次没有保存。请核对最新内容，再改一次。")]
        except ServiceError as error:
            refusals = [str(error)]
        except forms.ValidationError as error:  # the form was right; somebody else was faster by a moment
            refusals = error.messages
        if not issubclass(self.form, ScopedForm):
            for sentence in refusals:
                self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        request.portal_refusals = refusals
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.refusals = getattr(request, "portal_refusals", ())
        return form

    def save_model(self, request, obj, form, change):
        before = self._stored(obj) if change else None
        stations = obj.scope_station_ids() | (before.scope_station_ids() if before else set())
        tallies.lock(stations)
        request._portal_save = (audit.snapshot(before) if before else {}, stations)
        self.save_row(request, obj, form, change)

    def save_row(self, request, obj, form, change):
        """The hook where a model's own service does the writing."""
        obj.save()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        obj = form.instance
        before, stations = request._portal_save
        related = sorted({f"{fs.model._meta.model_name}" for fs in formsets if fs.has_changed()})
        self.after_related(request, obj)
        self._recount(stations | obj.scope_station_ids())
        after = audit.snapshot(self._stored(obj))
        if after == before and not related:
            return
        audit.record(
            audit.Action.CHANGE if change else audit.Action.CREATE,
            actor=request.user,
            station=self.station_of(obj),
            target=obj,
            before=before,
            after=after,
            fields=related,
        )

    def after_related(self, request, obj):
        """What depends on the inlines as well, such as derived columns."""

    def delete_model(self, request, obj):
        request.portal_deleted = label_of(obj)
        with transaction.atomic():
            stations = tallies.hold(lambda: self._stored(obj).scope_station_ids())
            audit.record(
                audit.Action.DELETE,
                actor=request.user,
                station=self.station_of(obj),
                target=obj,
                before=audit.snapshot(obj),
            )
            self.delete_row(request, obj)
            self._recount(stations)

    def delete_row(self, request, obj):
        obj.delete()

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            tallies.lock({i for obj in queryset for i in obj.scope_station_ids()})
            for obj in queryset:
                self.delete_model(request, obj)

    def station_of(self, obj):
        """The station under which the act is logged."""
        route = next(filter(None, self.model.scope), None)
        if route is None:
            return obj if hasattr(obj, "path_codes") else None
        for name in route.split("__"):
            obj = getattr(obj, name)
        return obj

    def _stored(self, obj):
        return self.model._base_manager.get(pk=obj.pk)

    def _recount(self, stations):
        if type(self).recount is not None:
            type(self).recount(stations)

    # Pages of the stock admin that would tell too much

    def get_deleted_objects(self, objs, request):
        """Counts by kind instead of the names of everything related, which may belong to others."""
        _nested, model_count, lacking, protected = super().get_deleted_objects(objs, request)
        names = [str(obj) for obj in objs]
        if protected:
            protected = [
                ngettext("还有 %d 条其他登记与它相关", "还有 %d 条其他登记与它相关", len(protected))
                % len(protected)
            ]
        return names, model_count, lacking, protected

    def history_view(self, request, object_id, extra_context=None):
        """Who changed this row and which fields, from our own log; names of fields only."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_permission(request, obj):
            raise PermissionDenied
        entries = AuditEntry.objects.filter(target_type=self.opts.label_lower, target_id=obj.pk)[:200]
        context = {
            **self.admin_site.each_context(request),
            "title": _("修改记录"),
            "object": obj,
            "opts": self.opts,
            "entries": entries,
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def log_addition(self, request, obj, message):
        """The stock log keeps names and never forgets them; ours is written by save_related."""

    def log_change(self, request, obj, message):
        """See log_addition."""

    def log_deletions(self, request, queryset):
        """See log_addition."""


def everywhere(stations):
    """What a key of `scope_read` offers: whoever may only read a row is no matter of the writer's own scope."""
    return stations._default_manager.filter(is_active=True)


def _verb(action, model):
    return verb_for(f"{model._meta.app_label}.{action}_{model._meta.model_name}")


def _may(request, action, obj, model=None):
    opts = (model or type(obj))._meta
    return request.user.has_perm(f"{opts.app_label}.{action}_{opts.model_name}", obj)
