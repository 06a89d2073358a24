from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.offices import selectors, services
from accounts.offices.models import known_zone
from config import clock
from config.api.fields import Ident, Input, Instant, Output, Text, Whole


class OfficeOutput(Output):
    id = Ident()
    name = Text()
    zone = Text()
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class OfficeChangeInput(Input):
    name = Text(required=False, max_length=200)
    zone = Text(required=False, max_length=64, validators=[known_zone])


@extend_schema(tags=["administration"])
class OfficeViewSet(Reading):
    """The caller's own office."""

    resource = "offices"
    selector = selectors.list_offices
    serializer_class = OfficeOutput

    @extend_schema(request=OfficeChangeInput, responses=OfficeOutput)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        changes = self.parsed(OfficeChangeInput)
        office = services.change_office(
            actor=request.user, office=self.subject, seen=self.version, changes=changes, at=clock.now()
        )
        return self.answer(office)
