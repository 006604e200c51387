"""Gathers the rooms' addresses."""

from django.urls import include, path

urlpatterns = [
    path("network/", include("network.map.urls")),
]
