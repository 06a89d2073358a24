"""The people of the office."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from accounts.access.admin import ScopedAdmin
from accounts.password_links import services as password_links
from accounts.people import services
from accounts.people.models import Person


@admin.register(Person)
class PersonAdmin(ScopedAdmin):
    group, place, icon = "administration", 20, "badge"
    list_display = ("name", "address", "role", "language", "is_active")
    list_filter = ("role", "is_active")
    search_fields = ("name", "email", "invited_as")
    ordering = ("name", "id")
    fields = ("name", "role", "language", "is_active")
    add_fields = ("email", "name", "role", "language")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.add_fields if obj is None else ("address", *self.fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("address",)

    @admin.display(description=_("e-mail"), ordering="email")
    def address(self, row: Person) -> str:
        return row.address

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Person:
        return password_links.invite(actor=actor, values=values, at=at)

    def change_through(self, *, actor: Any, row: Person, seen: int, changes: dict[str, Any], at: Any) -> Person:
        return services.change_person(actor=actor, person=row, seen=seen, changes=changes, at=at)


admin.site.unregister(AuthToken)  # knox's own page shows everybody's: see `accounts.sessions`
