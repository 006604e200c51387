from django.urls import path

from contacts.parties import bounced_views, views

urlpatterns = [
    path("ways-to-reach/bounced/", bounced_views.bounced_page, name="bounced"),
    path("ways-to-reach/<uuid:uid>/", views.reach_edit, name="reach_edit"),
    path("ways-to-reach/<uuid:uid>/shared/", views.reach_shared, name="reach_shared"),
    path("notes/<uuid:uid>/", views.note_edit, name="note_edit"),
    path("documents/<uuid:uid>/", views.document_page, name="document"),
    path("<uuid:uid>/", views.party_page, name="party"),
    path("<uuid:uid>/ways-to-reach/", views.reach_add, name="reach_add"),
    path("<uuid:uid>/consent/", views.consent_edit, name="consent_edit"),
    path("<uuid:uid>/do-not-contact/", views.do_not_contact, name="do_not_contact"),
    path("<uuid:uid>/tags/", views.tags_edit, name="tags_edit"),
    path("<uuid:uid>/notes/", views.note_add, name="note_add"),
    path("<uuid:uid>/documents/", views.document_add, name="document_add"),
    path("<uuid:uid>/trash/", views.party_trash, name="party_trash"),
]
