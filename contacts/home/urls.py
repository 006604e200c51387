from django.urls import path

from contacts.home import views

urlpatterns = [
    path("", views.home_page, name="home"),
    path("home/steps/<uuid:uid>/done/", views.step_done, name="step_done"),
]
