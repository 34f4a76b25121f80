"""Addresses below /policies/."""

from django.urls import path

from . import people, views

urlpatterns = [
    path("", views.policies, name="policies"),
    path("ledger/", views.ledger, name="policy-ledger"),
    path("new/", views.new, name="policy-new"),
    path("<int:pk>/", views.policy, name="policy"),
    path("<int:pk>/change/", views.change, name="policy-change"),
    path("<int:pk>/delete/", views.delete, name="policy-delete"),
    path("<int:pk>/file/", views.scan, name="policy-file"),
    path("<int:pk>/file/upload/", views.upload, name="policy-upload"),
    path("<int:pk>/people/", people.people, name="policy-people"),
    path("notices/<int:pk>/delete/", people.notice_delete, name="policy-notice-delete"),
]
