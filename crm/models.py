"""Gathers the tables that know no domain, where Django looks for them."""

from crm.parts.audit import AuditEvent
from crm.parts.exports import ExportLog
from crm.parts.jobs import Heartbeat
from crm.parts.search import SearchDocument

__all__ = ["AuditEvent", "ExportLog", "Heartbeat", "SearchDocument"]
