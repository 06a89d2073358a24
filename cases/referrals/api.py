from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from cases.referrals import selectors, services
from cases.referrals.models import Engagement, NoteKind, ReferralState
from config import clock
from config.api.fields import Choice, Day, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, IdFilter


class CaseReferralOutput(Output):
    """Ids only: what lies behind them opens to the lawyer with the acceptance."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    lawyer = Ident(source="lawyer_id")
    firm = Text()
    consent_on = Day()
    reason = Text()
    referred_by = Ident(source="referred_by_id")
    state = Choice(choices=ReferralState.choices)
    decided_at = Instant(allow_null=True)
    ended_at = Instant(allow_null=True)
    note = Text()
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class ReferralCreateInput(Input):
    """`firm` as the client's consent of `consent_on` names it. The lawyer reads `reason` at once: no names in it."""

    case = Ident()
    lawyer = Ident()
    firm = Text(max_length=200)
    consent_on = Day()
    reason = Text(max_length=2000)


class ReferralNoteInput(Input):
    note = Text(max_length=2000)


class ReferralFilters(HouseFilters):
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")
    state = django_filters.ChoiceFilter(choices=ReferralState.choices)


@extend_schema(tags=["casework"])
class ReferralViewSet(Reading):
    """Handing a hard case to a lawyer."""

    resource = "referrals"
    selector = selectors.list_referrals
    serializer_class = CaseReferralOutput
    filters = ReferralFilters

    @extend_schema(request=ReferralCreateInput, responses={201: CaseReferralOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.parsed(ReferralCreateInput)
        case, lawyer = given.pop("case"), given.pop("lawyer")
        made = services.refer(actor=request.user, case_id=case, lawyer_id=lawyer, at=clock.now(), **given)
        return self.answer(made, 201)

    @extend_schema(request=None, responses=CaseReferralOutput)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(services.accept(actor=request.user, referral=self.subject, at=clock.now()))

    @extend_schema(request=ReferralNoteInput, responses=CaseReferralOutput)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._ended(services.decline)

    @extend_schema(request=ReferralNoteInput, responses=CaseReferralOutput)
    @action(detail=True, methods=["post"], url_path="hand-back")
    def hand_back(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._ended(services.hand_back)

    @extend_schema(request=ReferralNoteInput, responses=CaseReferralOutput)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._ended(services.withdraw)

    def _ended(self, service: Any) -> Response:
        note = self.parsed(ReferralNoteInput)["note"]
        return self.answer(service(actor=self.request.user, referral=self.subject, note=note, at=clock.now()))


class LawyerNoteWritten(Output):
    """Without the text: an answer may be kept for a retry, under another key than the note's."""

    id = Ident()
    case = Ident(source="case_id")
    author = Ident(source="author_id")
    kind = Choice(choices=NoteKind.choices)
    created_at = Instant()


class LawyerNoteOutput(LawyerNoteWritten):
    text = Text()


class LawyerNoteCreateInput(Input):
    case = Ident()
    kind = Choice(choices=NoteKind.choices, default=NoteKind.NOTE.value)
    text = Text()


class LawyerNoteFilters(HouseFilters):
    changed_column = "created_at"
    case = IdFilter(field_name="case_id")


@extend_schema(tags=["casework"])
class LawyerNoteViewSet(Reading):
    """What a lawyer writes about a referred case. Append-only, encrypted, read by its lawyers alone."""

    resource = "lawyer-notes"
    selector = selectors.list_notes
    serializer_class = LawyerNoteOutput
    filters = LawyerNoteFilters

    @extend_schema(request=LawyerNoteCreateInput, responses={201: LawyerNoteWritten})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.parsed(LawyerNoteCreateInput)
        case = given.pop("case")
        made = services.write_note(actor=request.user, case_id=case, at=clock.now(), **given)
        return Response(LawyerNoteWritten(made).data, 201)


class ConflictPartyOutput(Output):
    """An identity number is never shown again: only its keyed index is kept."""

    id = Ident()
    engagement = Choice(choices=Engagement.choices)
    lender = Ident(source="lender_id", allow_null=True)
    label = Text()  # type: ignore[assignment] # a field of its own name
    ended_at = Instant(allow_null=True)
    created_at = Instant()


class ConflictPartyCreateInput(Input):
    """Either a lender, or a person by identity number."""

    engagement = Choice(choices=Engagement.choices)
    lender = Ident(required=False, allow_null=True)
    identity_number = Text(max_length=30, required=False, allow_blank=True, default="")
    label = Text(max_length=100, required=False, allow_blank=True, default="")  # type: ignore[assignment] # as above


class ConflictPartyFilters(HouseFilters):
    changed_column = "created_at"


@extend_schema(tags=["casework"])
class ConflictPartyViewSet(Reading):
    """Whom the lawyer acts for or against elsewhere. Nobody else reads it; a referral only learns yes or no."""

    resource = "conflict-parties"
    selector = selectors.list_parties
    serializer_class = ConflictPartyOutput
    filters = ConflictPartyFilters

    @extend_schema(request=ConflictPartyCreateInput, responses={201: ConflictPartyOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.parsed(ConflictPartyCreateInput)
        lender = given.pop("lender", None)
        made = services.declare_party(actor=request.user, lender_id=lender, at=clock.now(), **given)
        return self.answer(made, 201)

    @extend_schema(request=None, responses=ConflictPartyOutput)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(services.end_party(actor=request.user, party=self.subject, at=clock.now()))
