"""The people of the office, and each person's own tokens."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.password_links import services as password_links
from accounts.people import services
from accounts.people.models import Person
from config import clock


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


admin.site.unregister(AuthToken)  # knox's own page shows everybody's


@admin.register(AuthToken)
class TokenAdmin(ScopedAdmin):
    """Where a person is signed in through the API."""

    group, place, icon = "administration", 60, "key"
    nav_title = _("my API tokens")
    ordering = ("-created", "digest")
    list_display = ("token_key", "created", "expiry")
    fields = readonly_fields = ("token_key", "created", "expiry")


def _end(request: HttpRequest, row: AuthToken, values: dict[str, Any]) -> str:
    services.end_token(actor=request.user, token=row, at=clock.now())
    return "../../../"


offer(
    AuthToken,
    Button(
        name="end",
        label=_("End this token"),
        act="destroy",
        resource="tokens",
        press=_end,
        done=_("The token has ended."),
        icon="logout",
        variant="danger",
    ),
)
