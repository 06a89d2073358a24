from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import ResourceViewSet
from accounts.audit.seen import note
from assessments.timeline import api as account
from cases.advice.api import AdviceOutput
from cases.correspondence.api import CommunicationOutput
from cases.files import selectors as files
from cases.files.models import Transition
from cases.timeline import selectors
from config.api.fields import Choice, Ident, Instant, Output, Text
from config.api.filters import refuse_unknown_parameters
from config.api.pagination import PARAMETERS, flag


class TransitionOutput(Output):
    """A change of state of the case, a step or a deadline (`object`); `by` is null where time itself did it."""

    id = Ident()
    kind = Choice(choices=Transition.Kind.choices)
    object = Ident(source="object_id")
    act = Text()
    from_state = Text()
    to_state = Text()
    reason = Text()
    by = Ident(source="by_id", allow_null=True)
    created_at = Instant()


SHOWN: dict[str, Any] = {
    **account.SHOWN,
    selectors.COMMUNICATIONS: CommunicationOutput,
    selectors.ADVICE: AdviceOutput,
    selectors.TRANSITIONS: TransitionOutput,
}


class CaseTimelineOutput(Output):
    """`item` is the row as its own collection shows it; `kind` names that collection, or `transitions`."""

    kind = Choice(choices=list(SHOWN))
    id = Ident()
    happened_at = Instant()
    recorded_at = Instant()
    item = PolymorphicProxySerializer(
        component_name="CaseTimelineItem", serializers=list(SHOWN.values()), resource_type_field_name=None
    )


class CaseTimelineViewSet(ResourceViewSet):
    """One case's story."""

    resource: ClassVar[str] = "cases"
    selector = files.list_cases
    orderings = ("happened_at", "created_at")
    default_ordering = "happened_at"

    @extend_schema(
        operation_id="cases_timeline",
        tags=["casework"],
        parameters=[OpenApiParameter(account.SUPERSEDED, OpenApiTypes.BOOL, description="Also what no longer holds.")],
        responses=CaseTimelineOutput(many=True),
        filters=True,
    )
    def timeline(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The account's evidence and assessments, the correspondence, advice, and every change of state, in the order
        in which they happened, the earliest first."""
        refuse_unknown_parameters(request, {account.SUPERSEDED, *PARAMETERS})
        superseded = flag(request, account.SUPERSEDED)
        entries = selectors.entries_of(request.user, self.subject, superseded=superseded)
        page: list[Any] = self.paginate_queryset(entries) or []
        rows = selectors.rows_of(request.user, page)
        note(rows.values())
        return self.get_paginated_response([account.shown(entry, rows[entry.id], SHOWN) for entry in page])
