"""Every address of the portal. A view without a declared access is refused (stations/access.py)."""

from django.contrib.auth import views as auth_views
from django.urls import include, path

from stations.access import public, signed_in

from .admin_site import site
from .comparing import views as comparing
from .dashboards import screen as wall
from .dashboards import views as dashboards
from .exports import views as exports
from .imports import book_views as books
from .imports import doubtful_views as import_doubts
from .imports import overview as import_overview
from .imports import result_views as import_results
from .imports import step_views as import_steps
from .imports import views as imports
from .imports.mapping import views as mapping
from .workbench import kept_figures, notices
from .workbench import views as workbench

urlpatterns = [
    path("", workbench.my_station, name="home"),
    path("login/", public(auth_views.LoginView.as_view()), name="login"),
    path("logout/", signed_in(auth_views.LogoutView.as_view()), name="logout"),
    path("notices/", notices.notices, name="notices"),
    path("figures/new/", kept_figures.keep, name="figure-keep"),
    path("figures/<int:pk>/delete/", kept_figures.drop, name="figure-drop"),
    path("language/", workbench.choose_language, name="choose-language"),
    path("stations/", dashboards.home, name="dashboard-home"),
    path("stations/<str:code>/", dashboards.station, name="dashboard"),
    path("stations/<str:code>/screen/", wall.screen, name="dashboard-screen"),
    path("people/changes/", comparing.proposals, name="proposals"),
    path("people/changes/<int:pk>/number/", comparing.reveal, name="proposal-reveal"),
    path("people/changes/<int:pk>/<slug:deed>/", comparing.decide, name="proposal-decide"),
    path("comparisons/", comparing.comparisons, name="comparisons"),
    path("comparisons/<int:pk>/", comparing.comparison, name="comparison"),
    path("comparisons/<int:pk>/progress/", comparing.progress, name="comparison-progress"),
    path("comparisons/<int:pk>/download/", comparing.download, name="comparison-download"),
    path("people/", include("veterans_portal.people.urls")),
    path("visits/", include("veterans_portal.visits.urls")),
    path("aid/", include("veterans_portal.aid.urls")),
    path("activities/", include("veterans_portal.activities.urls")),
    path("care/", include("veterans_portal.care.urls")),
    path("plaques/", include("veterans_portal.plaques.urls")),
    path("team/", include("veterans_portal.team.urls")),
    path("policies/", include("veterans_portal.policies.urls")),
    path("venues/", include("veterans_portal.venues.urls")),
    path("organisation/", include("veterans_portal.organisation.urls")),
    path("documents/", include("veterans_portal.organisation.library_urls")),
    path("requests/", include("veterans_portal.requests.urls")),
    path("reports/", include("veterans_portal.reports.urls")),
    path("imports/", imports.batches, name="imports"),
    path("imports/kinds/", import_overview.kinds, name="import-kinds"),
    path("imports/templates/<slug:kind>.xlsx", imports.template, name="import-template"),
    path("imports/<int:pk>/", import_results.batch, name="import-batch"),
    path("imports/templates/<slug:kind>/", books.roster, name="import-roster"),
    path("imports/<int:pk>/corrections/<int:number>.xlsx", books.corrections, name="import-corrections"),
    path("imports/<int:pk>/corrected/", books.corrected, name="import-corrected"),
    path("imports/words/", mapping.taught, name="import-taught"),
    path("imports/words/<int:pk>/forget/", mapping.forget, name="import-forget"),
    path("imports/<int:pk>/words/", mapping.words, name="import-words"),
    path("exports/", exports.exports, name="exports"),
    path("exports/new/<slug:kind>/", exports.new, name="export-new"),
    path("exports/<int:pk>/", exports.export, name="export"),
    path("exports/<int:pk>/progress/", exports.progress, name="export-progress"),
    path("exports/<int:pk>/download/", exports.download, name="export-download"),
    path("exports/<int:pk>/delete/", exports.drop, name="export-delete"),
    path("imports/<int:pk>/progress/", import_results.progress, name="import-progress"),
    path("imports/<int:pk>/doubtful/", import_doubts.queue, name="import-doubtful"),
    path("imports/<int:pk>/find/", import_results.find, name="import-find"),
    path("imports/<int:pk>/undo/", import_steps.undo, name="import-undo"),
    path("imports/<int:pk>/<slug:step>/", import_steps.step, name="import-step"),
    path("admin/", site.urls),
    path("healthz", workbench.healthz, name="healthz"),
    path("readyz", workbench.readyz, name="readyz"),
]
handler400 = "veterans_portal.errors.bad_request"
handler403 = "veterans_portal.errors.forbidden"
handler404 = "veterans_portal.errors.not_found"
