"""Addresses below /aid/."""

from django.urls import path

from . import prints, views

urlpatterns = [
    path("", views.ledger, name="aid"),
    path("new/", views.new, name="aid-new"),
    path("ledger/", prints.ledger, name="aid-ledger"),
    path("notices/", prints.notices, name="aid-notices"),
    path("<int:pk>/", views.case, name="aid-case"),
    path("<int:pk>/form/", prints.form, name="aid-form"),
    path("applications/<int:pk>/refusal/", prints.refusal, name="aid-refusal"),
    path("payments/<int:pk>/account/", views.account, name="aid-account"),
    path("payments/<int:pk>/delete/", views.payment_delete, name="aid-payment-delete"),
]
