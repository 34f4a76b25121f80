"""The authentication backend that answers permissions from the role table.

It stands apart from roles.py because Django's backends need the user model, which needs the roles.
"""

from django.contrib.auth.backends import ModelBackend

from .roles import verb_for


class RoleBackend(ModelBackend):
    """Answers `has_perm(permission, obj)` from the memberships alone."""

    def has_perm(self, user_obj, perm, obj=None):
        verb = verb_for(perm)
        if verb is None or not user_obj.is_active:
            return False
        if obj is None:
            return user_obj.holds(verb)
        visible_to = getattr(type(obj)._default_manager, "visible_to", None)
        return visible_to is not None and visible_to(user_obj, verb).filter(pk=obj.pk).exists()

    def has_module_perms(self, user_obj, app_label):
        return user_obj.is_active and user_obj.is_staff

    def get_all_permissions(self, user_obj, obj=None):
        return set()
