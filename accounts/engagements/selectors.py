from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.engagements.models import Engagement


def list_engagements(actor: Any) -> QuerySet[Engagement]:
    return scope(actor, Engagement).select_related("client", "recorded_by")
