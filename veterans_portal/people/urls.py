"""The addresses about people, below /people/."""

from django.urls import path

from . import duplicates, file, merging, quality, views

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
    path("quality/", quality.quality, name="people-quality"),
    path("duplicates/", duplicates.pairs, name="people-duplicates"),
    path("duplicates/<int:first>/<int:second>/", duplicates.compare, name="people-duplicate"),
    path("duplicates/<int:first>/<int:second>/mark/", duplicates.mark, name="people-duplicate-mark"),
    path("duplicates/<int:keep>/<int:gone>/merge/", merging.merge, name="people-merge"),
    path("merges/<int:pk>/", merging.merged, name="people-merged"),
    path("merges/<int:pk>/undo/", merging.undo, name="people-merge-undo"),
]
