from django.urls import path

from contacts.meeting_log import views

urlpatterns = [
    path("log/", views.log_meeting_page, name="log_meeting"),
    path("log/people/", views.people_to_choose, name="log_meeting_people"),
    path("<uuid:uid>/edit/", views.meeting_edit_page, name="meeting_edit"),
    path("<uuid:uid>/trash/", views.meeting_trash, name="meeting_trash"),
    path("<uuid:uid>/restore/", views.meeting_restore, name="meeting_restore"),
    path("<uuid:uid>/not-held/", views.meeting_not_held, name="meeting_not_held"),
]
