from django.urls import path

from contacts.history import forget_views, trash_views, views

urlpatterns = [
    path("record/trash/", trash_views.trash_page, name="trash"),
    path("record/trash/<slug:kind>/<uuid:uid>/restore/", trash_views.trash_restore, name="trash_restore"),
    path("record/<uuid:uid>/changes/", views.party_history, name="party_history"),
    path("record/<uuid:uid>/forget/", forget_views.person_forget, name="person_forget"),
    path("history/forgotten/", forget_views.forgotten_list, name="forgotten_list"),
    path("history/forgotten/<uuid:uid>/", forget_views.forgotten_page, name="forgotten"),
    path("history/old-notes/", forget_views.old_notes, name="old_notes"),
    path("history/<slug:kind>/<uuid:uid>/", views.record_history, name="record_history"),
    path("history/<slug:kind>/<uuid:uid>/back/", views.record_put_back, name="record_put_back"),
    path("history/<slug:kind>/<uuid:uid>/hold/", views.record_hold, name="record_hold"),
    path("history/<slug:kind>/<uuid:uid>/trash/", trash_views.record_trash, name="record_trash"),
]
