from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.documents.models import Document


def list_documents(actor: Any) -> QuerySet[Document]:
    return scope(actor, Document)
