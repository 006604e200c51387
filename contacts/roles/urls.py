from django.urls import path

from contacts.roles import roster_views, terms_views, views

urlpatterns = [
    path("terms/", terms_views.terms, name="terms"),
    path("seats/", terms_views.open_seats, name="open_seats"),
    path("roster/", roster_views.roster, name="roster"),
    path("add/", views.role_add, name="role_add"),
    path("seats/add/", views.seat_add, name="seat_add"),
    path("seats/<uuid:uid>/", views.seat_edit, name="seat_edit"),
    path("<uuid:uid>/", views.role_edit, name="role_edit"),
    path("<uuid:uid>/end/", views.role_end, name="role_end"),
    path("<uuid:uid>/moved-on/", views.moved_on, name="moved_on"),
]
