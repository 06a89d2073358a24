"""Taking a job: several workers may look at once, and only one gets it, until its lease ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.jobs.models import LIVE, Job, JobState
from config import wake

RUN = "accounts.run_jobs"
LEASE = timedelta(seconds=120)


def due(at: datetime) -> QuerySet[Job]:
    """Not ended, its time come, and held by nobody."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    return Job.objects.filter(free, state__in=LIVE, next_try_at__lte=at)


def claim_next(at: datetime) -> Job | None:
    """One conditional UPDATE; `= (SELECT …)` and not `IN`, which PostgreSQL may run more than once."""
    token = uuid4()
    with transaction.atomic():
        first = due(at).order_by("next_try_at", "id").select_for_update(skip_locked=True).values("pk")[:1]
        taken = (
            due(at)
            .filter(pk=Subquery(first))
            .update(
                state=JobState.RUNNING,
                claim_token=token,
                claimed_until=at + LEASE,
                attempts=F("attempts") + 1,
                started_at=Coalesce("started_at", at),
                updated_at=at,
            )
        )
    return Job.objects.select_related("office", "started_by").get(claim_token=token) if taken else None


def held(job: Job) -> QuerySet[Job]:
    """The row as long as this claim is the one that holds it; a cancelled job is held by nobody."""
    return Job.objects.filter(pk=job.pk, claim_token=job.claim_token, state=JobState.RUNNING)


def wake_if_due(at: datetime) -> None:
    if due(at).exists():
        wake.after_commit(RUN)
