"""The addresses about plaques, below /plaques/."""

from django.urls import path

from . import applications, county, ledger, listing, plaque, rounds

urlpatterns = [
    path("", ledger.plaques, name="plaques"),
    path("ledger/", ledger.printed, name="plaque-ledger"),
    path("unhung/", listing.unhung, name="plaques-unhung"),
    path("list/", listing.to_confirm, name="plaques-to-confirm"),
    path("applications/", applications.applications, name="plaque-applications"),
    path("applications/<int:pk>/", applications.application, name="plaque-application"),
    path("households/<int:pk>/apply/", applications.apply, name="plaque-apply"),
    path("rounds/", rounds.rounds, name="hanging-rounds"),
    path("rounds/<int:pk>/", rounds.hanging_round, name="hanging-round"),
    path("reasons/", county.reasons, name="plaque-reasons"),
    path("<int:pk>/", plaque.plaque, name="plaque"),
]
