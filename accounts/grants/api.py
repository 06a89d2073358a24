from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.grants import selectors, services
from accounts.grants.models import GrantKind
from config import clock
from config.api.fields import Choice, Ident, Input, Instant, Output, Text
from config.api.filters import HouseFilters, IdFilter


class GrantOutput(Output):
    """`person` receives it. A substitute names `advisor`, every other kind `client`."""

    id = Ident()
    office = Ident(source="office_id")
    kind = Choice(choices=GrantKind.choices)
    person = Ident(source="person_id")
    advisor = Ident(source="advisor_id", allow_null=True)
    client = Ident(source="client_id", allow_null=True)
    starts_at = Instant()
    ends_at = Instant(allow_null=True)
    reason = Text()
    granted_by = Ident(source="granted_by_id")
    revoked_at = Instant(allow_null=True)
    revoked_by = Ident(source="revoked_by_id", allow_null=True)
    told_at = Instant(allow_null=True)
    reviewed_at = Instant(allow_null=True)
    reviewed_by = Ident(source="reviewed_by_id", allow_null=True)
    review = Text()
    created_at = Instant()


class GrantCreateInput(Input):
    """`starts_at` is now where it is not given. A substitute and break-glass need an end."""

    kind = Choice(choices=GrantKind.choices)
    person = Ident()
    advisor = Ident(required=False, allow_null=True)
    client = Ident(required=False, allow_null=True)
    starts_at = Instant(required=False, allow_null=True)
    ends_at = Instant(required=False, allow_null=True)
    reason = Text(max_length=1000)


class GrantReviewInput(Input):
    note = Text(max_length=1000)


class GrantFilters(HouseFilters):
    changed_column = "created_at"
    kind = django_filters.ChoiceFilter(choices=GrantKind.choices)
    person = IdFilter(field_name="person_id")
    client = IdFilter(field_name="client_id")


@extend_schema(tags=["administration"])
class GrantViewSet(Reading):
    """Standing in for an advisor, sharing a client, bars by a conflict of interest, and break-glass."""

    resource = "grants"
    selector = selectors.list_grants
    serializer_class = GrantOutput
    filters = GrantFilters

    @extend_schema(request=GrantCreateInput, responses={201: GrantOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.parsed(GrantCreateInput)
        made = services.grant(
            actor=request.user,
            kind=given["kind"],
            person_id=given["person"],
            advisor_id=given.get("advisor"),
            client_id=given.get("client"),
            starts_at=given.get("starts_at"),
            ends_at=given.get("ends_at"),
            reason=given["reason"],
            at=clock.now(),
        )
        return self.answer(made, 201)

    @extend_schema(request=None, responses=GrantOutput)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ends it at once."""
        return self.answer(services.revoke(actor=request.user, row=self.subject, at=clock.now()))

    @extend_schema(request=GrantReviewInput, responses=GrantOutput)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        note = self.parsed(GrantReviewInput)["note"]
        return self.answer(services.review(actor=request.user, row=self.subject, note=note, at=clock.now()))
