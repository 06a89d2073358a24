from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from cases.reminders.models import Delivery, Reminder, ReminderPause, TickMark
from cases.reminders.services import pause as services
from config import clock


@admin.register(Reminder)
class ReminderAdmin(ScopedAdmin):
    group, place, icon = "today", 50, "notifications"
    ordering = ("-due_at", "-id")
    list_display = ("due_at", "kind", "case", "recipient", "state", "attempts", "last_error")
    list_select_related = ("case", "recipient")
    list_filter = ("state", "kind", "recipient", "due_at")
    links = ("case", "client", "deadline")
    fields = readonly_fields = (
        "case", "client", "deadline", "kind", "recipient", "due_at", "state", "reason", "attempts", "next_try_at",
        "last_error", "sent_at",
    )  # fmt: skip


@admin.register(ReminderPause)
class ReminderPauseAdmin(ScopedAdmin):
    group, place, icon = "today", 55, "notifications_paused"
    list_display = ("created_at", "until", "paused_by", "reason", "ended_at")
    list_select_related = ("paused_by",)
    told = ("until", "reason")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.told if obj is None else (*self.told, "paused_by", "ended_at")

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> ReminderPause:
        return services.pause(actor=actor, at=at, **values)


def _ends(request: HttpRequest, row: ReminderPause, values: dict[str, Any]) -> None:
    services.resume(actor=request.user, row=row, at=clock.now())


def _runs(request: HttpRequest, row: ReminderPause) -> bool:
    return row.ended_at is None


offer(ReminderPause, Button("end", _("End the pause"), "resume", "reminder-pauses", _ends, shown=_runs))


@admin.register(Delivery)
class DeliveryAdmin(ScopedAdmin):
    group, place, icon = "records", 20, "outgoing_mail"
    list_display = ("created_at", "reminder", "attempt", "sent", "error")
    list_select_related = ("reminder",)
    list_filter = ("sent",)
    links = ("reminder",)
    fields = readonly_fields = ("created_at", "reminder", "attempt", "sent", "error", "message_id")


@admin.register(TickMark)
class TickMarkAdmin(ScopedAdmin):
    group, place, icon = "administration", 70, "schedule"
    ordering = ("id",)
    list_display = ("at", "sent", "failed", "dropped")
    fields = readonly_fields = ("at", "sent", "failed", "dropped")
