from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.keys.models import ServiceKey


def list_service_keys(actor: Any) -> QuerySet[ServiceKey]:
    return scope(actor, ServiceKey).select_related("account")
