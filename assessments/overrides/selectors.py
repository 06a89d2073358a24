from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Prefetch, QuerySet, UUIDField

from accounts.access.decide import scope
from accounts.access.statements import Scoped
from assessments.evaluations.models import Assessment
from assessments.overrides.models import Override, standing
from config.prepared import Given


def list_overrides(actor: Any) -> QuerySet[Override]:
    return scope(actor, Override)


def overrides_of(actor: Any, assessment: Assessment) -> QuerySet[Override]:
    return list_overrides(actor).filter(assessment=assessment)


def standing_on(actor: Any, assessment: Assessment, at: datetime) -> Override | None:
    """The one in force, as the actor sees it."""
    return next(iter(_standing(actor, assessment=assessment.pk, at=at)), None)


_standing = Scoped(
    lambda actor: list_overrides(actor).filter(
        standing(Given("at", DateTimeField())), assessment=Given("assessment", UUIDField())
    )
)


def with_override(actor: Any, assessments: QuerySet[Assessment], at: datetime) -> QuerySet[Assessment]:
    """Each with what stands beside it as `standing_overrides`: one at most."""
    seen = list_overrides(actor).filter(standing(at))
    return assessments.prefetch_related(Prefetch("overrides", queryset=seen, to_attr="standing_overrides"))
