"""What the data entry of every ledger has in common."""

from stations.admin_base import ScopedModelAdmin


class CareAdmin(ScopedModelAdmin):
    """Rows written by their service (`write`); the columns in `fixed` are asked only once."""

    write = None
    fixed = ()

    def get_readonly_fields(self, request, obj=None):
        return self.fixed if obj else ()

    def save_row(self, request, obj, form, change):
        type(self).write(obj, actor=request.user)
