"""Gathers the rooms' addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("contacts.home.urls")),
    path("people/", include("contacts.people.urls")),
    path("organizations/", include("contacts.organizations.urls")),
    path("roles/", include("contacts.roles.urls")),
    path("meetings/", include("contacts.meeting_log.urls")),
    path("meetings/", include("contacts.meetings.urls")),
    path("ties/", include("contacts.ties.urls")),
    path("readings/", include("contacts.interest.urls")),
    path("initiatives/", include("contacts.policy.urls")),
    path("standing/", include("contacts.policy.standing_urls")),
    path("next-steps/", include("contacts.tasks.urls")),
    path("", include("contacts.history.urls")),
    path("record/", include("contacts.parties.urls")),
    path("lists/", include("contacts.lists.urls")),
    path("imports/", include("contacts.imports.urls")),
    path("search/", include("contacts.search.urls")),
]
