from django.urls import path

from contacts.policy import standing_views as views

urlpatterns = [
    path("of/<uuid:uid>/", views.standing_add, name="standing_add"),
    path("of/<uuid:uid>/autonomies/", views.autonomies_edit, name="autonomies_edit"),
    path("<uuid:uid>/", views.standing_edit, name="standing_edit"),
]
