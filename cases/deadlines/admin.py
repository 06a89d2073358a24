from __future__ import annotations

from django.contrib import admin

from accounts.access.admin import ScopedAdmin
from cases.deadlines.models import Deadline, DeadlineVersion
from cases.deadlines.wording import citation_text


@admin.register(Deadline)
class DeadlineAdmin(ScopedAdmin):
    group, place, icon = "today", 30, "event"
    ordering = ("due_on", "id")
    list_display = ("due_on", "client", "case", "clock", "state", "check_on")
    list_select_related = ("client", "case")
    list_filter = ("state", "clock", "due_on")
    links = ("case", "client", "step")
    fields = readonly_fields = (
        "case", "client", "step", "clock", "days", "counting", "counted_from", "due_on", "check_on", "ground",
        "verification", "provisional", "state",
    )  # fmt: skip

    @admin.display(description=Deadline._meta.get_field("citation").verbose_name)
    def ground(self, row: Deadline) -> str:
        return citation_text(row)


@admin.register(DeadlineVersion)
class DeadlineVersionAdmin(ScopedAdmin):
    group, place, icon = "records", 45, "history"
    list_display = ("created_at", "client", "case", "deadline", "revision", "due_on", "reason")
    list_select_related = ("client", "case", "deadline")
    list_filter = ("reason",)
    links = ("case", "deadline")
    fields = readonly_fields = (
        "case", "deadline", "revision", "days", "counting", "counted_from", "due_on", "check_on", "verification",
        "provisional", "reason", "created_at",
    )  # fmt: skip
