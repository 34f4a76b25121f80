from django.contrib import messages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from stations import audit
from stations.admin_base import ScopedModelAdmin
from stations.models import Conflict
from stations.roles import Verb

from .. import search, tallies
from ..checks import doubts
from ..forms import PersonFileForm
from ..services.livelihood import employment_forget_since, employment_keep_previous
from ..services.people import file_open, refresh_derived
from ..services.records import household_save, record_note
from .columns import PersonColumns
from .entering import EntrySections
from .filters import BucketFilter, ClassFilter
from .inlines import INLINES
from .visitors import VisitorView

_NEW_EMPLOYMENT = _("就业情况变了，原来的开始时间随原单位存入从业经历；请填写现在的开始时间。")
MOST_FOUND = 200  # of a district or more: the admin counts what it finds


class PersonFileAdmin(PersonColumns, EntrySections, VisitorView, ScopedModelAdmin):
    list_display = [
        "name",
        "archive_no",
        "sex",
        "masked_id",
        "masked_mobile",
        "own_classes",
        "own_bucket",
        "status",
    ]
    list_filter = ["status", BucketFilter, ClassFilter]
    allowed_lookups = ["bucket", "class"]
    search_fields = ["name"]
    search_page = "people-search"
    search_help_text = _("姓名、拼音或首字母、身份证号、末四位、手机号、档案号")
    autocomplete_fields = ["managing_station", "residence_station", "household", "follow_up_staff"]
    inlines = INLINES
    form = PersonFileForm
    recount = tallies.recount

    def get_search_results(self, request, queryset, search_term):
        kind = search.kind_of(search_term)
        if kind in search.OF_THE_FILE:
            queryset = queryset.filter(is_own=True)
        if kind in search.AUDITED:
            audit.record(
                audit.Action.SEARCH,
                actor=request.user,
                station=request.user.grants(Verb.VIEW)[0].station,
                fields=["id_number" if kind is search.Kind.ID_NUMBER else "mobile"],
            )
        anywhere = search.reads_names_whole(request.user)
        if anywhere or kind is search.Kind.EMPTY:
            return search.search(queryset, search_term, anywhere=anywhere), False
        return queryset.filter(pk__in=search.first_found(queryset, search_term, MOST_FOUND)), False

    def save_row(self, request, obj, form, change):
        if "verified_on" in form.changed_data:
            obj.verified_by = request.user if obj.verified_on else None
        if form.new_household is not None:
            obj.household = household_save(actor=request.user, household=form.new_household)
        try:
            with transaction.atomic():
                obj.save() if change else file_open(obj)
        except IntegrityError as error:  # the same number, entered elsewhere at the same moment
            raise Conflict(obj) from error

    def save_formset(self, request, form, formset, change):
        """Each part is audited with its own values."""
        formset.save(commit=False)
        stored = formset.model.objects.in_bulk([row.pk for row, _fields in formset.changed_objects])
        for row in formset.deleted_objects:
            record_note(actor=request.user, record=row, stored=row, deleted=True)
            row.delete()
        for row in [*formset.new_objects, *(row for row, _fields in formset.changed_objects)]:
            if employment_forget_since(before=stored.get(row.pk), after=row):
                messages.warning(request, _NEW_EMPLOYMENT)
            row.save()
            record_note(actor=request.user, record=row, stored=stored.get(row.pk))
            employment_keep_previous(actor=request.user, before=stored.get(row.pk), after=row)

    def after_related(self, request, obj):
        refresh_derived([obj.pk])
        for sentence in doubts(type(obj).objects.get(pk=obj.pk)):
            messages.warning(request, sentence)
