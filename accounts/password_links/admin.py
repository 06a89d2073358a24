from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.password_links import services
from accounts.password_links.models import PasswordLink
from accounts.people.models import Person
from config import clock


@admin.register(PasswordLink)
class PasswordLinkAdmin(ScopedAdmin):
    """To whom of the office a link was sent, and what became of it."""

    group, place, icon = "administration", 30, "link"
    list_display = ("person", "purpose", "created_at", "sent_at", "expires_at", "used_at", "ended_at")
    list_select_related = ("person",)
    list_filter = ("purpose", "created_at")
    links = ("person",)
    fields = readonly_fields = ("person", "purpose", "asked_by", "created_at", "sent_at", "expires_at", "used_at")


def _invite(request: HttpRequest, row: Person, values: dict[str, object]) -> None:
    services.invite_again(actor=request.user, person=row, at=clock.now())


def _has_not_joined(request: HttpRequest, row: Person) -> bool:
    return row.is_active and not row.has_usable_password()


offer(
    Person,
    Button(
        "invite", _("Send the invitation again"), "invite", "users", _invite, shown=_has_not_joined, icon="mail",
        done=_("The invitation is on its way."),
    ),
)  # fmt: skip
