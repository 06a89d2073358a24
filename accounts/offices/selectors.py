from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.offices.models import Office


def list_offices(actor: Any) -> QuerySet[Office]:
    return scope(actor, Office)
