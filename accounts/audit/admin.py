"""The office's log, for its supervisors; on a client's page, who has seen the file."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.decide import can, scope
from accounts.access.sections import add_section, newest, table
from accounts.audit.models import AuditEvent
from accounts.audit.selectors import access_log, hidden_kinds, list_events
from accounts.audit.showing import shown_event
from accounts.audit.wording import act_words, in_words, kind_words, role_words
from accounts.clients.models import Client
from config import ids


class OfClient(admin.SimpleListFilter):
    """Chosen by coming from a client's page; offers nobody else."""

    title, parameter_name = _("client"), "client"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        ident = ids.parse(self.value() or "")
        name = scope(request.user, Client).filter(pk=ident).first() if ident else None
        return [(str(ident), str(name or ident))] if ident else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        ident = ids.parse(self.value() or "")
        return queryset.filter(clients__has_key=str(ident)) if ident else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ScopedAdmin):
    group, place, icon = "administration", 50, "history"
    list_display = ("created_at", "actor", "in_role", "done", "what", "object_id", "address")
    list_select_related = ("actor",)
    list_filter = (OfClient, "act", "kind", "actor", "created_at")
    links = ("object_id",)
    fields = readonly_fields = (
        "created_at", "actor", "in_role", "done", "what", "object_id", "records", "fields",
        "request_id", "method", "route", "address", "sealed", "erased",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        return list_events(request.user).order_by(*self.get_ordering(request))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == OfClient.parameter_name or super().lookup_allowed(lookup, value, request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        row.concerned = shown_event(row, hidden_kinds(request.user))["clients"]
        return row

    @admin.display(description=_("role"), ordering="role")
    def in_role(self, row: AuditEvent) -> str:
        return role_words(row.role)

    @admin.display(description=_("act"), ordering="act")
    def done(self, row: AuditEvent) -> str:
        return act_words(row.act)

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, row: AuditEvent) -> str:
        return kind_words(row.kind)

    @admin.display(description=_("clients"))
    def records(self, row: Any) -> str:
        """By client, what was seen of them besides the object."""
        return "; ".join(
            f"{one['client']}: " + ", ".join(f"{each['kind']} {' '.join(each['ids'])}" for each in one["records"])
            for one in row.concerned
        )


def who_has_seen(request: HttpRequest, client: Client) -> dict[str, Any] | None:
    if not can(request.user, "access_log", "clients"):
        return None
    rows = newest(access_log(request.user, client))
    return table(
        _("Who has seen this file"),
        (_("at"), _("person"), _("role"), _("act"), _("kind"), _("network address")),
        [(row, (row.created_at, row.actor or "", *in_words(row), row.address)) for row in rows],
        empty=_("Nobody yet."),
        more=f"{reverse('admin:accounts_auditevent_changelist')}?client={client.pk}",
    )


add_section(Client, 90, who_has_seen)
