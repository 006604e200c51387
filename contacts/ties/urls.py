from django.urls import path

from contacts.ties import views

urlpatterns = [
    path("add/", views.tie_add, name="tie_add"),
    path("add/several/", views.ties_add_several, name="ties_add_several"),
    path("<uuid:uid>/", views.tie_edit, name="tie_edit"),
    path("<uuid:uid>/end/", views.tie_end, name="tie_end"),
    path("<uuid:uid>/trash/", views.tie_trash, name="tie_trash"),
]
