from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from cases.advice import selectors, services
from cases.advice.models import Advice, Answer, Verdict
from config import clock
from config.api.fields import Choice, FreeText, Ident, Input, Instant, Month, Output, Text
from config.api.filters import HouseFilters, IdFilter, refuse_unknown_parameters
from config.errors import InvalidInput

MOST_EVIDENCE = 100


class AdviceEvidence(Output):
    kind = Text()
    id = Ident()


class AdviceAnswerOutput(Output):
    id = Ident()
    answer = Choice(choices=Answer.choices)
    words = Text()
    said_at = Instant()
    recorded_by = Ident(source="recorded_by_id")
    recorded_at = Instant(source="created_at")


class AdviceReviewOutput(Output):
    reviewer = Ident(source="reviewer_id")
    verdict = Choice(choices=Verdict.choices)
    note = Text()
    created_at = Instant()


class AdviceOutput(Output):
    """`answer` is the client's newest, null before the first; `answers` are all, oldest first."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    given_by = Ident(source="given_by_id")
    given_at = Instant()
    recorded_at = Instant(source="created_at")
    text = Text()
    assessment = Ident(source="assessment_id", allow_null=True)
    evidence = AdviceEvidence(many=True)
    answer = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()
    reviewed = serializers.SerializerMethodField()

    @extend_schema_field(Choice(choices=Answer.choices, allow_null=True))
    def get_answer(self, row: Advice) -> str | None:
        answers = self._in_order(row)
        return answers[-1].answer if answers else None

    @extend_schema_field(AdviceAnswerOutput(many=True))
    def get_answers(self, row: Advice) -> Any:
        return AdviceAnswerOutput(self._in_order(row), many=True).data

    def get_reviewed(self, row: Advice) -> bool:
        return hasattr(row, "review")

    def _in_order(self, row: Advice) -> list[Any]:
        return sorted(row.answers.all(), key=lambda one: (one.created_at, one.pk))


class AdviceToReviewOutput(AdviceOutput):
    """With the review, where there is one."""

    review = serializers.SerializerMethodField()

    @extend_schema_field(AdviceReviewOutput(allow_null=True))
    def get_review(self, row: Advice) -> Any:
        return AdviceReviewOutput(row.review).data if hasattr(row, "review") else None


class AdviceSample(Output):
    results = AdviceToReviewOutput(many=True)


class AdviceCreateInput(Input):
    """What it rests on: an assessment of the case's account, or evidence of it by id, or both."""

    case = Ident()
    text = Text()
    given_at = Instant()
    assessment = Ident(required=False, allow_null=True)
    evidence = serializers.ListField(child=Ident(), required=False, max_length=MOST_EVIDENCE)


class AdviceAnswerInput(Input):
    answer = Choice(choices=Answer.choices)
    words = FreeText()
    said_at = Instant()


class AdviceReviewInput(Input):
    verdict = Choice(choices=Verdict.choices)
    note = FreeText()


class AdviceFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")
    given_by = IdFilter(field_name="given_by_id")
    assessment = IdFilter(field_name="assessment_id")
    answered = django_filters.ChoiceFilter(
        field_name="answers__answer", choices=Answer.choices, distinct=True, label="Ever answered so."
    )


@extend_schema(tags=["casework"])
class AdviceViewSet(Reading):
    """What the client was advised, on which facts, and what they answered: append-only."""

    resource = "advice"
    acts = {"answers": "answer"}
    selector = selectors.list_advice
    serializer_class = AdviceOutput
    filters = AdviceFilters

    @extend_schema(request=AdviceCreateInput, responses={201: AdviceOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.parsed(AdviceCreateInput)
        case = given.pop("case")
        made = services.give_advice(actor=request.user, case_id=case, values=given, at=clock.now())
        return self._shown(made, 201)

    @extend_schema(request=AdviceAnswerInput, responses={201: AdviceOutput})
    @action(detail=True, methods=["post"])
    def answers(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What the client said to it; a later answer stands, and those before stay."""
        given = self.parsed(AdviceAnswerInput)
        made = services.record_answer(actor=request.user, advice=self.subject, values=given, at=clock.now())
        return self._shown(made, 201)

    @extend_schema(request=AdviceReviewInput, responses={201: AdviceToReviewOutput})
    @action(detail=True, methods=["post"])
    def review(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Once, and never of what one advised oneself."""
        given = self.parsed(AdviceReviewInput)
        made = services.review_advice(actor=request.user, advice=self.subject, at=clock.now(), **given)
        self.serializer_class = AdviceToReviewOutput
        return self._shown(made, 201)

    @extend_schema(
        operation_id="advice_to_review",
        parameters=[OpenApiParameter("month", str, required=True, description="YYYY-MM, a month that is over.")],
        responses=AdviceSample,
        filters=False,
    )
    @action(detail=False, methods=["get"], url_path="to-review", pagination_class=None)
    def to_review(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The month's random sample of the office's advice, every tenth piece and at least three: drawn again, it is
        the same."""
        refuse_unknown_parameters(request, {"month"})
        try:
            month = Month().run_validation(request.query_params.get("month", ""))
        except ValidationError:
            raise InvalidInput(str(Month.default_error_messages["invalid"]), pointer="/month") from None
        rows = services.to_review(actor=request.user, month=month, at=clock.now())
        return Response({"results": AdviceToReviewOutput(rows, many=True).data})

    def _shown(self, row: Advice, status: int) -> Response:
        return self.answer(self.get_queryset().get(pk=row.pk), status)
