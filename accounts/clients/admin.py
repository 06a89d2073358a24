"""Clients in the admin: identity number and phone are masked; what is typed into their fields replaces them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.access.admin import ScopedAdmin
from accounts.access.decide import scope
from accounts.access.forms import ScopedForm
from accounts.access.registry import ADVISOR, SUPERVISOR
from accounts.access.sections import SHOWN, list_address, table
from accounts.clients import selectors, services
from accounts.clients.models import Client
from accounts.people.models import Person


def _sealed(label: Any, help_text: Any = "") -> forms.CharField:
    widget = UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, max_length=30, required=False, widget=widget)


class NewClientForm(ScopedForm):
    identity_number = _sealed(_("identity number"))
    phone = _sealed(_("phone"))


class ClientForm(ScopedForm):
    identity_number = _sealed(_("new identity number"), _("Empty: it stays as it is."))
    phone = _sealed(_("new phone"), _("Empty: it stays as it is."))


def _supervises(request: HttpRequest) -> bool:
    person: Any = request.user
    return bool(person.role == SUPERVISOR)


@admin.register(Client)
class ClientAdmin(ScopedAdmin):
    group, place, icon = "clients", 10, "person"
    list_display = ("name", "phone_masked", "identity_number_masked", "advisor", "created_at")
    list_select_related = ("advisor",)
    list_filter = ("advisor", "language", "created_at")
    search_fields = ("name",)
    search_help_text = _("Part of the name, or the whole identity number or phone")
    kept_if_blank = frozenset({"identity_number", "phone"})

    @admin.display(description=_("identity number"))
    def identity_number_masked(self, client: Client) -> str:
        return client.identity_number_masked

    @admin.display(description=_("phone"))
    def phone_masked(self, client: Client) -> str:
        return client.phone_masked

    def found(self, rows: Any, words: str) -> tuple[Any, bool]:
        """The blind indexes stand in for the encrypted columns."""
        return (rows.filter(selectors.matching(words.strip())) if words.strip() else rows), False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        who = ("name", "language", "email")
        named: tuple[Any, ...]
        if obj is None:
            named = ("identity_number", "phone")
        elif self.has_change_permission(request, obj):
            named = (("identity_number_masked", "identity_number"), ("phone_masked", "phone"))
        else:
            named = ("identity_number_masked", "phone_masked")
        keeper = ("advisor",) if _supervises(request) or obj is not None else ()
        return [(None, {"fields": (*who, *keeper)}), (_("Identity"), {"fields": named})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        masked = () if obj is None else ("identity_number_masked", "phone_masked")
        return masked if _supervises(request) else (*masked, "advisor")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **{"form": ClientForm if obj else NewClientForm, **kwargs})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = scope(request.user, Person).filter(role=ADVISOR, is_active=True).order_by("name")
        return field

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Client:
        return services.create_client(actor=actor, values=values, at=at)

    def change_through(self, *, actor: Any, row: Client, seen: int, changes: dict[str, Any], at: Any) -> Client:
        return services.change_client(actor=actor, client=row, seen=seen, changes=changes, at=at)

    def start_sections(self, request: HttpRequest) -> list[dict[str, Any]]:
        rows = selectors.list_clients(request.user).select_related("advisor").order_by("-updated_at", "-id")[:SHOWN]
        clients = table(
            _("Clients"),
            (pgettext_lazy("person", "name"), _("phone"), _("advisor")),
            [(client, (client.name, client.phone_masked, client.advisor)) for client in rows],
            empty=_("No clients yet."),
            more=list_address(Client),
            add_label=_("New client"),
            add=self.address_to_add(request),
        )
        return [clients]
