from __future__ import annotations

from django.contrib import admin

from accounts.access.admin import ScopedAdmin
from cases.reminders.models import Delivery, Reminder, TickMark


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


@admin.register(Delivery)
class DeliveryAdmin(ScopedAdmin):
    group, place, icon = "today", 60, "outgoing_mail"
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
