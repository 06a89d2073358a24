from __future__ import annotations

from typing import Any

import django_filters
from django.core.validators import validate_email
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.clients import selectors, services
from accounts.clients.models import Client
from accounts.people.models import Language
from config import clock
from config.api.fields import Choice, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters


class ClientOutput(Output):
    """Identity number and phone are masked; `identity/` shows them and records that it did."""

    id = Ident()
    office = Ident(source="office_id")
    advisor = Ident(source="advisor_id")
    name = Text()
    language = Choice(choices=Language.choices)
    email = Text()
    identity_number = Text(source="identity_number_masked")
    phone = Text(source="phone_masked")
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class ClientIdentityOutput(Output):
    identity_number = Text()
    phone = Text()


class ClientCreateInput(Input):
    name = Text(max_length=200)
    language = Choice(choices=Language.choices, required=False)
    email = Text(max_length=254, required=False, allow_blank=True, validators=[validate_email])
    identity_number = Text(max_length=30, required=False, allow_blank=True)
    phone = Text(max_length=30, required=False, allow_blank=True)
    advisor = Ident(required=False)


class ClientChangeInput(ClientCreateInput):
    name = Text(max_length=200, required=False)


class ClientFilters(HouseFilters):
    search = django_filters.CharFilter(method="filter_search", label="Part of the name, or the whole number or phone.")

    def filter_search(self, queryset: QuerySet[Client], name: str, value: str) -> QuerySet[Client]:
        return queryset.filter(selectors.matching(value))


@extend_schema(tags=["clients"])
class ClientViewSet(Reading):
    """The people whose accounts stopped lending."""

    resource = "clients"
    selector = selectors.list_clients
    serializer_class = ClientOutput
    filters = ClientFilters

    @extend_schema(request=ClientCreateInput, responses={201: ClientOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.parsed(ClientCreateInput)
        return self.answer(services.create_client(actor=request.user, values=values, at=clock.now()), 201)

    @extend_schema(request=ClientChangeInput, responses=ClientOutput)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        changes = self.parsed(ClientChangeInput)
        client = services.change_client(
            actor=request.user, client=self.subject, seen=self.version, changes=changes, at=clock.now()
        )
        return self.answer(client)

    @extend_schema(responses=ClientIdentityOutput)
    @action(detail=True, methods=["get"])
    def identity(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The identity number and phone in full. That they were shown is recorded."""
        shown = services.reveal_identity(actor=request.user, client=self.subject, at=clock.now())
        return Response(ClientIdentityOutput(shown).data)
