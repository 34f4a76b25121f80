"""Addresses below /documents/."""

from django.urls import path

from . import library

urlpatterns = [
    path("", library.documents, name="documents"),
    path("ledger/", library.ledger, name="document-ledger"),
    path("new/", library.new, name="document-new"),
    path("<int:pk>/", library.document, name="document"),
    path("<int:pk>/file/", library.scan, name="document-file"),
    path("<int:pk>/file/upload/", library.upload, name="document-upload"),
    path("<int:pk>/delete/", library.delete, name="document-delete"),
]
