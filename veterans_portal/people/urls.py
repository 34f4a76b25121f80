"""The addresses about people, below /people/."""

from django.urls import path

from ..blank_forms import views as blank_forms
from .attachments import views as attachments
from .benefits import cards, confirmations
from .benefits import overview as benefits
from .entry import views as entry
from .file import access_log, household, sheet
from .file import page as file
from .follow_up import call_lists, handover
from .livelihood import honours, matching, returning, village
from .livelihood import overview as livelihood
from .moving import leaving
from .moving import transfers as moving
from .party import overview as party
from .party import person as party_person
from .party import transfers as party_transfers
from .quality import duplicates, merging
from .quality import views as quality
from .roster import saved, views
from .rounds import sheets
from .rounds import views as rounds

urlpatterns = [
    # lists and search
    path("", views.people, name="people"),
    path("households/", views.households, name="households"),
    path("households/<int:pk>/", household.household, name="household"),
    path("honours/", honours.honours, name="honours"),
    path("search/", views.find, name="people-search"),
    path("saved/", saved.saved, name="people-saved"),
    path("saved/new/", saved.saved_new, name="people-saved-new"),
    path("saved/<int:pk>/", saved.saved_open, name="people-saved-open"),
    path("saved/<int:pk>/change/", saved.saved_change, name="people-saved-change"),
    path("saved/<int:pk>/delete/", saved.saved_delete, name="people-saved-delete"),
    # blank forms
    path("forms/", blank_forms.blank_forms, name="blank-forms"),
    path("forms/<int:pk>/", blank_forms.blank_form, name="blank-form"),
    path("forms/<int:pk>/fill/", blank_forms.fill, name="blank-form-fill"),
    path("forms/<int:pk>/columns/", blank_forms.teach, name="blank-form-teach"),
    path("forms/<int:pk>/drop/", blank_forms.drop, name="blank-form-drop"),
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
    path("check-id/", entry.check_id_number, name="people-check-id"),
    path("drafts/", entry.save_draft, name="people-drafts"),
    # attachments
    path("<int:pk>/attachments/", attachments.attachments, name="person-attachments"),
    path("<int:pk>/photo/", attachments.photo, name="person-photo"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("attachments/<int:pk>/remove/", attachments.remove, name="attachment-remove"),
    # moving and leaving
    path("transfers/", moving.transfers, name="transfers"),
    path("transfers/ask/", moving.ask, name="transfer-ask"),
    path("transfers/<int:pk>/", moving.transfer, name="transfer"),
    path("<int:pk>/transfer/", moving.person_transfer, name="person-transfer"),
    path("<int:pk>/withdraw/", leaving.withdraw, name="person-withdraw"),
    path("<int:pk>/restore/", leaving.restore, name="person-restore"),
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
    path("party/", party.overview, name="people-party"),
    path("party/members/", party.members, name="people-party-members"),
    path("party/transfers/", party_transfers.transfers, name="people-party-transfers"),
    path("<int:pk>/party/transfer/", party_person.transfer, name="person-party-transfer"),
    path("<int:pk>/party/<slug:deed>/", party_person.act, name="person-party-act"),
    # livelihood
    path("livelihood/", livelihood.overview, name="people-livelihood"),
    path("matching/", matching.matching, name="people-matching"),
    path("merit-news/", honours.merit_news, name="people-merit-news"),
    path("merit-news/<int:pk>/deliver/", honours.deliver, name="people-merit-news-deliver"),
    path("serving/", village.serving, name="people-serving"),
    path("committee/", village.committee, name="people-committee"),
    path("returning/", returning.returning, name="people-returning"),
    path("<int:pk>/report/", returning.report, name="person-report"),
    # quality
    path("quality/", quality.quality, name="people-quality"),
    path("duplicates/", duplicates.pairs, name="people-duplicates"),
    path("duplicates/<int:first>/<int:second>/", duplicates.compare, name="people-duplicate"),
    path("duplicates/<int:first>/<int:second>/mark/", duplicates.mark, name="people-duplicate-mark"),
    path("duplicates/<int:keep>/<int:gone>/merge/", merging.merge, name="people-merge"),
    path("merges/<int:pk>/", merging.merged, name="people-merged"),
    path("merges/<int:pk>/undo/", merging.undo, name="people-merge-undo"),
]
