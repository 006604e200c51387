from django.urls import path

from contacts.organizations import views

urlpatterns = [
    path("", views.organizations_page, name="organizations"),
    path("bulk/<slug:verb>/", views.organizations_bulk, name="organizations_bulk"),
    path("new/", views.organization_create, name="organization_create"),
    path("districts/", views.districts_suggest, name="districts_suggest"),
    path("likely/", views.organizations_likely, name="organizations_likely"),
    path("<uuid:uid>/", views.organization_page, name="organization"),
    path("<uuid:uid>/edit/", views.organization_edit, name="organization_edit"),
]
