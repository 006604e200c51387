from django.urls import path

from contacts.policy import views

urlpatterns = [
    path("", views.initiatives_page, name="initiatives"),
    path("new/", views.initiative_create, name="initiative_create"),
    path("decisions/<uuid:uid>/", views.decision_edit, name="decision_edit"),
    path("<uuid:uid>/", views.initiative_page, name="initiative"),
    path("<uuid:uid>/edit/", views.initiative_edit, name="initiative_edit"),
    path("<uuid:uid>/trash/", views.initiative_trash, name="initiative_trash"),
    path("<uuid:uid>/decisions/", views.decision_add, name="decision_add"),
]
