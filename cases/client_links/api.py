from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from cases.client_links import selectors
from cases.client_links.message import address_of, message_of
from cases.client_links.models import ClientReport, Finding, Told
from cases.client_links.services import links as services
from cases.client_links.services.telling import look_at
from config import clock
from config.api.fields import Amount, Choice, Day, FreeText, Ident, Input, Instant, Output, Text, TrueOrFalse, Whole
from config.api.filters import HouseFilters, IdFilter


class ClientLinkOutput(Output):
    """The link itself is in no answer but the one that made it. `last_used_at`: when a code last opened it."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    ends_at = Instant()
    created_by = Ident(source="created_by_id")
    last_used_at = Instant(allow_null=True)
    revoked_at = Instant(allow_null=True)
    revoked_by = Ident(source="revoked_by_id", allow_null=True)
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class ClientLinkMadeOutput(ClientLinkOutput):
    """`link` is shown this once; `message` is a text with it for the client, in the client's language, with no code."""

    link = Text()
    message = Text()


class ClientLinkCreateInput(Input):
    """`ends_at` is in 30 days unless said otherwise, and at most 90 days away."""

    client = Ident()
    ends_at = Instant(required=False)


class ClientLinkCodeOutput(Output):
    """To be read out to the client; shown this once, and good for 15 minutes."""

    code = Text()


class ClientLinkFilters(HouseFilters):
    client = IdFilter(field_name="client_id")


@extend_schema(tags=["casework"])
class ClientLinkViewSet(Reading):
    """Links by which a client, without an account, sees the own matter on a phone. One at a time for a client."""

    resource = "client-links"
    acts = {"destroy": "revoke"}
    selector = selectors.list_links
    serializer_class = ClientLinkOutput
    filters = ClientLinkFilters
    secret_acts = frozenset({"create", "read_out"})

    @extend_schema(request=ClientLinkCreateInput, responses={201: ClientLinkMadeOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Shows the link, which nobody can read again; the one that the client had ends."""
        given = self.parsed(ClientLinkCreateInput)
        link, token = services.make_link(
            actor=request.user, client_id=given["client"], ends_at=given.get("ends_at"), at=clock.now()
        )
        answer = self.answer(link, 201)
        answer.data = {**answer.data, "link": address_of(token), "message": message_of(link, token)}
        return answer

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """As `revoke`: the row stays and says when it ended."""
        services.revoke_link(actor=request.user, link=self.subject, at=clock.now(), seen=self.version)
        return Response(status=204)

    @extend_schema(request=None, responses=ClientLinkOutput)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ends it at once, with every code and session."""
        row = services.revoke_link(actor=request.user, link=self.subject, at=clock.now(), seen=self.seen)
        return self.answer(row)

    @extend_schema(request=None, responses={201: ClientLinkCodeOutput})
    @action(detail=True, methods=["post"], url_path="code")
    def read_out(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A code to read out to a client without e-mail, or who withdrew the consent to mail (409 `has_email` else)."""
        code = services.read_out_code(actor=request.user, link=self.subject, at=clock.now())
        return Response(ClientLinkCodeOutput({"code": code}).data, status=201)


class ClientReportLookOutput(Output):
    finding = Choice(choices=Finding.choices)
    note = Text()
    looked_by = Ident(source="looked_by_id")
    created_at = Instant()


class ClientReportOutput(Output):
    """What the client told through the link. `look` is null until somebody has looked at it; a payment stands among
    the evidence as `statement`, stated by the client."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    step = Ident(source="step_id", allow_null=True)
    kind = Choice(choices=Told.choices)
    words = Text()
    amount = Amount(allow_null=True)
    currency = serializers.SerializerMethodField()
    paid_on = Day(allow_null=True)
    document = Ident(source="document_id", allow_null=True)
    statement = Ident(source="statement_id", allow_null=True)
    look = serializers.SerializerMethodField()
    created_at = Instant()

    def get_currency(self, row: ClientReport) -> str:
        return "CNY"

    @extend_schema_field(ClientReportLookOutput(allow_null=True))
    def get_look(self, row: ClientReport) -> Any:
        return ClientReportLookOutput(row.look).data if hasattr(row, "look") else None


class ClientReportLookInput(Input):
    """`note` is read by the client, and required where something is `asked`. `complete` completes the step, on the day
    of the payment or on which it was told."""

    finding = Choice(choices=Finding.choices)
    note = FreeText(max_length=1000)
    complete = TrueOrFalse(required=False)


class ClientReportFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")
    step = IdFilter(field_name="step_id")
    kind = django_filters.ChoiceFilter(choices=Told.choices)
    waiting = django_filters.BooleanFilter(field_name="look", lookup_expr="isnull", label="Nobody has looked yet.")


@extend_schema(tags=["casework"])
class ClientReportViewSet(Reading):
    """What clients told through their links: proof for a step, a payment. It completes nothing before a look."""

    resource = "client-reports"
    selector = selectors.list_reports
    serializer_class = ClientReportOutput
    filters = ClientReportFilters

    @extend_schema(request=ClientReportLookInput, responses={201: ClientReportOutput})
    @action(detail=True, methods=["post"])
    def look(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Once: taken over, or something is missing."""
        given = {"note": "", "complete": False, **self.parsed(ClientReportLookInput)}
        row = look_at(actor=request.user, report=self.subject, at=clock.now(), **given)
        return self.answer(self.get_queryset().get(pk=row.pk), 201)
