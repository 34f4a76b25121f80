"""The addresses about people, below /people/."""

from django.urls import path

from . import benefits, cards, confirmations, file, views

urlpatterns = [
    # lists and search
    path("", views.people, name="people"),
    path("households/", views.households, name="households"),
    path("honours/", views.honours, name="honours"),
    path("search/", views.find, name="people-search"),
    # one file
    path("<int:pk>/", file.person, name="person"),
    path("<int:pk>/reveal/", file.reveal, name="person-reveal"),
    # follow-up
    # entry
    # attachments
    # moving and leaving
    # benefits
    path("benefits/", benefits.overview, name="people-benefits"),
    path("benefits/rows/", benefits.rows, name="people-benefit-rows"),
    path("benefits/disabled/", benefits.disabled, name="people-disabled"),
    path("benefits/confirm/", confirmations.confirmations, name="people-confirmations"),
    path("benefits/confirm/open/", confirmations.open_year, name="people-confirmations-open"),
    path("benefits/confirm/<int:pk>/undo/", confirmations.undo, name="people-confirmation-undo"),
    path("cards/", cards.cards, name="people-cards"),
    # rounds
    # Party
    # livelihood
    # quality
]
