from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.jobs import selectors
from accounts.jobs.kinds import words_for
from accounts.jobs.models import LIVE, Job, JobState
from accounts.jobs.services.acts import cancel_job
from config import clock
from config.api.fields import Choice, Ident, Instant, Output, Text, Whole
from config.api.filters import HouseFilters


class JobErrorOutput(Output):
    """A piece that could not be done, or with an empty `pointer` the end of the job."""

    pointer = Text()
    code = Text()
    detail = Text()


class JobOutput(Output):
    """`result` counts how the pieces went, once the job has ended; `errors` names the first 200 that went wrong."""

    id = Ident()
    office = Ident(source="office_id")
    started_by = Ident(source="started_by_id")
    kind = Text()
    state = Choice(choices=JobState.choices)
    done = Whole()
    total = Whole(allow_null=True)
    result = serializers.SerializerMethodField()
    created_at = Instant()
    started_at = Instant(allow_null=True)
    finished_at = Instant(allow_null=True)
    updated_at = Instant()

    def get_fields(self) -> dict[str, Any]:
        """A serializer has `errors` of its own: the field is added by name."""
        return {**super().get_fields(), "errors": _Errors()}

    @extend_schema_field(serializers.DictField(child=Whole(), allow_null=True))
    def get_result(self, job: Job) -> dict[str, int] | None:
        return None if job.state in LIVE else job.counts


@extend_schema_field(JobErrorOutput(many=True))
class _Errors(serializers.Field[Any, Any, Any, Any]):
    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, job: Job) -> list[dict[str, str]]:
        return [{**error, "detail": words_for(job, error["code"])} for error in job.errors]


class JobFilters(HouseFilters):
    kind = django_filters.CharFilter(label="The kind of work, such as portfolio_sweep.")
    state = django_filters.ChoiceFilter(choices=JobState.choices)


@extend_schema(tags=["long work"])
class JobViewSet(Reading):
    """Long work: how far it is, and what came of it. Seen by who started it and by the office's supervisors."""

    resource = "jobs"
    selector = selectors.list_jobs
    serializer_class = JobOutput
    filters = JobFilters

    @extend_schema(request=None, responses=JobOutput)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ends it at once; what its finished batches did stays. 409 where it has ended already."""
        return self.answer(cancel_job(actor=request.user, job=self.subject, at=clock.now()))


def accepted(job: Job) -> Response:
    """202: the work has been taken on, and `Location` says where to look."""
    return Response(JobOutput(job).data, 202, headers={"Location": f"/api/v1/jobs/{job.pk}/"})
