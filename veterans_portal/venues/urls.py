"""Addresses below /venues/."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.venues, name="venues"),
    path("uses/", views.uses, name="venue-uses"),
    path("uses/new/", views.use_new, name="venue-use-new"),
    path("uses/ledger/", views.ledger, name="venue-use-ledger"),
    path("uses/<int:pk>/", views.use, name="venue-use"),
]
