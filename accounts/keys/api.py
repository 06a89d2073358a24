from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.scopes import SCOPES
from accounts.access.views import Reading
from accounts.keys import selectors, services
from accounts.keys.models import KeyPurpose
from config import clock
from config.api.fields import Choice, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters

SCOPE_NAMES = [(name, name) for name in SCOPES]


class ServiceKeyOutput(Output):
    """`last_used_at` is true to the hour. The token is in no answer but the one that made it."""

    id = Ident()
    office = Ident(source="office_id")
    name = Text()
    scopes = serializers.ListField(child=Choice(choices=SCOPE_NAMES))
    purpose = Choice(choices=KeyPurpose.choices)
    ends_at = Instant()
    created_by = Ident(source="created_by_id")
    last_used_at = Instant(allow_null=True)
    revoked_at = Instant(allow_null=True)
    revoked_by = Ident(source="revoked_by_id", allow_null=True)
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class ServiceKeyMadeOutput(ServiceKeyOutput):
    """`token` is shown this once: `Authorization: Bearer rsk_…`."""

    token = Text()


class ServiceKeyCreateInput(Input):
    """`purpose` lies within the clients' own mandate; `ends_at` is at most 365 days away."""

    name = Text(max_length=200)
    scopes = serializers.ListField(child=Choice(choices=SCOPE_NAMES), allow_empty=False, max_length=len(SCOPES))
    purpose = Choice(choices=KeyPurpose.choices)
    ends_at = Instant()


@extend_schema(tags=["administration"])
class ServiceKeyViewSet(Reading):
    """Keys with which other systems of the office work: scopes, purpose, end. Never changed, only revoked."""

    resource = "service-keys"
    selector = selectors.list_service_keys
    serializer_class = ServiceKeyOutput
    filters = HouseFilters
    secret_acts = frozenset({"create"})

    @extend_schema(request=ServiceKeyCreateInput, responses={201: ServiceKeyMadeOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Shows the token, which nobody can read again."""
        given = self.parsed(ServiceKeyCreateInput)
        key, token = services.create_service_key(actor=request.user, **given, at=clock.now())
        answer = self.answer(key, 201)
        answer.data = {**answer.data, "token": token}
        return answer

    @extend_schema(request=None, responses=ServiceKeyOutput)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ends it at once."""
        row = services.revoke_service_key(actor=request.user, key=self.subject, at=clock.now(), seen=self.seen)
        return self.answer(row)
