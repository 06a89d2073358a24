"""Documents in the admin: handed in once, read as what is known of them, and their bytes downloaded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from accounts.access.admin import ScopedAdmin
from accounts.access.decide import can
from accounts.access.forms import ScopedForm
from accounts.access.sections import add_address, add_section, list_address, newest, table
from accounts.clients.models import Client
from accounts.documents import selectors, services
from accounts.documents.models import Document


class DocumentForm(ScopedForm):
    file = forms.FileField(label=_("file"), widget=UnfoldAdminFileFieldWidget, max_length=200)


@admin.register(Document)
class DocumentAdmin(ScopedAdmin):
    group, place, icon = "clients", 30, "description"
    form = DocumentForm
    list_display = ("name", "client", "media_type", "size", "recorded_by", "created_at")
    list_select_related = ("client", "credit_account__product", "credit_account__client", "recorded_by")
    list_filter = ("media_type", "from_court", "created_at")
    links = ("client", "credit_account")
    search_fields = ("name", "client__name")
    autocomplete_fields = ("client", "credit_account")
    told = ("captured_by", "captured_with", "captured_at", "original", "from_court")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("file", "client", "credit_account", *self.told)
        own = ("name", "download", "client", "credit_account", "media_type", "size", "sha256")
        return (*own, *self.told, "recorded_by", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("download",)

    @admin.display(description=_("bytes"))
    def download(self, row: Document) -> str:
        return format_html('<a href="{}">{}</a>', reverse("documents-content", args=[row.pk]), _("Download"))

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Document:
        upload = values.pop("file")
        return services.store_document(actor=actor, upload=upload, values=values, at=at)


def documents_of_client(request: HttpRequest, client: Client) -> dict[str, Any]:
    rows = selectors.list_documents(request.user).filter(client=client)
    return table(
        _("Documents"),
        (_("file name"), _("type"), _("bytes"), _("recorded at")),
        [(row, (row.name, row.media_type, row.size, row.created_at)) for row in newest(rows)],
        empty=_("Nothing handed in yet."),
        more=list_address(Document, client=client),
        add=add_address(Document, client=client) if can(request.user, "create", "documents") else "",
        add_label=_("Hand in a document"),
    )


add_section(Client, 20, documents_of_client)
