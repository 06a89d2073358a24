from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.lenders import services
from accounts.lenders.models import CreditProduct, Lender


class ListedAdmin(ScopedAdmin):
    """Shipped rows are shown; an office's own can be changed."""

    group = "administration"
    ordering = ("name", "id")

    def changeable(self, request: HttpRequest, row: Any) -> bool:
        return row.office_id is not None

    @admin.display(description=_("our own"), boolean=True)
    def own(self, row: Any) -> bool:
        return row.office_id is not None

    def change_through(self, *, actor: Any, row: Any, seen: int, changes: dict[str, Any], at: Any) -> Any:
        return services.change_listed(actor=actor, row=row, seen=seen, changes=changes, at=at)


@admin.register(Lender)
class LenderAdmin(ListedAdmin):
    place, icon = 30, "account_balance"
    list_display = ("name", "kind", "phone", "own")
    list_filter = ("kind",)
    search_fields = ("name",)
    fields = ("name", "kind", "phone")

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Lender:
        return services.create_lender(actor=actor, values=values, at=at)


@admin.register(CreditProduct)
class CreditProductAdmin(ListedAdmin):
    place, icon = 40, "credit_card"
    list_display = ("name", "platform", "key", "own")
    search_fields = ("name", "platform", "key")
    fields = ("name", "platform", "key")

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> CreditProduct:
        return services.create_product(actor=actor, values=values, at=at)
