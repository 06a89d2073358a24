from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import ResourceViewSet
from accounts.audit.seen import note
from accounts.credit_accounts import selectors as credit_accounts
from assessments.evaluations.api.outputs import AssessmentListed
from assessments.evidence.outputs import OUTPUTS
from assessments.timeline import selectors
from config.api.fields import Choice, Ident, Instant, Output
from config.api.filters import refuse_unknown_parameters
from config.api.pagination import PARAMETERS, flag

SHOWN: dict[str, Any] = {**OUTPUTS, selectors.ASSESSMENTS: AssessmentListed}
SUPERSEDED = "include_superseded"


class TimelineOutput(Output):
    """`item` is the row as its own collection shows it; `kind` names that collection."""

    kind = Choice(choices=list(SHOWN))
    id = Ident()
    happened_at = Instant()
    recorded_at = Instant()
    item = PolymorphicProxySerializer(
        component_name="TimelineItem", serializers=list(SHOWN.values()), resource_type_field_name=None
    )


class TimelineViewSet(ResourceViewSet):
    """One account's story."""

    resource: ClassVar[str] = "credit-accounts"
    selector = credit_accounts.list_credit_accounts
    orderings = ("happened_at", "created_at")
    default_ordering = "happened_at"

    @extend_schema(
        operation_id="credit_accounts_timeline",
        tags=["evidence"],
        parameters=[OpenApiParameter(SUPERSEDED, OpenApiTypes.BOOL, description="Also what no longer holds.")],
        responses=TimelineOutput(many=True),
        filters=True,
    )
    def timeline(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Evidence of every kind and assessments in the order in which they happened, the earliest first.

        A day counts from its start; an assessment stands at its `as_of`.
        """
        refuse_unknown_parameters(request, {SUPERSEDED, *PARAMETERS})
        superseded = flag(request, SUPERSEDED)
        entries = selectors.entries_of(request.user, self.subject, superseded=superseded)
        page: list[Any] = self.paginate_queryset(entries) or []
        rows = selectors.rows_of(request.user, page)
        note(rows.values())
        return self.get_paginated_response([shown(entry, rows[entry.id], SHOWN) for entry in page])


def shown(entry: Any, row: Any, as_what: Mapping[str, Any]) -> dict[str, Any]:
    item = as_what[entry.entry](row).data
    about = {"kind": entry.entry, "id": entry.id, "happened_at": entry.happened_at, "recorded_at": entry.created_at}
    return {name: field.to_representation(about[name]) for name, field in _FIELDS.items()} | {"item": item}


_FIELDS = {name: field for name, field in TimelineOutput().fields.items() if name != "item"}
