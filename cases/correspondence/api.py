from __future__ import annotations

import logging
from typing import Any

import django_filters
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from assessments.evidence.models import PaperKind
from cases.correspondence import selectors, services
from cases.correspondence.mails import Mail
from cases.correspondence.models import Communication, CommunicationKind, Direction
from cases.files.models import Actor
from config import clock
from config.api.fields import (
    Choice,
    Day,
    FreeText,
    Ident,
    Input,
    Instant,
    Output,
    SentText,
    Text,
    TrueOrFalse,
    Whole,
)  # fmt: skip
from config.api.filters import HouseFilters, IdFilter, TrueFilter

log = logging.getLogger(__name__)
MOST_ENCLOSURES = 50
PROMISERS = [(side.value, side.label) for side in (Actor.LENDER, Actor.REGULATOR, Actor.CLIENT)]


class CommunicationRecord(Input):
    """`channel` is where it took place (a hotline, WeChat, the app). What somebody undertook has words, a day and whose
    it is, and becomes a step with a deadline. `enclosures` are documents of the same client."""

    kind = Choice(choices=CommunicationKind.choices)
    direction = Choice(choices=Direction.choices)
    happened_at = Instant()
    channel = FreeText(max_length=100)
    counterpart = FreeText(max_length=200)
    agent_number = FreeText(max_length=50)
    summary = SentText()
    message_id = FreeText(max_length=200)
    promise = FreeText(max_length=200)
    promised_by = Choice(choices=PROMISERS, required=False, default=Actor.LENDER.value)
    promised_on = Day(required=False, allow_null=True)
    enclosures = serializers.ListField(child=Ident(), required=False, max_length=MOST_ENCLOSURES)


class CourtPaperTold(Input):
    kind = Choice(choices=PaperKind.choices)
    served_on = Day()
    court = FreeText(max_length=200)
    case_no = FreeText(max_length=200)


class CommunicationCreateInput(CommunicationRecord):
    """`court_paper` goes with the kind `court`: it is recorded as evidence too, and urgent at once. `answers` is a step
    of the case that waited for what came in: it is done with this."""

    case = Ident()
    answers = Ident(required=False)
    court_paper = CourtPaperTold(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["kind"] == CommunicationKind.COURT) != ("court_paper" in attrs):
            detail = _("A court paper, and nothing else, says what paper it is and when it was served.")
            raise serializers.ValidationError({"court_paper": [serializers.ErrorDetail(detail, code="required")]})
        if "answers" in attrs and attrs["direction"] != Direction.INCOMING:
            detail = _("Only what came in answers a step.")
            raise serializers.ValidationError({"answers": [serializers.ErrorDetail(detail, code="outgoing")]})
        return attrs


class CommunicationCorrectionInput(Input):
    """`record` is told in place of the entry, or `withdrawn` says that nothing is."""

    reason = Text(max_length=2000)
    record = CommunicationRecord(required=False)
    withdrawn = TrueOrFalse(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("record" in attrs) == bool(attrs.get("withdrawn")):
            detail = _("Send either a record or withdrawn, and not both.")
            raise serializers.ValidationError({"record": [serializers.ErrorDetail(detail, code="one_of")]})
        return attrs


class EnclosureOutput(Output):
    document = Ident()
    name = Text()
    media_type = Text()
    size = Whole()
    sha256 = Text()


class CommunicationOutput(Output):
    """`seq` is its place in the case, `link` binds it to all before. `late`: recorded more than a day after it
    happened. Of an entry that was erased by law, the words are empty and `erased` is true."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    seq = Whole()
    kind = Choice(choices=CommunicationKind.choices)
    direction = Choice(choices=Direction.choices)
    happened_at = Instant()
    recorded_at = Instant(source="created_at")
    recorded_by = Ident(source="recorded_by_id")
    late = TrueOrFalse()
    corrects = Ident(source="corrects_id", allow_null=True)
    superseded_by = serializers.SerializerMethodField()
    withdrawn = TrueOrFalse()
    step = Ident(source="step_id", allow_null=True)
    commitment = Text()
    previous = Text()
    link = Text()
    erased = TrueOrFalse()
    channel = Text()
    counterpart = Text()
    agent_number = Text()
    summary = Text()
    message_id = Text()
    promise = Text()
    promised_by = Choice(choices=PROMISERS, allow_blank=True)
    promised_on = Day(allow_null=True)
    enclosures = EnclosureOutput(many=True)
    reason = Text()

    WORDS = (*services.WORDS, "promise", "promised_by", "reason")

    def to_representation(self, instance: Communication) -> dict[str, Any]:
        """The words are read once for each entry."""
        told = instance.told
        for name in self.WORDS:
            setattr(instance, name, told.get(name, ""))
        instance.promised_on = told.get("promised_on") or None  # type: ignore[attr-defined] # shown, not stored
        instance.enclosures = told.get("enclosures", [])  # type: ignore[attr-defined] # as above
        return super().to_representation(instance)

    @extend_schema_field(Ident(allow_null=True))
    def get_superseded_by(self, row: Communication) -> str | None:
        successor = getattr(row, "successor", None)
        return str(successor.pk) if successor else None


class CommunicationFilters(HouseFilters):
    """What was corrected or withdrawn is left out unless it is asked for."""

    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")
    credit_account = IdFilter(field_name="case__credit_account_id")
    kind = django_filters.ChoiceFilter(choices=CommunicationKind.choices)
    direction = django_filters.ChoiceFilter(choices=Direction.choices)
    late = TrueFilter(field_name="late")
    include_superseded = TrueFilter(method="keep_superseded", label="Also what was corrected or withdrawn.")

    def keep_superseded(self, rows: Any, name: str, value: Any) -> Any:
        return rows  # read below

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data["include_superseded"] else selectors.current(rows)


class MailInput(Input):
    document = Ident()


class MailProposal(Output):
    """What the mail says of itself, in the names of the record to be made of it. `happened_at` is null where its date
    names no zone; `cut` says that it was longer than what is shown."""

    kind = Choice(choices=CommunicationKind.choices)
    direction = Choice(choices=Direction.choices)
    happened_at = Instant(allow_null=True)
    counterpart = Text()
    summary = Text()
    message_id = Text()
    enclosures = serializers.ListField(child=Ident())
    sender = Text()
    recipients = Text()
    subject = Text()
    cut = TrueOrFalse()


@extend_schema(tags=["casework"])
class CommunicationViewSet(Reading):
    """Calls, chats, letters, mails, screenshots, recordings and meetings of a case: append-only and chained."""

    resource = "communications"
    acts = {"corrections": "correct"}
    orderings = ("created_at", "happened_at")
    selector = selectors.list_communications
    serializer_class = CommunicationOutput
    filters = CommunicationFilters

    @extend_schema(request=CommunicationCreateInput, responses={201: CommunicationOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.parsed(CommunicationCreateInput)
        case = given.pop("case")
        made = services.record_communication(actor=request.user, case_id=case, values=given, at=clock.now())
        return self._shown(made)

    @extend_schema(request=CommunicationCorrectionInput, responses={201: CommunicationOutput})
    @action(detail=True, methods=["post"])
    def corrections(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A further entry that stands for this one. A second is a 409 that names the first in `superseded_by`."""
        given = self.parsed(CommunicationCorrectionInput)
        about = {"actor": request.user, "row": self.subject, "reason": given["reason"], "at": clock.now()}
        if "record" in given:
            return self._shown(services.correct_communication(**about, values=given["record"]))
        return self._shown(services.withdraw_communication(**about))

    @extend_schema(request=MailInput, responses=MailProposal)
    @action(detail=False, methods=["post"], url_path="from-mail")
    def from_mail(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Reads a stored `.eml` document into a proposed entry; nothing is recorded."""
        ident = self.parsed(MailInput)["document"]
        try:
            document, mail = services.propose_from_mail(actor=request.user, document_id=ident, at=clock.now())
        except FileNotFoundError:
            log.error("The bytes of document %s are not in the folder.", ident)
            raise Http404 from None
        return Response(MailProposal(_proposal(document, mail)).data)

    def _shown(self, row: Communication) -> Response:
        return self.answer(self.get_queryset().get(pk=row.pk), 201)


def _proposal(document: Any, mail: Mail) -> dict[str, Any]:
    """Outgoing where the client's own address sent it."""
    email = document.client.email.lower()
    ours = bool(email) and email in mail.sender.lower()
    return {
        "kind": CommunicationKind.MAIL,
        "direction": Direction.OUTGOING if ours else Direction.INCOMING,
        "happened_at": mail.sent_at,
        "counterpart": mail.recipients if ours else mail.sender,
        "summary": "\n\n".join(part for part in (mail.subject, mail.text) if part),
        "message_id": mail.message_id,
        "enclosures": [document.pk],
        "sender": mail.sender,
        "recipients": mail.recipients,
        "subject": mail.subject,
        "cut": mail.cut,
    }
