from django.urls import path

from contacts.meetings import views

urlpatterns = [
    path("", views.meetings_page, name="meetings"),
    path("<uuid:uid>/", views.meeting_page, name="meeting"),
]
