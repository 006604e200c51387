from django.urls import path

from contacts.people import views

urlpatterns = [
    path("", views.people_page, name="people"),
    path("bulk/<slug:verb>/", views.people_bulk, name="people_bulk"),
    path("new/", views.person_create, name="person_create"),
    path("likely/", views.people_likely, name="people_likely"),
    path("<uuid:uid>/", views.person_page, name="person"),
    path("<uuid:uid>/edit/", views.person_edit, name="person_edit"),
]
