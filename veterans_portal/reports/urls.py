"""The addresses of the reports."""

from django.urls import path

from . import bulletins, snapshots, views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("kept/", snapshots.kept, name="report-snapshots"),
    path("kept/<int:pk>/", snapshots.snapshot, name="report-snapshot"),
    path("bulletin/", bulletins.write, name="report-bulletin-write"),
    path("bulletin/<int:pk>/", bulletins.bulletin, name="report-bulletin"),
    path("<slug:key>/", views.report, name="report"),
    path("<slug:key>/print/", views.printed, name="report-print"),
    path("<slug:key>/download/", views.download, name="report-download"),
]
