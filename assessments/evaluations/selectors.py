from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from assessments.evaluations.models import Assessment


def list_assessments(actor: Any) -> QuerySet[Assessment]:
    return scope(actor, Assessment).select_related("pack")


def newest_of(actor: Any, account_id: Any) -> Assessment | None:
    return list_assessments(actor).filter(credit_account_id=account_id).order_by("-created_at", "-id").first()
