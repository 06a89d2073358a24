from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.consents import selectors, services
from accounts.consents.models import How, Purpose
from config import clock
from config.api.fields import Choice, FreeText, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, IdFilter, TrueFilter


class ConsentOutput(Output):
    """`firm` is named where the purpose is sharing. It holds until `withdrawn_at`."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    purpose = Choice(choices=Purpose.choices)
    firm = Text()
    wording = Text()
    how = Choice(choices=How.choices)
    given_at = Instant()
    document = Ident(source="document_id", allow_null=True)
    recorded_by = Ident(source="recorded_by_id")
    withdrawn_at = Instant(allow_null=True)
    withdrawn_by = Ident(source="withdrawn_by_id", allow_null=True)
    note = Text()
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class ConsentCreateInput(Input):
    """`wording` is the version of the text that the client agreed to; `document` the signed paper, if any."""

    client = Ident()
    purpose = Choice(choices=Purpose.choices)
    firm = FreeText(max_length=200)
    wording = Text(max_length=100)
    how = Choice(choices=How.choices)
    given_at = Instant()
    document = Ident(required=False, allow_null=True)


class ConsentWithdrawInput(Input):
    """A withdrawal needs no reason."""

    note = FreeText(max_length=1000)


class ConsentFilters(HouseFilters):
    client = IdFilter(field_name="client_id")
    purpose = django_filters.ChoiceFilter(choices=Purpose.choices)
    withdrawn = TrueFilter(method="filter_withdrawn", label="Withdrawn ones, or those that stand.")

    def filter_withdrawn(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(withdrawn_at__isnull=not value)


@extend_schema(tags=["clients"])
class ConsentViewSet(Reading):
    """What clients agreed to, for which purpose, and what they have withdrawn."""

    resource = "consents"
    selector = selectors.list_consents
    serializer_class = ConsentOutput
    filters = ConsentFilters

    @extend_schema(request=ConsentCreateInput, responses={201: ConsentOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        made = services.record_consent(actor=request.user, values=self.parsed(ConsentCreateInput), at=clock.now())
        return self.answer(made, 201)

    @extend_schema(request=ConsentWithdrawInput, responses=ConsentOutput)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Acts at once: what rested on this consent stops in the same moment."""
        note = self.parsed(ConsentWithdrawInput)["note"]
        row = services.withdraw_consent(
            actor=request.user, consent=self.subject, note=note, at=clock.now(), seen=self.seen
        )
        return self.answer(row)
