from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.grants.models import Grant


def list_grants(actor: Any) -> QuerySet[Grant]:
    return scope(actor, Grant).select_related("person", "advisor", "client")
