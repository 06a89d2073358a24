from __future__ import annotations

from django.contrib import admin

from accounts.access.admin import ScopedAdmin
from accounts.audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(ScopedAdmin):
    """The office's log, for its supervisors."""

    group, place, icon = "administration", 50, "history"
    list_display = ("created_at", "actor", "role", "act", "kind", "object_id", "address")
    list_select_related = ("actor",)
    list_filter = ("act", "kind", "actor", "created_at")
    links = ("object_id",)
    fields = readonly_fields = (
        "created_at", "actor", "role", "act", "kind", "object_id", "clients", "fields",
        "request_id", "method", "route", "address", "sealed", "erased",
    )  # fmt: skip
