"""Starting and cancelling jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require
from accounts.audit.services import record
from accounts.jobs.models import LIVE, Job, JobState
from accounts.jobs.services.claims import RUN
from config import wake
from config.errors import StateConflict


@transaction.atomic
def start_job(*, actor: Any, kind: str, parameters: dict[str, Any], at: datetime) -> Job:
    """The caller has asked the matrix whether `actor` may do this kind of work."""
    job = Job.objects.create(
        office_id=actor.office_id,
        started_by=actor,
        kind=kind,
        parameters=parameters,
        next_try_at=at,
        created_at=at,
        updated_at=at,
    )
    record(actor=actor, act="start", row=job, at=at)
    wake.after_commit(RUN)
    return job


@transaction.atomic
def cancel_job(*, actor: Any, job: Job, at: datetime) -> Job:
    """At once: whoever works on it finds its claim gone, and its running batch is not kept."""
    require(actor, "cancel", job)
    ended = {"state": JobState.CANCELLED, "finished_at": at, "updated_at": at, "claim_token": None}
    if not Job.objects.filter(pk=job.pk, state__in=LIVE).update(**ended, claimed_until=None):
        raise StateConflict(_("The job has ended already."), code="job_ended")
    record(actor=actor, act="cancel", row=job, at=at)
    job.refresh_from_db()
    return job
