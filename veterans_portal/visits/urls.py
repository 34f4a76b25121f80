"""The addresses below /visits/."""

from django.urls import path

from . import adding, contact, ledger, registering, rounds, sheets

urlpatterns = [
    path("", ledger.visits, name="visits"),
    path("ledger/", ledger.ledger, name="visit-ledger"),
    path("rounds/", rounds.rounds, name="visit-rounds"),
    path("rounds/new/", rounds.new, name="visit-round-new"),
    path("rounds/<int:pk>/", rounds.visit_round, name="visit-round"),
    path("rounds/<int:pk>/add/", adding.add, name="visit-round-add"),
    path("rounds/<int:pk>/link/", adding.link, name="visit-round-link"),
    path("rounds/<int:pk>/close/", rounds.close, name="visit-round-close"),
    path("rounds/<int:pk>/register/", registering.register, name="visit-round-register"),
    path("rounds/<int:pk>/sheet/", sheets.receipt, name="visit-round-sheet"),
    path("rounds/<int:pk>/check/", sheets.check, name="visit-round-check"),
    path("lines/<int:pk>/", registering.line, name="visit-line"),
    path("scans/<int:pk>/", sheets.scan, name="visit-scan"),
    path("scans/<int:pk>/remove/", sheets.scan_remove, name="visit-scan-remove"),
    path("due/", contact.due, name="visits-due"),
    path("unvisited/", contact.unvisited, name="visits-unvisited"),
]
