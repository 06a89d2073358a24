from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.erasures import selectors, services
from accounts.erasures.models import Basis, ErasureState
from config import clock
from config.api.fields import Choice, Day, FreeText, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, IdFilter


class ErasureOutput(Output):
    """`asked_by` null: proposed by the dates. `records` counts what was erased; `erased-records/` lists it. `part_of`
    is the erasure that this one went with: another file of the same person, merged into its client's."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    basis = Choice(choices=Basis.choices)
    reason = Text()
    state = Choice(choices=ErasureState.choices)
    asked_by = Ident(source="asked_by_id", allow_null=True)
    asked_at = Instant(allow_null=True)
    decided_by = Ident(source="decided_by_id", allow_null=True)
    decided_at = Instant(allow_null=True)
    note = Text()
    part_of = Ident(source="part_of_id", allow_null=True)
    records = Whole()
    created_at = Instant()


class ErasureInput(Input):
    """The reason stays after the erasure: it names nothing of what the client told."""

    client = Ident()
    basis = Choice(choices=Basis.choices)
    reason = Text(max_length=1000)


class DeclineInput(Input):
    note = FreeText(max_length=1000)


class ErasureFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    state = django_filters.ChoiceFilter(choices=ErasureState.choices, label="`proposed` are those that are due.")


@extend_schema(tags=["privacy"])
class ErasureViewSet(Reading):
    """Lawful erasure: asked by one person, confirmed by another. A legal hold blocks it."""

    resource = "erasures"
    selector = selectors.list_erasures
    serializer_class = ErasureOutput
    filters = ErasureFilters

    @extend_schema(request=ErasureInput, responses={201: ErasureOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.parsed(ErasureInput)
        made = services.ask_erasure(actor=request.user, client_id=given.pop("client"), at=clock.now(), **given)
        return self.answer(made, 201)

    @extend_schema(request=None, responses=ErasureOutput)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Erases at once and for good what is held on the client, in every file merged into this one; ids, dates and
        commitments stay."""
        return self.answer(services.confirm_erasure(actor=request.user, erasure=self.subject, at=clock.now()))

    @extend_schema(request=DeclineInput, responses=ErasureOutput)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        note = self.parsed(DeclineInput)["note"]
        return self.answer(
            services.decline_erasure(actor=request.user, erasure=self.subject, note=note, at=clock.now())
        )


class ErasedRecordOutput(Output):
    """`commitment` is a keyed SHA-256 of the record as it was."""

    id = Ident()
    office = Ident(source="office_id")
    erasure = Ident(source="erasure_id")
    kind = Text()
    object_id = Text()
    recorded_at = Instant(allow_null=True)
    commitment = Text()
    created_at = Instant()


class ErasedRecordFilters(HouseFilters):
    changed_column = "created_at"
    erasure = IdFilter(field_name="erasure_id")


@extend_schema(tags=["privacy"])
class ErasedRecordViewSet(Reading):
    """What stays of each record that was erased."""

    resource = "erased-records"
    selector = selectors.list_erased_records
    serializer_class = ErasedRecordOutput
    filters = ErasedRecordFilters


class LegalHoldOutput(Output):
    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    reason = Text()
    placed_by = Ident(source="placed_by_id")
    until = Day(allow_null=True)
    lifted_by = Ident(source="lifted_by_id", allow_null=True)
    lifted_at = Instant(allow_null=True)
    created_at = Instant()


class LegalHoldInput(Input):
    """Without `until` it stands until it is lifted."""

    client = Ident()
    reason = Text(max_length=1000)
    until = Day(required=False, allow_null=True)


class LegalHoldFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")


@extend_schema(tags=["privacy"])
class LegalHoldViewSet(Reading):
    """While one stands, nothing of the client is erased."""

    resource = "legal-holds"
    selector = selectors.list_legal_holds
    serializer_class = LegalHoldOutput
    filters = LegalHoldFilters

    @extend_schema(request=LegalHoldInput, responses={201: LegalHoldOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.parsed(LegalHoldInput)
        made = services.place_hold(
            actor=request.user, client_id=given["client"], reason=given["reason"], until=given.get("until"),
            at=clock.now(),
        )  # fmt: skip
        return self.answer(made, 201)

    @extend_schema(request=None, responses=LegalHoldOutput)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(services.lift_hold(actor=request.user, hold=self.subject, at=clock.now()))
