"""Bundles in the admin: asked for on the case's page, fetched here."""

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
from cases.bundles import services
from cases.bundles.models import CaseBundle
from cases.bundles.selectors import list_bundles
from cases.files.models import CaseFile
from config import clock


@admin.register(CaseBundle)
class CaseBundleAdmin(ScopedAdmin):
    group, place, icon = "records", 30, "folder_zip"
    list_display = ("created_at", "case", "client", "asked_by", "gathered_at", "expires_at")
    list_select_related = ("case", "client", "asked_by")
    links = ("case", "client")
    fields = readonly_fields = (
        "case", "client", "asked_by", "created_at", "gathered_at", "records", "files", "manifest_sha256", "expires_at",
        "download",
    )  # fmt: skip

    @admin.display(description=_("bytes"))
    def download(self, row: CaseBundle) -> str:
        if row.gathered_at is None:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("bundles-content", args=[row.pk]), _("Download"))


def _ask(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> str:
    job = services.start_bundle(actor=request.user, case=case, at=clock.now())
    return address_of(list_bundles(request.user).get(pk=job.pk))


offer(CaseFile, Button("bundle", _("Bundle of everything"), "bundle", "cases", _ask, icon="folder_zip"))
