from __future__ import annotations

from typing import Any

import django_filters
from django.core.validators import validate_email
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.decide import can
from accounts.access.external import ByExternalId, upserted
from accounts.clients import selectors, services
from accounts.clients.models import Client
from accounts.merges.selectors import duplicates_of
from accounts.people.models import Language
from config import clock
from config.api.fields import Choice, ExternalId, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import ExternalIdFilters


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
    external_id = ExternalId(allow_null=True)
    erased_at = Instant(allow_null=True)
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class ClientCreatedOutput(ClientOutput):
    """`possible_duplicates`: files that you see with the same identity number, phone or e-mail."""

    possible_duplicates = serializers.ListField(child=Ident())


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
    external_id = ExternalId(required=False, allow_null=True)


class ClientChangeInput(ClientCreateInput):
    name = Text(max_length=200, required=False)


class ClientFilters(ExternalIdFilters):
    search = django_filters.CharFilter(method="filter_search", label="Part of the name, or the whole number or phone.")

    def filter_search(self, queryset: QuerySet[Client], name: str, value: str) -> QuerySet[Client]:
        return queryset.filter(selectors.matching(value))


@extend_schema(tags=["clients"])
@upserted(ClientCreateInput, ClientOutput)
class ClientViewSet(ByExternalId):
    """The people whose accounts stopped lending."""

    resource = "clients"
    selector = selectors.list_clients
    steady = True
    serializer_class = ClientOutput
    filters = ClientFilters
    create_input = ClientCreateInput

    def make(self, values: dict[str, Any]) -> Client:
        return services.create_client(actor=self.request.user, values=values, at=clock.now())

    def amend(self, seen: int, changes: dict[str, Any]) -> Client:
        return services.change_client(
            actor=self.request.user, client=self.subject, seen=seen, changes=changes, at=clock.now()
        )

    @extend_schema(request=ClientCreateInput, responses={201: ClientCreatedOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Made even where it may be a duplicate, which the answer then says: two people may share a phone."""
        made = self.make(self.parsed(ClientCreateInput))
        known = duplicates_of(request.user, made) if can(request.user, "duplicates", "clients") else []
        answer = self.answer(made, 201)
        answer.data["possible_duplicates"] = [str(each.client.pk) for each in known]
        return answer

    def still_sees(self, answer: Any) -> bool:
        """A kept answer names the duplicates of then."""
        named = answer.get("possible_duplicates", ()) if isinstance(answer, dict) else ()
        return super().still_sees(answer) and self.get_queryset().filter(pk__in=named).count() == len(named)

    @extend_schema(request=ClientChangeInput, responses=ClientOutput)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.amend(self.version, self.parsed(ClientChangeInput)))

    @extend_schema(responses=ClientIdentityOutput)
    @action(detail=True, methods=["get"])
    def identity(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The identity number and phone in full. That they were shown is recorded."""
        shown = services.reveal_identity(actor=request.user, client=self.subject, at=clock.now())
        return Response(ClientIdentityOutput(shown).data)
