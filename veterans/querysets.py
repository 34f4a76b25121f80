"""Questions about a file's columns that the floor does not ask."""

from django.core.exceptions import EmptyResultSet
from django.db.models.lookups import Lookup

from stations.fields import CodesField


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
