from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from assessments.evaluations.models import Assessment, RulePack


def list_assessments(actor: Any) -> QuerySet[Assessment]:
    return scope(actor, Assessment).select_related("pack")


def newest_of(actor: Any, account_id: Any) -> Assessment | None:
    return list_assessments(actor).filter(credit_account_id=account_id).order_by("-created_at", "-id").first()


def pack_content(digest: str) -> bytes:
    """Packs hold law and rules, nothing of a client: rendering an old row asks for no actor."""
    return bytes(RulePack.objects.values_list("content", flat=True).get(pk=digest))
