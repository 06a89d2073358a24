"""Consents in the admin: recorded once, withdrawn by a press."""

from __future__ import annotations

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
from accounts.consents import selectors, services
from accounts.consents.models import Consent
from config import clock


@admin.register(Consent)
class ConsentAdmin(ScopedAdmin):
    group, place, icon = "clients", 40, "handshake"
    list_display = ("client", "purpose", "firm", "given_at", "withdrawn_at", "created_at")
    list_select_related = ("client",)
    list_filter = ("purpose", "how", "created_at")
    links = ("client",)
    autocomplete_fields = ("client", "document")
    told = ("client", "purpose", "firm", "wording", "how", "given_at", "document")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.told if obj is None else (*self.told, "recorded_by", "withdrawn_at", "withdrawn_by", "note")

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Consent:
        return services.record_consent(actor=actor, values=values, at=at)


class WithdrawForm(ActForm):
    note = forms.CharField(label=_("note"), max_length=1000, required=False)


def _withdraw(request: HttpRequest, row: Consent, values: dict[str, Any]) -> None:
    services.withdraw_consent(actor=request.user, consent=row, note=values["note"], at=clock.now())


def _stands(request: HttpRequest, row: Consent) -> bool:
    return row.withdrawn_at is None


offer(
    Consent,
    Button(
        "withdraw", _("Withdraw"), "withdraw", "consents", _withdraw, form=WithdrawForm, shown=_stands, icon="block",
        variant="danger",
    ),
)  # fmt: skip


def consents_of_client(request: HttpRequest, client: Client) -> Section:
    rows = selectors.list_consents(request.user).filter(client=client)
    return table(
        _("Consents"),
        (_("purpose"), _("named firm"), _("given at"), _("withdrawn at")),
        [(row, (row, row.firm, row.given_at, row.withdrawn_at or "")) for row in newest(rows)],
        empty=_("No consent recorded yet."),
        more=list_address(Consent, client=client),
        add=add_address(Consent, client=client) if can(request.user, "create", "consents") else "",
        add_label=_("Record a consent"),
    )


add_section(Client, 40, consents_of_client)
