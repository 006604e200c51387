from django.urls import path

from contacts.tasks import views

urlpatterns = [
    path("", views.tasks_page, name="tasks"),
    path("add/", views.task_add, name="task_add"),
    path("<uuid:uid>/", views.task_edit, name="task_edit"),
    path("<uuid:uid>/done/", views.task_done, name="task_done"),
    path("<uuid:uid>/reopen/", views.task_reopen, name="task_reopen"),
    path("<uuid:uid>/trash/", views.task_trash, name="task_trash"),
]
