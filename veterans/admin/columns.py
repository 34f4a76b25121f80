"""Columns of the list of files: numbers masked, and blank where the user only visits."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class PersonColumns:
    """Reads `is_own`, which the admin's queryset adds."""

    @admin.display(description=_("身份证号"))
    def masked_id(self, person):
        return (person.id_number.mask if person.id_number else _("暂无")) if person.is_own else ""

    @admin.display(description=_("手机号"))
    def masked_mobile(self, person):
        return person.mobile.mask if person.mobile else ""

    @admin.display(description=_("人员类别"))
    def own_classes(self, person):
        return person.get_classes_display() if person.is_own else ""

    @admin.display(description=_("统计类别"))
    def own_bucket(self, person):
        return person.get_bucket_display() if person.is_own else ""
