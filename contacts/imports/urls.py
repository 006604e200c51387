from django.urls import path

from contacts.imports import views

urlpatterns = [
    path("", views.imports_page, name="imports"),
    path("new/", views.new_import_page, name="import_new"),
    path("waiting/<uuid:uid>/", views.waiting_file_page, name="waiting_file"),
    path("<uuid:uid>/", views.import_page, name="import"),
]
