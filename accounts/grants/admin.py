from __future__ import annotations

from django.contrib import admin

from accounts.access.admin import ScopedAdmin
from accounts.grants.models import Grant


@admin.register(Grant)
class GrantAdmin(ScopedAdmin):
    """Given and revoked through the API; read here."""

    group, place, icon = "administration", 40, "key_vertical"
    list_display = ("created_at", "kind", "person", "advisor", "client", "starts_at", "ends_at", "revoked_at")
    list_select_related = ("person", "advisor", "client")
    list_filter = ("kind", "person")
    links = ("person", "client")
    fields = readonly_fields = (
        "kind", "person", "advisor", "client", "starts_at", "ends_at", "reason", "granted_by", "created_at",
        "revoked_at", "revoked_by", "reviewed_at", "reviewed_by", "review",
    )  # fmt: skip
