"""Filters of the list of files. They tell a visiting residence station nothing about a person's class."""

from django.contrib.admin import SimpleListFilter
from django.utils.translation import gettext_lazy as _

from ..buckets import Bucket
from ..vocabulary import ObjectClass


class OwnFilesFilter(SimpleListFilter):
    """Narrows to files the user keeps (`is_own`) whose `lookup` is the chosen value."""

    choices_of = lookup = None

    def lookups(self, request, model_admin):
        return self.choices_of.choices

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(is_own=True, **{self.lookup: self.value()})


class ClassFilter(OwnFilesFilter):
    title = _("人员类别")
    parameter_name = "class"
    choices_of = ObjectClass
    lookup = "classes__has_code"


class BucketFilter(OwnFilesFilter):
    title = _("统计类别")
    parameter_name = "bucket"
    choices_of = Bucket
    lookup = "bucket"
