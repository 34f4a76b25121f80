"""THE rule of who sees which rows: `Model.objects.visible_to(user, verb)`.

A scoped model names in `scope` the foreign keys that lead to the stations it belongs to ("" is the
model's own `path`), and in `scope_read` further ones that let a row be viewed but not changed.
Nobody else spells a subtree filter: `path__prefix=` is the one lookup (design §2, decisions 6 and 8).
"""

from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.db.models.lookups import Lookup, StartsWith

from .roles import Verb

_AFTER_EVERYTHING = "\U0010ffff"


@models.CharField.register_lookup
class Prefix(Lookup):
    """Text that begins with the value, answered from the index on both engines.

    A range on SQLite (where LIKE … ESCAPE uses no index), LIKE with the pattern index on PostgreSQL
    (where a range is wrong under linguistic collations). Give the column db_index or unique.
    """

    lookup_name = "prefix"

    def as_sql(self, compiler, connection):
        column, column_params = self.process_lhs(compiler, connection)
        return (
            f"({column} >= %s AND {column} < %s)",
            [*column_params, self.rhs, *column_params, f"{self.rhs}{_AFTER_EVERYTHING}"],
        )

    def as_postgresql(self, compiler, connection):
        return StartsWith(self.lhs, self.rhs).as_sql(compiler, connection)


class Grant(NamedTuple):
    """One live membership as scoping needs it; `is_leaf` when no station can stand below."""

    path: str
    station_id: int
    is_leaf: bool

    def rows_of(self, route):
        """The condition that a row reached by `route` lies at or below this grant's station."""
        if not route:
            return Q(path__prefix=self.path)
        if self.is_leaf:
            return Q(**{route: self.station_id})
        return Q(**{f"{route}__path__prefix": self.path})


class ScopedQuerySet(models.QuerySet):
    def visible_to(self, user, verb=Verb.VIEW):
        """The rows on which `user` holds `verb`; none for nobody, an ended membership or an empty scope."""
        grants = user.grants(verb) if user is not None and user.is_authenticated else ()
        if not grants:
            return self.none()
        return self.filter(self.within(grants, verb))

    def within(self, grants, verb):
        routes = self.model.scope
        if verb == Verb.VIEW:
            routes = (*routes, *getattr(self.model, "scope_read", ()))
        condition = Q()
        for route in routes:
            for grant in grants:
                condition |= grant.rows_of(route)
        return condition


ScopedManager = models.Manager.from_queryset(ScopedQuerySet, class_name="ScopedManager")
