"""What is to be done today in the cases that somebody sees."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access.decide import scope
from assessments.evaluations.models import Assessment
from cases.files.models import LIVE, CaseFile


def work_queue(actor: Any) -> QuerySet[CaseFile]:
    """Live cases with what a line of the queue says; `newer_assessment`: than the one whose plan is in force."""
    newer = Assessment.objects.filter(
        credit_account_id=OuterRef("credit_account_id"), created_at__gt=OuterRef("plan__assessment__created_at")
    )
    live = scope(actor, CaseFile).filter(state__in=LIVE)
    return live.annotate(newer_assessment=Exists(newer)).select_related(
        "client", "owner", "next_step__deadline", "office"
    )


def due_until(rows: QuerySet[CaseFile], day: date) -> QuerySet[CaseFile]:
    """What is urgent whatever its day, what is due until `day`, and plans that a newer assessment has overtaken."""
    return rows.filter(Q(urgent=True) | Q(next_action_on__lte=day) | Q(newer_assessment=True))
