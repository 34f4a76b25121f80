"""The addresses about people, below /people/."""

from django.urls import path

from . import file, saved, views

urlpatterns = [
    # lists and search
    path("", views.people, name="people"),
    path("households/", views.households, name="households"),
    path("honours/", views.honours, name="honours"),
    path("search/", views.find, name="people-search"),
    path("saved/", saved.saved, name="people-saved"),
    path("saved/new/", saved.saved_new, name="people-saved-new"),
    path("saved/<int:pk>/", saved.saved_open, name="people-saved-open"),
    path("saved/<int:pk>/change/", saved.saved_change, name="people-saved-change"),
    path("saved/<int:pk>/delete/", saved.saved_delete, name="people-saved-delete"),
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
