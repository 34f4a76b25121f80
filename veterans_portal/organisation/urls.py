"""Addresses below /organisation/."""

from django.urls import path

from . import table, views

urlpatterns = [
    path("", views.stations, name="organisation"),
    path("ledger/", views.ledger, name="organisation-ledger"),
    path("table.xlsx", table.table, name="organisation-table"),
    path("<str:code>/", views.station, name="organisation-station"),
    path("<str:code>/check/<slug:checklist>/", views.check, name="organisation-check"),
]
