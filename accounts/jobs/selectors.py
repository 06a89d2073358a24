from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.jobs.models import Job


def list_jobs(actor: Any) -> QuerySet[Job]:
    return scope(actor, Job)
