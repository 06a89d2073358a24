from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.jobs.api import JobFilters, JobOutput, accepted
from assessments.sweeps import selectors, services
from config import clock
from config.api.fields import Input


class SweepInput(Input):
    """Nothing is asked for: the accounts are those that the caller sees, the moment is now."""


@extend_schema(tags=["long work"])
class SweepViewSet(Reading):
    """Evaluations of all accounts that the caller sees. A sweep is a job: `jobs/{id}/` says how far it is."""

    resource = "jobs"
    acts = {"create": "sweep"}
    selector = selectors.list_sweeps
    serializer_class = JobOutput
    filters = JobFilters

    @extend_schema(request=SweepInput, responses={202: JobOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Stores an assessment where evidence, rules or what follows from them has changed since the newest one."""
        self.parsed(SweepInput)
        return accepted(services.start_sweep(actor=request.user, at=clock.now()))
