"""The addresses about people, below /people/."""

from django.urls import path

from . import file, views
from .livelihood import honours, matching, returning, village
from .livelihood import overview as livelihood
from .party import overview as party
from .party import person as party_person
from .party import transfers as party_transfers

urlpatterns = [
    # lists and search
    path("", views.people, name="people"),
    path("households/", views.households, name="households"),
    path("honours/", honours.honours, name="honours"),
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
]
