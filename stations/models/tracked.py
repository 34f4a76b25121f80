"""Rows that two people may edit: a save from an outdated copy is refused, never silently lost."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from ..scoping import ScopedManager


class Conflict(Exception):
    """The row was changed (or deleted) by somebody else since it was read; nothing was written."""

    def __init__(self, instance):
        self.instance = instance
        super().__init__(f"{type(instance).__name__} {instance.pk} was changed meanwhile")


class ScopedModel(models.Model):
    """A row that belongs to stations, reached through `objects.visible_to(user)` only."""

    scope = ("station",)
    scope_read = ()

    objects = ScopedManager()

    class Meta:
        abstract = True

    def scope_station_ids(self):
        """The ids of the stations this row counts for, for locking and recounting."""
        found = set()
        for route in filter(None, self.scope):
            value = self
            *parents, last = route.split("__")
            for name in parents:
                value = getattr(value, name)
            found.add(getattr(value, f"{last}_id"))
        return found - {None}


class Tracked(ScopedModel):
    """A scoped row with a version: `save()` claims the version it was read with.

    Raises Conflict when the row has moved on. Bulk writers must raise `version` themselves.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("录入时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)

    class Meta(ScopedModel.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        if self._state.adding:
            return super().save(*args, **kwargs)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "version", "changed_at"}
        with transaction.atomic():
            held = type(self)._base_manager.filter(pk=self.pk, version=self.version)
            if not held.update(version=self.version + 1):
                raise Conflict(self)
            self.version += 1
            return super().save(*args, **kwargs)
