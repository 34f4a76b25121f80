"""Every address of the portal. A view without a declared access is refused (stations/access.py)."""

from django.contrib.auth import views as auth_views
from django.urls import include, path

from stations.access import public, signed_in

from .admin_site import site
from .dashboards import views as dashboards
from .imports import book_views as books
from .imports import views as imports
from .imports.mapping import views as mapping
from .visits import views as visits
from .workbench import views as workbench

urlpatterns = [
    path("", workbench.my_station, name="home"),
    path("login/", public(auth_views.LoginView.as_view()), name="login"),
    path("logout/", signed_in(auth_views.LogoutView.as_view()), name="logout"),
    path("language/", workbench.choose_language, name="choose-language"),
    path("stations/", dashboards.home, name="dashboard-home"),
    path("stations/<str:code>/", dashboards.station, name="dashboard"),
    path("people/", include("veterans_portal.people.urls")),
    path("visits/", visits.visits, name="visits"),
    path("requests/", workbench.coming, {"page": "requests"}, name="requests"),
    path("reports/", workbench.coming, {"page": "reports"}, name="reports"),
    path("imports/", imports.batches, name="imports"),
    path("imports/templates/<slug:kind>.xlsx", imports.template, name="import-template"),
    path("imports/templates/<slug:kind>/", books.roster, name="import-roster"),
    path("imports/<int:pk>/", imports.batch, name="import-batch"),
    path("imports/<int:pk>/corrections/<int:number>.xlsx", books.corrections, name="import-corrections"),
    path("imports/<int:pk>/corrected/", books.corrected, name="import-corrected"),
    path("imports/words/", mapping.taught, name="import-taught"),
    path("imports/words/<int:pk>/forget/", mapping.forget, name="import-forget"),
    path("imports/<int:pk>/words/", mapping.words, name="import-words"),
    path("imports/<int:pk>/progress/", imports.progress, name="import-progress"),
    path("imports/<int:pk>/<slug:step>/", imports.step, name="import-step"),
    path("admin/", site.urls),
    path("healthz", workbench.healthz, name="healthz"),
    path("readyz", workbench.readyz, name="readyz"),
]
handler400 = "veterans_portal.errors.bad_request"
handler403 = "veterans_portal.errors.forbidden"
handler404 = "veterans_portal.errors.not_found"
