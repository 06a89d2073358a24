from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading, ResourceViewSet
from accounts.audit import selectors
from accounts.audit.models import AuditEvent
from accounts.audit.showing import shown_event, shown_to_client
from accounts.clients import selectors as clients
from config.api.fields import Ident, Instant, Output, Text, TrueOrFalse
from config.api.filters import HouseFilters, IdFilter, InstantFilter, StrictFilterBackend


class RecordsOutput(Output):
    """`kind` is the collection that serves them."""

    kind = Text()
    ids = serializers.ListField(child=Ident())


class ConcernedOutput(Output):
    """`records` besides the one that the event itself names."""

    client = Ident()
    records = RecordsOutput(many=True)


class AuditEventOutput(Output):
    """Ids and names of fields; nothing of what they say. `object` is null where a list was seen; all is empty where the
    event was `erased`."""

    id = Ident()
    office = Ident()
    at = Instant()
    actor = Ident(allow_null=True)
    actor_name = Text()
    role = Text()
    action = Text()
    kind = Text()
    object = Ident(allow_null=True)
    clients = ConcernedOutput(many=True)
    fields = serializers.ListField(child=Text())  # DRF finds fields by another name
    request_id = Ident(allow_null=True)
    method = Text()
    route = Text()
    address = Text()
    sealed = TrueOrFalse()
    erased = TrueOrFalse()


class AuditEventFilters(HouseFilters):
    changed_column = "created_at"
    actor = IdFilter(field_name="actor_id")
    object = IdFilter(field_name="object_id", label="Events about this one record.")
    client = IdFilter(method="filter_client", label="Events that show or change anything of this client.")
    action = django_filters.CharFilter(field_name="act", label="`view`, `change`, `download` …")

    def filter_client(self, queryset: QuerySet[AuditEvent], name: str, value: Any) -> QuerySet[AuditEvent]:
        return queryset.filter(clients__has_key=str(value))


@extend_schema(tags=["administration"])
class AuditEventViewSet(Reading):
    """The office's audit log: who saw or changed what, in which request. Supervisors read it."""

    resource = "audit-events"
    selector = selectors.list_events
    serializer_class = AuditEventOutput
    filters = AuditEventFilters

    def shown_of(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        """Without the kinds of record that are out of the reader's sight."""
        hidden = selectors.hidden_kinds(self.request.user)
        return super().shown_of(shown_event(row, hidden) for row in rows)


class SightingOutput(Output):
    """One request that showed or changed something of the client. `records` are those of this client alone."""

    id = Ident()
    at = Instant()
    person = Ident(allow_null=True)
    person_name = Text()
    role = Text()
    action = Text()
    records = RecordsOutput(many=True)
    fields = serializers.ListField(child=Text())  # as above
    request_id = Ident(allow_null=True)
    method = Text()
    address = Text()


class SightingFilters(HouseFilters):
    changed_column = "created_at"
    since = InstantFilter(field_name="created_at", lookup_expr="gte", label="At or after this instant.")


@extend_schema(tags=["clients"])
class AccessLogViewSet(ResourceViewSet):
    """Who has seen this client's file."""

    resource: ClassVar[str] = "clients"
    selector = clients.list_clients
    serializer_class = SightingOutput
    filters = SightingFilters
    acts = {"list": "access_log"}

    @extend_schema(operation_id="clients_access_log", responses=SightingOutput(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Newest first: person, role, when, which records and fields, in which request."""
        rows = selectors.access_log(request.user, self.subject)
        page = self.paginate_queryset(StrictFilterBackend().filter_queryset(request, rows, self))
        hidden = selectors.hidden_kinds(request.user)
        shown = [shown_to_client(row, self.subject.pk, hidden) for row in page]
        return self.get_paginated_response(SightingOutput(shown, many=True).data)
