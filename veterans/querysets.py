"""Questions about a file's columns that the floor does not ask, and who sees a round of collection."""

from django.core.exceptions import EmptyResultSet
from django.db.models import Q
from django.db.models.lookups import Lookup

from stations.fields import CodesField
from stations.roles import Verb
from stations.scoping import ScopedQuerySet


@CodesField.register_lookup
class HasAnyCode(Lookup):
    """Rows among whose codes at least one of the given ones is.

    One expression instead of an OR of `has_code`: a figure asks it some twenty times a query, and the
    building of that query is what a single save waits for.
    """

    lookup_name = "has_any_code"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        if not self.rhs:
            raise EmptyResultSet
        column, column_params = self.process_lhs(compiler, connection)
        terms, params = [], []
        for code in self.rhs:
            terms.append(f"{column} LIKE %s")
            params += [*column_params, f"%,{code},%"]
        return f"({' OR '.join(terms)})", params


class RoundQuerySet(ScopedQuerySet):
    def within(self, grants, verb):
        """Who works below the station that opened a round sees it too: her own people stand in it."""
        own = super().within(grants, verb)
        if verb != Verb.VIEW:
            return own
        above = {code for grant in grants for code in grant.station.path_codes}
        return own | Q(station__code__in=above)

    def running(self):
        return self.filter(closed_at__isnull=True)
