"""Addresses below /team/."""

from django.urls import path

from . import consultations, views

urlpatterns = [
    path("", views.team, name="team"),
    path("<int:pk>/", views.member, name="team-member"),
    path("consultations/", consultations.ledger, name="consultations"),
    path("consultations/ledger/", consultations.printed, name="consultation-ledger"),
    path("consultations/new/", consultations.new, name="consultation-new"),
    path("consultations/<int:pk>/", consultations.change, name="consultation"),
    path("consultations/<int:pk>/delete/", consultations.delete, name="consultation-delete"),
]
