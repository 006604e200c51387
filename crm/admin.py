"""Tables of the installation itself, to look at."""

from crm.accounts.site import ReadOnlyAdmin, admin_site
from crm.parts.audit import AuditEvent
from crm.parts.exports import ExportLog
from crm.parts.jobs import Heartbeat


class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "verb", "subject")
    list_select_related = ("by",)
    date_hierarchy = "at"
    search_fields = ("verb", "subject")


class ExportLogAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "by", "what", "format", "rows", "status")
    list_select_related = ("by",)


class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "at", "ok", "says")


admin_site.register(AuditEvent, AuditEventAdmin)
admin_site.register(ExportLog, ExportLogAdmin)
admin_site.register(Heartbeat, HeartbeatAdmin)
