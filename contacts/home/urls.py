from django.urls import path

from contacts.home import first_hour, views

urlpatterns = [
    path("", views.home_page, name="home"),
    path("home/steps/<uuid:uid>/done/", views.step_done, name="step_done"),
    path("first-hour/", first_hour.first_hour_page, name="first_hour"),
    path("first-hour/directory/", first_hour.public_directory, name="public_directory"),
    path("settings/districts/", first_hour.own_districts_page, name="own_districts"),
]
