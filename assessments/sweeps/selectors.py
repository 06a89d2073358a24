from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.jobs.models import Job
from accounts.jobs.selectors import list_jobs

KIND = "portfolio_sweep"


def list_sweeps(actor: Any) -> QuerySet[Job]:
    return list_jobs(actor).filter(kind=KIND)
