"""The addresses about people, below /people/."""

from django.urls import path

from . import file, leaving, moving, views

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
    path("transfers/", moving.transfers, name="transfers"),
    path("transfers/ask/", moving.ask, name="transfer-ask"),
    path("transfers/<int:pk>/", moving.transfer, name="transfer"),
    path("<int:pk>/transfer/", moving.person_transfer, name="person-transfer"),
    path("<int:pk>/withdraw/", leaving.withdraw, name="person-withdraw"),
    path("<int:pk>/restore/", leaving.restore, name="person-restore"),
    # benefits
    # rounds
    # Party
    # livelihood
    # quality
]
