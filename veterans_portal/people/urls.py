"""The addresses about people, below /people/."""

from django.urls import path

from . import entry, file, views

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
    path("check-id/", entry.check_id_number, name="people-check-id"),
    path("drafts/", entry.save_draft, name="people-drafts"),
    # attachments
    # moving and leaving
    # benefits
    # rounds
    # Party
    # livelihood
    # quality
]
