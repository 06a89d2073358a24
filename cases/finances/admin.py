"""Debts and budgets in the admin: debts on a page of their own, a budget by a press on the client's page."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.decide import can
from accounts.access.forms import ActForm
from accounts.access.sections import Section, add_address, add_section, list_address, newest, table
from accounts.clients.models import Client
from cases.finances import selectors, services
from cases.finances.models import Budget, Debt
from cases.finances.words import EXPENSE_WORDS, INCOME_WORDS, line_words
from config import clock


@admin.register(Debt)
class DebtAdmin(ScopedAdmin):
    group, place, icon = "clients", 36, "account_balance"
    list_display = ("client", "creditor", "state", "balance", "overdue", "read_on")
    list_select_related = ("client",)
    list_filter = ("state", "kind", "read_on")
    links = ("client", "credit_account")
    autocomplete_fields = ("client", "credit_account", "document")
    told = (
        "client", "creditor", "credit_account", "debt_ref", "kind", "state", "read_on", ("balance", "currency"),
        ("overdue", "oldest_unpaid_on"), "annual_cost", "payment_is_condition",
        ("last_paid_on", "last_demanded_on"), "last_acknowledged_on", "provenance", "document", "note",
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.told if obj is None else (*self.told, "recorded_by", "created_at")

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Debt:
        return services.record_debt(actor=actor, values=values, at=at)


@admin.register(Budget)
class BudgetAdmin(ScopedAdmin):
    group, place, icon = "clients", 37, "savings"
    list_display = ("client", "read_on", "income", "expenses", "left", "currency")
    list_select_related = ("client",)
    links = ("client",)
    fields = readonly_fields = (
        "client", "read_on", "payday", "income", "expenses", "left", "currency", "lines_told", "provenance", "document",
        "note", "recorded_by", "created_at",
    )  # fmt: skip

    @admin.display(description=_("free each month"))
    def left(self, row: Budget) -> Decimal:
        return row.free

    @admin.display(description=_("lines"))
    def lines_told(self, row: Budget) -> str:
        return "\n".join(map(line_words, row.lines))


class BudgetForm(ActForm):
    """An amount for each kind of income and of necessary expense; what is empty is nothing."""

    read_on = forms.DateField(label=_("as of"))
    payday = forms.DateField(label=_("first payday"))
    note = forms.CharField(label=_("note"), max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in _amounts():
            self.fields[name] = forms.DecimalField(
                label=label, max_digits=14, decimal_places=2, min_value=0, required=False
            )


def _amounts() -> Iterator[tuple[str, Any]]:
    for side, words in ((services.INCOME, INCOME_WORDS), (services.EXPENSE, EXPENSE_WORDS)):
        for kind, word in words.items():
            yield f"{side}.{kind}", word


def _record(request: HttpRequest, client: Client, values: dict[str, Any]) -> None:
    given = {name: values.pop(name) for name, _label in _amounts()}
    lines = [
        dict(zip(("side", "kind"), name.split("."), strict=True), words="", amount=sum_)
        for name, sum_ in given.items()
        if sum_
    ]
    services.record_budget(
        actor=request.user,
        values={**values, "client": client.pk, "lines": lines, "currency": "CNY", "provenance": "client_stated"},
        at=clock.now(),
    )


offer(Client, Button("budget", _("Record budget"), "create", "budgets", _record, form=BudgetForm, icon="savings"))


def debts_of_client(request: HttpRequest, client: Client) -> Section:
    rows = selectors.debts_of(request.user, client)
    return table(
        _("Debts"),
        (_("creditor"), _("state"), _("balance"), _("overdue"), _("as of")),
        [(row, (row.creditor, row.get_state_display(), row.balance, row.overdue, row.read_on)) for row in newest(rows)],
        empty=_("No debt recorded yet."),
        more=list_address(Debt, client=client),
        add=add_address(Debt, client=client) if can(request.user, "create", "debts") else "",
        add_label=_("Record a debt"),
    )


add_section(Client, 36, debts_of_client)
