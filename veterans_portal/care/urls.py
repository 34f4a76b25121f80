"""Addresses below /care/."""

from django.urls import path

from . import people, prints, registering, views

urlpatterns = [
    path("", people.lonely, name="care"),
    path("register/", registering.register, name="care-register"),
    path("services/", views.services, name="care-services"),
    path("ledger/", prints.ledger, name="care-ledger"),
    path("contracts/", views.contracts, name="care-contracts"),
    path("dining/", views.dining, name="care-dining"),
    path("dining/<int:pk>/eligible/", views.dining_eligible, name="care-dining-eligible"),
    path("volunteering/", views.volunteering, name="care-volunteering"),
]
