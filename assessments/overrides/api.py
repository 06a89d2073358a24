from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import ResourceViewSet
from accounts.audit.seen import note
from assessments.engine.packs.rules import CAUSES
from assessments.evaluations.selectors import list_assessments
from assessments.overrides import selectors, services
from assessments.overrides.models import OverriddenStatus, Override
from assessments.overrides.outputs import OverrideOutput, cause_list
from config import clock
from config.api.etags import etag, expected_version
from config.api.fields import Choice, Input, Instant, Text
from config.api.filters import refuse_unknown_parameters
from config.api.pagination import PARAMETERS
from config.api.schema import ETAG

LONGEST_REASON = 1000


class OverrideInput(Input):
    """`ends_at` lies in the future, a year ahead at most. An account that is normal has no causes."""

    status = Choice(choices=OverriddenStatus.choices)
    causes = cause_list(required=False, max_length=len(CAUSES))
    reason = Text(max_length=LONGEST_REASON)
    ends_at = Instant()


class OverrideEndInput(Input):
    reason = Text(max_length=LONGEST_REASON)


class OverrideViewSet(ResourceViewSet):
    """What a supervisor concludes beside one assessment, which itself never changes."""

    resource: ClassVar[str] = "assessments"
    selector = list_assessments

    @extend_schema(
        operation_id="assessments_overrides", tags=["evaluation"], responses=OverrideOutput(many=True), filters=True
    )
    def overrides(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All of this assessment, the newest first: also those that are over."""
        refuse_unknown_parameters(request, {*PARAMETERS})
        page: list[Any] = self.paginate_queryset(selectors.overrides_of(request.user, self.subject)) or []
        return self.get_paginated_response(OverrideOutput(page, many=True).data)

    @extend_schema(
        operation_id="assessments_override",
        tags=["evaluation"],
        request=OverrideInput,
        parameters=[ETAG],
        responses={201: OverrideOutput},
    )
    def override(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A supervisor's own conclusion, with reason and end. It changes no plan. 409 `overridden` while one is in
        force, whose id is `override`."""
        given = self.parsed(OverrideInput)
        return _shown(
            services.override_assessment(actor=request.user, assessment=self.subject, at=clock.now(), **given), 201
        )


class OverrideEndViewSet(ResourceViewSet):
    """The version is that of the override in force; the assessment has none."""

    resource: ClassVar[str] = "assessments"
    selector = list_assessments

    @classmethod
    def is_versioned(cls) -> bool:
        return True

    @extend_schema(
        operation_id="assessments_end_override",
        tags=["evaluation"],
        request=OverrideEndInput,
        responses=OverrideOutput,
    )
    def end_override(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ends the one in force at once. 409 `not_overridden` where none is."""
        reason, at = self.parsed(OverrideEndInput)["reason"], clock.now()
        row = selectors.standing_on(request.user, self.subject, at)
        seen = expected_version(request, current=row.version, required=False) if row else None
        return _shown(
            services.end_override(actor=request.user, assessment=self.subject, reason=reason, at=at, seen=seen)
        )


def _shown(row: Override, status: int = 200) -> Response:
    note([row])
    return Response(OverrideOutput.of(row), status, headers={"ETag": etag(row.version)})
