"""The addresses about people, below /people/."""

from django.urls import path

from . import access_log, call_lists, file, handover, sheet, views

urlpatterns = [
    # lists and search
    path("", views.people, name="people"),
    path("households/", views.households, name="households"),
    path("honours/", views.honours, name="honours"),
    path("search/", views.find, name="people-search"),
    # one file
    path("<int:pk>/", file.person, name="person"),
    path("<int:pk>/reveal/", file.reveal, name="person-reveal"),
    path("<int:pk>/sheet/", sheet.sheet, name="person-sheet"),
    path("<int:pk>/access/", access_log.of_person, name="person-access"),
    path("archive/<str:archive_no>/access/", access_log.of_archive_no, name="archive-access"),
    # follow-up
    path("<int:pk>/verify/", file.verify, name="person-verify"),
    path("calls/", call_lists.calls, name="people-calls"),
    path("visit-sheet/", call_lists.visit_sheet, name="people-visit-sheet"),
    path("handover/", handover.holders, name="people-handover"),
    path("handover/<int:pk>/", handover.handover, name="people-handover-one"),
    # entry
    # attachments
    # moving and leaving
    # benefits
    # rounds
    # Party
    # livelihood
    # quality
]
