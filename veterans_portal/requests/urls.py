"""Addresses below /requests/."""

from django.urls import path

from . import files, items, ledger, slips, task_table, tasks, views

urlpatterns = [
    path("", views.board, name="requests"),
    path("ledger/", ledger.printed, name="request-ledger"),
    path("new/", views.new, name="request-new"),
    path("items/", items.items, name="service-items"),
    path("slips/", slips.slip_list, name="request-slips"),
    path("slips/<int:pk>/", slips.slip, name="request-slip"),
    path("supervisions/", slips.supervisions, name="supervisions"),
    path("tasks/", tasks.tasks, name="sent-tasks"),
    path("tasks/new/", tasks.new, name="sent-task-new"),
    path("tasks/<int:pk>/", tasks.task, name="sent-task"),
    path("tasks/<int:pk>/table/", task_table.table, name="sent-task-table"),
    path("tasks/<int:pk>/answer/", tasks.answer, name="sent-task-answer"),
    path("tasks/<int:pk>/decide/", tasks.decide, name="sent-task-decide"),
    path("files/<int:pk>/", files.content, name="request-file"),
    path("files/<int:pk>/remove/", files.remove, name="request-file-remove"),
    path("<int:pk>/files/", files.files, name="request-files"),
    path("<int:pk>/", views.one, name="request"),
]
