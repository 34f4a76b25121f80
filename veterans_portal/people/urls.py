"""The addresses about people, below /people/."""

from django.urls import path

from . import file, views
from .attachments import views as attachments
from .rounds import sheets
from .rounds import views as rounds
from . import access_log, call_lists, file, handover, sheet, views
from . import duplicates, file, merging, quality, views
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
    path("<int:pk>/attachments/", attachments.attachments, name="person-attachments"),
    path("<int:pk>/photo/", attachments.photo, name="person-photo"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("attachments/<int:pk>/remove/", attachments.remove, name="attachment-remove"),
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
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.new, name="round-new"),
    path("rounds/<int:pk>/", rounds.collection_round, name="round"),
    path("rounds/<int:pk>/forms/", sheets.forms, name="round-forms"),
    path("rounds/entries/<int:pk>/", rounds.entry, name="round-entry"),
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
