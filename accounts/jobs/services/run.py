"""Working on jobs, batch by batch: what a batch wrote and where the next begins are committed together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from accounts.access.decide import present
from accounts.jobs.kinds import GAVE_UP, STARTER_GONE, Batch, Trouble, kind_of
from accounts.jobs.models import Job, JobState
from accounts.jobs.services.claims import LEASE, claim_next, held, wake_if_due
from config.logs import place_of_error

SLICE = timedelta(seconds=15)  # then others have their turn: a tick may wait in the same queue
PATIENCE = 5  # claims without progress
MAX_ERRORS = 200

log = structlog.get_logger(__name__)


class ClaimLost(Exception):
    """Cancelled, or the lease ran out and another worker has it: nothing of this batch is kept."""


def run_jobs(*, now: Callable[[], datetime]) -> int:
    """The batches done in one slice of time. What is left is asked for again."""
    until, done = now() + SLICE, 0
    while now() < until and (job := claim_next(now())):
        done += _work(job, now, until)
    wake_if_due(now())
    return done


def _work(job: Job, now: Callable[[], datetime], until: datetime) -> int:
    """At least one batch, so that a slow kind gets on too."""
    done = 0
    try:
        if trouble := _hopeless(job):
            _fail(job, trouble, now())
            return done
        while _one_batch(job, now()):
            done += 1
            if now() >= until:
                _release(job, now())
                return done
    except ClaimLost:
        return done
    except Exception as error:  # noqa: BLE001 - whatever stops one job must not stop the others
        log.warning("job_batch_failed", job=str(job.pk), kind=job.kind, error=place_of_error(error))
        _back_off(job, now())
        return done
    return done + 1


def _hopeless(job: Job) -> str:
    if job.attempts > PATIENCE:  # each attempt may have killed its worker before it could say so
        return GAVE_UP
    return "" if present(job.started_by) else STARTER_GONE


@transaction.atomic
def _one_batch(job: Job, at: datetime) -> bool:
    """True where there is more to do."""
    kind = kind_of(job)
    if job.total is None:
        job.total = kind.total(job)
    batch = kind.batch(job, at)
    values = _after(job, batch, at)
    if not held(job).update(**values):
        raise ClaimLost
    for name, value in values.items():
        setattr(job, name, value)
    return batch.checkpoint is not None


def _after(job: Job, batch: Batch, at: datetime) -> dict[str, Any]:
    done = job.done + batch.done
    values: dict[str, Any] = {
        "done": done,
        "total": max(job.total or 0, done),
        "counts": dict(Counter(job.counts) + Counter(batch.counts)),
        "errors": [*job.errors, *(_error(trouble) for trouble in batch.troubles)][:MAX_ERRORS],
        "attempts": 0,
        "updated_at": at,
    }
    if batch.checkpoint is None:
        return values | _ended(JobState.SUCCEEDED, at) | {"total": done}
    return values | {"checkpoint": dict(batch.checkpoint), "claimed_until": at + LEASE}


def _error(trouble: Trouble) -> dict[str, str]:
    return {"pointer": trouble.pointer, "code": trouble.code}


def _ended(state: str, at: datetime) -> dict[str, Any]:
    return {"state": state, "finished_at": at, "claim_token": None, "claimed_until": None, "updated_at": at}


def _release(job: Job, at: datetime) -> None:
    """Behind those that wait; nothing is lost if this is not reached, since the lease ends by itself."""
    held(job).update(next_try_at=at, claim_token=None, claimed_until=None, updated_at=at)


def _fail(job: Job, code: str, at: datetime) -> None:
    held(job).update(errors=[*job.errors, _error(Trouble("", code))], **_ended(JobState.FAILED, at))


def _back_off(job: Job, at: datetime) -> None:
    """2, 4, 8 … seconds; after the last attempt it has failed."""
    if job.attempts >= PATIENCE:
        _fail(job, GAVE_UP, at)
        return
    later = at + timedelta(seconds=2**job.attempts)
    held(job).update(next_try_at=later, claim_token=None, claimed_until=None, updated_at=at)
