"""Named questions about the station tree."""

from django.db.models import Q

from .scoping import ScopedQuerySet


class StationQuerySet(ScopedQuerySet):
    def subtree_of(self, station):
        """`station` and everything below it."""
        return self.filter(path__prefix=station.path)

    def ancestors_of(self, station):
        """The stations above `station`, from the top down."""
        return self.filter(code__in=station.path_codes[:-1]).order_by("path")

    def at_tier(self, tier):
        return self.filter(tier=tier)

    def active(self):
        return self.filter(is_active=True)

    def named(self, text):
        """Stations called `text`: by name, place name or alias. Several answers mean: ask, never guess."""
        return self.filter(Q(name=text) | Q(place_name=text) | Q(aliases__name=text)).distinct()


class UserQuerySet(ScopedQuerySet):
    def within(self, grants, verb):
        """Users all of whose memberships lie in the subtree: who stands higher elsewhere is out of reach."""
        memberships = self.model._meta.get_field("memberships").related_model.objects
        condition = Q()
        for grant in grants:
            condition |= grant.rows_of("station")
        inside = memberships.filter(condition).values("user")
        outside = memberships.exclude(condition).values("user")
        return Q(pk__in=inside) & ~Q(pk__in=outside)
