from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.jobs.models import LIVE, Job
from accounts.jobs.services.acts import cancel_job
from config import clock


@admin.register(Job)
class JobAdmin(ScopedAdmin):
    group, place, icon = "administration", 65, "work_history"
    list_display = ("created_at", "kind", "state", "done", "total", "started_by", "finished_at")
    list_select_related = ("started_by",)
    list_filter = ("state",)
    fields = readonly_fields = (
        "kind", "state", "done", "total", "counts", "errors", "started_by", "created_at", "started_at", "finished_at",
    )  # fmt: skip


def _cancel(request: HttpRequest, row: Job, values: dict[str, Any]) -> None:
    cancel_job(actor=request.user, job=row, at=clock.now())


def _live(request: HttpRequest, row: Job) -> bool:
    return row.state in LIVE


offer(Job, Button("cancel", _("Cancel"), "cancel", "jobs", _cancel, shown=_live, icon="cancel", variant="danger"))
