"""Addresses below /care/."""

from django.urls import path

from . import contracts, people, prints, registering, views

urlpatterns = [
    path("", people.lonely, name="care"),
    path("register/", registering.register, name="care-register"),
    path("services/", views.services, name="care-services"),
    path("ledger/", prints.ledger, name="care-ledger"),
    path("contracts/", contracts.contracts, name="care-contracts"),
    path("contracts/ledger/", prints.contracts, name="care-contract-ledger"),
    path("contracts/<int:pk>/", contracts.contract, name="care-contract"),
    path("contracts/files/<int:pk>/", contracts.content, name="care-contract-file"),
    path("contracts/files/<int:pk>/remove/", contracts.remove, name="care-contract-file-remove"),
    path("dining/", views.dining, name="care-dining"),
    path("dining/ledger/", prints.dining, name="care-dining-ledger"),
    path("dining/<int:pk>/eligible/", views.dining_eligible, name="care-dining-eligible"),
    path("volunteering/", views.volunteering, name="care-volunteering"),
]
