from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.access.admin import ScopedAdmin
from assessments.bulletins import services
from assessments.bulletins.models import Bulletin


@admin.register(Bulletin)
class BulletinAdmin(ScopedAdmin):
    group, place, icon = "assessments", 60, "campaign"
    list_display = ("announced_on", "product", "lender", "kind", "starts_at", "ends_at", "withdrawn_at")
    list_select_related = ("product", "lender")
    list_filter = ("kind", "announced_on")
    autocomplete_fields = ("product", "lender")
    told = ("product", "lender", "kind", "announced_on", "starts_at", "ends_at", "text", "source")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.told if obj is None else (*self.told, "entered_by", "withdrawn_at", "reason")

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Bulletin:
        return services.enter_bulletin(actor=actor, values=values, at=at)
