from __future__ import annotations

from typing import Any

from django.contrib import admin

from accounts.access.admin import ScopedAdmin
from accounts.offices import services
from accounts.offices.models import Office


@admin.register(Office)
class OfficeAdmin(ScopedAdmin):
    group, place, icon = "administration", 10, "apartment"
    list_display = ("name", "zone", "is_demo")
    fields = ("name", "zone")

    def change_through(self, *, actor: Any, row: Office, seen: int, changes: dict[str, Any], at: Any) -> Office:
        return services.change_office(actor=actor, office=row, seen=seen, changes=changes, at=at)
