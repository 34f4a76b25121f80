"""Every view says which verb it needs; a view that says nothing is refused (design §2, decision 9)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.utils import translation

PUBLIC = "public"
ANY_USER = "any-user"


def requires(verb):
    """Declares the Verb a view needs somewhere; the view itself narrows rows with `visible_to`."""

    def declare(view):
        view.portal_access = verb
        return view

    return declare


def signed_in(view):
    """Declares a view that every signed-in user may open, even without a station."""
    view.portal_access = ANY_USER
    return view


def public(view):
    """Declares a view for everybody, such as the login page."""
    view = login_not_required(view)
    view.portal_access = PUBLIC
    return view


def declared_access(view):
    """What `view` declares: a Verb, PUBLIC, ANY_USER, "admin" for views of our AdminSite, or None."""
    access = getattr(view, "portal_access", None)
    if access is None and (hasattr(view, "model_admin") or hasattr(view, "admin_site")):
        return "admin"  # the site and its ModelAdmins ask has_permission for every request
    return access


class DeclaredAccessMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        access = declared_access(view)
        if access is None:
            raise PermissionDenied("This view declares no access.")
        if access in (PUBLIC, ANY_USER, "admin"):
            return None
        if not request.user.holds(access):
            request.refused_verb = access  # the page that says so names what was missing
            raise PermissionDenied
        return None


class UserLanguageMiddleware:
    """The language of the account, else Chinese; never the browser's Accept-Language."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = getattr(request.user, "language", None) or settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response
