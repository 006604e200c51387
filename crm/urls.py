"""Every address. Each route declares its policy (`crm.accounts.policies`)."""

from django.urls import include, path

from crm import views
from crm.accounts.site import admin_site

urlpatterns = [
    path("", include("contacts.urls")),
    path("", include("network.urls")),
    path("", include("crm.accounts.urls")),
    path("acts/<uuid:uid>/undo/", views.undo_act, name="undo_act"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("admin/", admin_site.urls),
    path("api/", include("contacts.api_urls")),
]
