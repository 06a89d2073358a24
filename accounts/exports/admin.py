"""Exports in the admin: asked for on the client's page, fetched here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.pressing import address_of
from accounts.clients.models import Client
from accounts.exports import services
from accounts.exports.models import ClientExport
from accounts.exports.selectors import list_exports
from config import clock


@admin.register(ClientExport)
class ClientExportAdmin(ScopedAdmin):
    group, place, icon = "clients", 60, "download"
    list_display = ("created_at", "client", "asked_by", "gathered_at", "expires_at")
    list_select_related = ("client", "asked_by")
    links = ("client",)
    fields = readonly_fields = (
        "client", "asked_by", "created_at", "gathered_at", "rows", "sha256", "expires_at", "download",
    )  # fmt: skip

    @admin.display(description=_("bytes"))
    def download(self, row: ClientExport) -> str:
        if row.gathered_at is None:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("exports-content", args=[row.pk]), _("Download"))


def _ask(request: HttpRequest, client: Client, values: dict[str, Any]) -> str:
    job = services.start_export(actor=request.user, client=client, at=clock.now())
    return address_of(list_exports(request.user).get(pk=job.pk))


offer(Client, Button("export", _("Export everything"), "export", "clients", _ask, icon="download"))
