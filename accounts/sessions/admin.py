"""A person's own sessions, and the buttons that end them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import logout
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.people.models import Person
from accounts.sessions import selectors, services
from accounts.sessions.models import Session
from config import clock


@admin.register(Session)
class SessionAdmin(ScopedAdmin):
    """Where a person is signed in."""

    group, place, icon = "own", 60, "devices"
    nav_title = _("my sessions")
    ordering = ("-last_used_at", "-id")
    list_display = ("__str__", "this_one", "created_at", "last_used_at", "last_address")
    fields = readonly_fields = ("this_one", "created_at", "address", "last_used_at", "last_address", "ends")

    def get_queryset(self, request: HttpRequest) -> Any:
        return selectors.list_sessions(request.user, browser=request.session.session_key).order_by(
            *self.get_ordering(request)
        )

    @admin.display(description=_("this one"), boolean=True)
    def this_one(self, row: Any) -> bool:
        return bool(row.current)

    @admin.display(description=_("ends at"))
    def ends(self, row: Session) -> Any:
        return row.ends_at


def _end(request: HttpRequest, row: Any, values: dict[str, Any]) -> str:
    services.end_session(actor=request.user, session=row, at=clock.now())
    return _after(request, ended=row.current)


def _end_all(request: HttpRequest, row: Any, values: dict[str, Any]) -> str:
    services.sign_out_everywhere(actor=request.user, at=clock.now())
    return _after(request, ended=True)


def _end_of(request: HttpRequest, row: Person, values: dict[str, Any]) -> str | None:
    services.end_sessions_of(actor=request.user, person=row, at=clock.now())
    return _after(request, ended=True) if row.pk == request.user.pk else None


def _after(request: HttpRequest, *, ended: bool) -> str:
    """Whoever has ended the session of this page goes to the log-in."""
    if not ended:
        return reverse("admin:accounts_session_changelist")
    logout(request)
    return reverse("admin:login")


offer(
    Session,
    Button(
        "end", _("End this session"), "destroy", "sessions", _end, icon="logout", variant="danger",
        done=_("The session has ended."),
    ),
)  # fmt: skip
offer(
    Session,
    Button(
        "end-all", _("Sign out everywhere"), "end_all", "sessions", _end_all, icon="phonelink_off", variant="danger",
        done=_("All your sessions have ended."),
    ),
)  # fmt: skip
offer(
    Person,
    Button(
        "end-sessions", _("End all sessions"), "end_sessions", "users", _end_of, icon="phonelink_off",
        variant="danger", done=_("The person is signed out everywhere."),
    ),
)  # fmt: skip
