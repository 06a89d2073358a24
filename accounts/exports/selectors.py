from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.documents.models import Document
from accounts.exports.models import ClientExport


def list_exports(actor: Any) -> QuerySet[ClientExport]:
    return scope(actor, ClientExport).defer("sealed")


def documents_in(actor: Any, export: ClientExport) -> QuerySet[Document]:
    """Those that were there when the export was gathered."""
    rows = scope(actor, Document).filter(client_id=export.client_id, created_at__lte=export.gathered_at)
    return rows.order_by("created_at", "id")
