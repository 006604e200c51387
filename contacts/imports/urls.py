from django.urls import path

from contacts.imports import table_views, views

urlpatterns = [
    path("", views.imports_page, name="imports"),
    path("new/", views.new_import_page, name="import_new"),
    path("waiting/<uuid:uid>/", views.waiting_file_page, name="waiting_file"),
    path("waiting/<uuid:uid>/columns/", table_views.table_columns_page, name="table_columns"),
    path("waiting/<uuid:uid>/understood/", table_views.table_understood_page, name="table_understood"),
    path("waiting/<uuid:uid>/problems/", views.import_problems, name="import_problems"),
    path("<uuid:uid>/", views.import_page, name="import"),
]
