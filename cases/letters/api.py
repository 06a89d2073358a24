from __future__ import annotations

from io import BytesIO
from typing import Any

import django_filters
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.consents.models import Standing
from accounts.documents.api import attachment
from accounts.people.models import Language
from cases.letters import selectors, services
from cases.letters.drafting import blanks_in
from cases.letters.kinds import SENT_BY
from cases.letters.models import Letter, LetterKind, LetterState
from config import clock
from config.api.fields import Choice, Day, FreeText, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, IdFilter


class LetterFact(Output):
    kind = Text()
    id = Ident()


class LetterOutput(Output):
    """`blanks` are what is still to be filled in; `facts` the records that the draft was filled from. Once sent,
    `document` is the paper, `communication` its entry in the chain, and `step` waits for the reply. `consent` is how
    the client's consent to sending to the lender, or to a regulator, stands now: a withdrawn one lets nothing go."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    kind = Choice(choices=LetterKind.choices)
    language = Choice(choices=Language.choices)
    state = Choice(choices=LetterState.choices)
    addressee = Text()
    subject = Text()
    text = Text()
    blanks = serializers.SerializerMethodField()
    consent = serializers.SerializerMethodField()
    facts = LetterFact(many=True)
    drafted_by = Ident(source="drafted_by_id")
    changed_by = Ident(source="changed_by_id", allow_null=True)
    approved_by = Ident(source="approved_by_id", allow_null=True)
    approved_at = Instant(allow_null=True)
    document = Ident(source="document_id", allow_null=True)
    communication = Ident(source="communication_id", allow_null=True)
    step = Ident(source="step_id", allow_null=True)
    version = Whole()
    created_at = Instant()
    updated_at = Instant()

    @extend_schema_field(serializers.ListField(child=Text()))
    def get_blanks(self, row: Letter) -> list[str]:
        return blanks_in(row.addressee, row.subject, row.text)

    @extend_schema_field(Choice(choices=Standing.choices))
    def get_consent(self, row: Letter) -> str:
        return selectors.consent_of(row)


class LetterCreateInput(Input):
    case = Ident()
    kind = Choice(choices=LetterKind.choices)
    language = Choice(choices=Language.choices, required=False, default=Language.CHINESE.value)


class LetterChangeInput(Input):
    addressee = Text(max_length=200, required=False)
    subject = Text(max_length=200, required=False)
    text = Text(required=False)


class LetterSendInput(Input):
    """`reply_by`: the day on which you look for the reply; needed where no rule names a term."""

    kind = Choice(choices=SENT_BY)
    sent_at = Instant()
    channel = FreeText(max_length=100)
    reply_by = Day(required=False, allow_null=True)


class LetterFilters(HouseFilters):
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")
    kind = django_filters.ChoiceFilter(choices=LetterKind.choices)
    state = django_filters.ChoiceFilter(choices=LetterState.choices)


@extend_schema(tags=["casework"])
class LetterViewSet(Reading):
    """Letters of a client: drafted from the case's facts, approved by a second person, then fixed."""

    resource = "letters"
    selector = selectors.list_letters
    serializer_class = LetterOutput
    filters = LetterFilters

    @extend_schema(request=LetterCreateInput, responses={201: LetterOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A draft. Only what the case's records say is filled in; everything else is a blank."""
        given = self.parsed(LetterCreateInput)
        case = given.pop("case")
        return self.answer(services.draft_letter(actor=request.user, case_id=case, at=clock.now(), **given), 201)

    @extend_schema(request=LetterChangeInput, responses=LetterOutput)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Of a draft only."""
        changes = self.parsed(LetterChangeInput)
        made = services.change_letter(
            actor=request.user, letter=self.subject, changes=changes, at=clock.now(), seen=self.version
        )
        return self.answer(made)

    @extend_schema(request=None, responses=LetterOutput)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """By somebody who neither drafted nor last changed it; 409 while blanks are left. A letter that
        acknowledges an old debt waits for a limitation decision; 409 `consent_withdrawn` where the client took back
        the consent to sending it."""
        return self.answer(
            services.approve_letter(actor=request.user, letter=self.subject, at=clock.now(), seen=self.seen)
        )

    @extend_schema(request=LetterSendInput, responses=LetterOutput)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """It was sent: its paper is kept, it stands in the correspondence, and the reply's deadline runs."""
        given = self.parsed(LetterSendInput)
        made = services.send_letter(
            actor=request.user, letter=self.subject, values=given, at=clock.now(), seen=self.seen
        )
        return self.answer(made)

    @extend_schema(request=None, responses=LetterOutput)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """It is not sent; it stays to be read."""
        return self.answer(
            services.discard_letter(actor=request.user, letter=self.subject, at=clock.now(), seen=self.seen)
        )

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        """As a PDF; a draft says that it is one."""
        made = services.open_paper(actor=request.user, letter=self.subject, at=clock.now())
        return attachment(BytesIO(made), f"letter-{self.subject.pk}.pdf", "application/pdf")
