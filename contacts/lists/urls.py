from django.urls import path

from contacts.lists import views

urlpatterns = [
    path("", views.lists_page, name="lists"),
    path("save/", views.list_save, name="list_save"),
    path("make/<slug:of>/", views.list_make, name="list_make"),
    path("choose/", views.list_choose, name="list_choose"),
    path("columns/<slug:name>/", views.list_columns, name="list_columns"),
    path("<uuid:uid>/", views.saved_list_page, name="saved_list"),
    path("<uuid:uid>/edit/", views.list_edit, name="list_edit"),
    path("<uuid:uid>/change/", views.list_change, name="list_change"),
    path("<uuid:uid>/copy/", views.list_copy, name="list_copy"),
    path("<uuid:uid>/trash/", views.list_trash, name="list_trash"),
]
