"""Credit accounts in the admin, and their list on the client's page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.decide import can
from accounts.access.sections import add_address, add_section, list_address, newest, table
from accounts.clients.models import Client
from accounts.credit_accounts import selectors, services
from accounts.credit_accounts.models import CreditAccount


@admin.register(CreditAccount)
class CreditAccountAdmin(ScopedAdmin):
    group, place, icon = "clients", 20, "credit_card"
    list_display = ("product", "client", "reference", "money", "opened_on", "created_at")
    list_select_related = ("client", "product")
    list_filter = ("product", "created_at")
    links = ("client",)
    search_fields = ("reference", "client__name")
    autocomplete_fields = ("client",)
    columns = ("product", "lender_of_record", "reference", ("outstanding_amount", "currency"), "opened_on")

    @admin.display(description=_("outstanding"), ordering="outstanding_amount")
    def money(self, account: CreditAccount) -> str:
        return outstanding(account)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("client", *self.columns)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An account does not pass from one client to another."""
        return () if obj is None else ("client",)

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> CreditAccount:
        return services.create_credit_account(actor=actor, values=values, at=at)

    def change_through(
        self, *, actor: Any, row: CreditAccount, seen: int, changes: dict[str, Any], at: Any
    ) -> CreditAccount:
        return services.change_credit_account(actor=actor, account=row, seen=seen, changes=changes, at=at)


def outstanding(account: CreditAccount) -> str:
    return "" if account.outstanding_amount is None else f"{account.outstanding_amount:,.2f} {account.currency}"


def accounts_of_client(request: HttpRequest, client: Client) -> dict[str, Any]:
    rows = selectors.list_credit_accounts(request.user).filter(client=client)
    return table(
        _("Credit accounts"),
        (_("product"), _("reference"), _("outstanding"), _("opened on")),
        [(row, (row.product, row.reference, outstanding(row), row.opened_on or "")) for row in newest(rows)],
        empty=_("No account yet. Add the account that stopped lending."),
        more=list_address(CreditAccount, client=client),
        add=add_address(CreditAccount, client=client) if can(request.user, "create", "credit-accounts") else "",
        add_label=_("New credit account"),
    )


add_section(Client, 10, accounts_of_client)
