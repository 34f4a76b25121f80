"""The addresses about people, below /people/."""

from django.urls import path

from . import file, views

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
    # rounds
    # Party
    # livelihood
    # quality
]
