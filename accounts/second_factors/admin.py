from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.people.models import Person
from accounts.second_factors import services
from accounts.second_factors.models import RecoveryCode, SecondFactor
from config import clock


@admin.register(SecondFactor)
class SecondFactorAdmin(ScopedAdmin):
    """Set up on a page of its own: see `accounts.second_factors.pages`."""

    group, place, icon = "own", 10, "phonelink_lock"
    nav_title = _("my second factor")
    nav_address = "admin:second-factor"
    list_display = ("person", "created_at", "confirmed_at")
    list_select_related = ("person",)
    fields = readonly_fields = ("person", "created_at", "confirmed_at")


@admin.register(RecoveryCode)
class RecoveryCodeAdmin(ScopedAdmin):
    group, place, icon = "own", 20, "password"
    nav_title = _("my recovery codes")
    list_display = ("created_at", "used_at")
    fields = readonly_fields = ("created_at", "used_at")


def _reset(request: HttpRequest, row: Person, values: dict[str, object]) -> None:
    services.reset(actor=request.user, person=row, at=clock.now())


offer(
    Person,
    Button(
        name="reset-second-factor",
        label=_("Reset the second factor"),
        act="reset_second_factor",
        resource="users",
        press=_reset,
        shown=lambda request, row: row.second_factor_since is not None and row.pk != request.user.pk,
        done=_("The second factor is gone; the person sets up a new one after the next log-in."),
        icon="phonelink_erase",
        variant="danger",
    ),
)
