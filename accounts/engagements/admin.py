"""Engagements in the admin: recorded as signed, ended by a press."""

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
from accounts.engagements import selectors, services
from accounts.engagements.models import STATEMENTS, Engagement
from config import clock


@admin.register(Engagement)
class EngagementAdmin(ScopedAdmin):
    group, place, icon = "clients", 35, "contract"
    list_display = ("client", "signed_on", "fee_basis", "fee_amount", "ended_on", "created_at")
    list_select_related = ("client",)
    list_filter = ("fee_basis", "created_at")
    links = ("client",)
    autocomplete_fields = ("client", "document")
    told = ("client", "signed_on", "document", "fee_basis", ("fee_amount", "currency"), "fee_terms", *STATEMENTS)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.told if obj is None else (*self.told, "recorded_by", "ended_on", "note")

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Engagement:
        return services.record_engagement(actor=actor, values=values, at=at)


class EndForm(ActForm):
    ended_on = forms.DateField(label=_("ended on"))
    note = forms.CharField(label=_("note"), max_length=1000, required=False)


def _end(request: HttpRequest, row: Engagement, values: dict[str, Any]) -> None:
    services.end_engagement(actor=request.user, engagement=row, at=clock.now(), **values)


def _runs(request: HttpRequest, row: Engagement) -> bool:
    return row.ended_on is None


offer(Engagement, Button("end", _("End"), "end", "engagements", _end, form=EndForm, shown=_runs, icon="event_busy"))


def engagements_of_client(request: HttpRequest, client: Client) -> Section:
    rows = selectors.list_engagements(request.user).filter(client=client)
    return table(
        _("Engagements"),
        (_("signed on"), _("what the fee is for"), _("fee"), _("ended on")),
        [
            (row, (row.signed_on, row.get_fee_basis_display(), row.fee_amount or "", row.ended_on or ""))
            for row in newest(rows)
        ],
        empty=_("No engagement recorded yet."),
        more=list_address(Engagement, client=client),
        add=add_address(Engagement, client=client) if can(request.user, "create", "engagements") else "",
        add_label=_("Record an engagement"),
    )


add_section(Client, 35, engagements_of_client)
