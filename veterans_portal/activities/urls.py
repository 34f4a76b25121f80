"""Addresses below /activities/."""

from django.urls import path

from . import attendance, entry, files, ledger, opinions, resources, views

urlpatterns = [
    path("", ledger.activities, name="activities"),
    path("ledger/", ledger.printed, name="activity-ledger"),
    path("new/", entry.new, name="activity-new"),
    path("resources/", resources.resources, name="activity-resources"),
    path("resources/<slug:kind>/ledger/", resources.printed, name="activity-resource-ledger"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/ledger/", opinions.printed, name="opinion-ledger"),
    path("opinions/new/", opinions.new, name="opinion-new"),
    path("opinions/<int:pk>/", opinions.opinion, name="opinion"),
    path("files/<int:pk>/", files.content, name="activity-file"),
    path("files/<int:pk>/remove/", files.remove, name="activity-file-remove"),
    path("attendance/<int:pk>/remove/", attendance.remove, name="activity-attendance-remove"),
    path("<int:pk>/", views.activity, name="activity"),
    path("<int:pk>/edit/", entry.edit, name="activity-edit"),
    path("<int:pk>/people/", attendance.people, name="activity-people"),
    path("<int:pk>/attendance/", attendance.attendance, name="activity-attendance"),
    path("<int:pk>/sheet/", attendance.sheet, name="activity-sheet"),
    path("<int:pk>/files/", files.files, name="activity-files"),
]
