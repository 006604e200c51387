from django.urls import path

from contacts.interest import views

urlpatterns = [
    path("add/", views.reading_add, name="reading_add"),
    path("<uuid:uid>/correct/", views.reading_correct, name="reading_correct"),
]
