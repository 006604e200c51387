"""Every address. Each route declares its policy (`crm.accounts.policies`)."""

from django.urls import include, path

from crm import log_views, status_views, views
from crm.accounts.site import admin_site

urlpatterns = [
    path("", include("contacts.urls")),
    path("", include("network.urls")),
    path("", include("crm.accounts.urls")),
    path("acts/<uuid:uid>/undo/", views.undo_act, name="undo_act"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("status/", status_views.status_page, name="status"),
    path("status/mail/", status_views.status_mail, name="status_mail"),
    path("status/seals/", status_views.status_seals, name="status_seals"),
    path("audit/", log_views.audit_page, name="audit"),
    path("exports/", log_views.exports_page, name="exports"),
    path("admin/", admin_site.urls),
    path("api/", include("contacts.api_urls")),
]
