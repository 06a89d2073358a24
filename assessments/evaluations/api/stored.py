"""Stored answers, and the acts on an account that make or use them."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.credit_accounts import selectors as credit_accounts
from assessments.evaluations import selectors, services
from assessments.evaluations.api.inputs import ASSUMPTION_EXAMPLE, AssumptionInput, assumption_from
from assessments.evaluations.api.outputs import (
    AssessmentListed,
    AssessmentOutput,
    AssessmentRow,
    ExplanationOutput,
    ReplayOutput,
    WhatIfOutput,
)
from assessments.evaluations.api.shown import Page, PlainText, shown
from assessments.evaluations.explanation.read import explained
from assessments.evaluations.models import Assessment
from assessments.evaluations.rendering import rendered
from assessments.evaluations.shifts import what_if_answer
from assessments.evidence import selectors as evidence
from assessments.overrides.models import Override
from assessments.overrides.outputs import beside
from assessments.overrides.selectors import standing_on, with_override
from config import clock
from config.api.fields import Input, Instant
from config.api.filters import HouseFilters, IdFilter, refuse_unknown_parameters


class AssessmentFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    credit_account = IdFilter(field_name="credit_account_id")


@extend_schema(tags=["evaluation"])
class AssessmentViewSet(Reading):
    """Stored answers, immutable."""

    resource = "assessments"
    selector = selectors.list_assessments
    serializer_class = AssessmentListed
    filters = AssessmentFilters
    acts = {"explanation": "explain"}

    @extend_schema(responses=AssessmentOutput)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        override = standing_on(request.user, self.subject, clock.now())
        return Response(presented(request.user, self.subject, override=override))

    def get_queryset(self) -> Any:
        """Lists need neither the input nor the answer."""
        rows = super().get_queryset()
        if self.action != "list":
            return rows
        return with_override(self.request.user, rows.defer("input", "content"), clock.now())

    @extend_schema(methods=["get"], operation_id="assessments_replay", responses=ReplayOutput)
    @extend_schema(methods=["post"], operation_id="assessments_replay_now", request=None, responses=ReplayOutput)
    @action(detail=True, methods=["get", "post"])
    def replay(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Evaluates the stored input again under its stored pack with today's engine. GET and POST do the same."""
        return Response(ReplayOutput(services.replay_assessment(actor=request.user, assessment=self.subject)).data)

    @extend_schema(
        operation_id="assessments_explanation",
        parameters=[OpenApiParameter("format", enum=["json", "txt", "html"], description="Wins over `Accept`.")],
        responses={
            (200, "application/json"): ExplanationOutput,
            (200, "text/plain"): OpenApiTypes.STR,
            (200, "text/html"): OpenApiTypes.STR,
        },
    )
    @action(detail=True, methods=["get"], renderer_classes=[JSONRenderer, PlainText, Page])
    def explanation(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Why this and not another, what is missing, what would change it, what to do: as JSON, text or a page."""
        refuse_unknown_parameters(request, {"format"})
        document, trace = explained(request.user, self.subject)
        return shown(request, self.subject, document, trace)


class AccountEvaluationInput(Input):
    """Both default to now, and neither may lie in the future."""

    as_of = Instant(required=False)
    known_at = Instant(required=False)


class AccountEvaluationViewSet(Reading):
    """Acts on one credit account that belong to its assessments."""

    resource: ClassVar[str] = "credit-accounts"
    selector = credit_accounts.list_credit_accounts
    steady = True

    @extend_schema(
        operation_id="credit_accounts_evaluate",
        tags=["evaluation"],
        request=AccountEvaluationInput,
        responses={201: AssessmentOutput},
    )
    def evaluate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Evaluates the account's stored evidence and keeps the answer."""
        given = self.parsed(AccountEvaluationInput)
        assessment = services.evaluate_account(
            actor=request.user,
            account=self.subject,
            as_of=given.get("as_of"),
            known_at=given.get("known_at"),
            at=clock.now(),
        )
        newer = None if given.get("known_at") else False  # what was known by now has just been read
        return Response(presented(request.user, assessment, newer), 201)

    @extend_schema(
        operation_id="credit_accounts_what_if",
        tags=["evaluation"],
        request=AssumptionInput,
        responses=WhatIfOutput,
        examples=[OpenApiExample("The limit shown again", value=ASSUMPTION_EXAMPLE, request_only=True)],
    )
    def what_if(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What is known of the account, and what it would mean if assumed events happened. Stores nothing.

        Assumed items are cited by ids that begin with `assumed:`. Nothing here is a forecast.
        """
        given = self.parsed(AssumptionInput)
        found, pack = services.assume_about_account(
            actor=request.user,
            account=self.subject,
            assumption=assumption_from(given),
            as_of=given.get("as_of"),
            at=clock.now(),
        )
        return Response(what_if_answer(found, pack))

    @extend_schema(
        operation_id="credit_accounts_assessments", tags=["evaluation"], responses=AssessmentListed(many=True)
    )
    def assessments(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The account's stored answers, newest first."""
        refuse_unknown_parameters(request, {"limit", "cursor", "count", "ordering"})
        rows = selectors.list_assessments(request.user).filter(credit_account=self.subject)
        page = self.paginate_queryset(with_override(request.user, rows, clock.now()))
        return self.get_paginated_response(AssessmentListed(page, many=True).data)


def presented(
    actor: Any, assessment: Assessment, newer: bool | None = None, *, override: Override | None = None
) -> dict[str, Any]:
    """The stored row's own fields, a person's word beside it and whether more is known by now, then the answer in the
    reader's language."""
    own = AssessmentRow(assessment).data
    if newer is None:
        newer = evidence.newer_evidence(actor, assessment.credit_account_id, assessment.known_at)
    beyond = {"override": beside(override), "newer_evidence": newer}
    return {name: own[name] for name in _OWN} | beyond | rendered(assessment)


_OWN = ("id", "office", "client", "credit_account", "known_at", "content_digest", "created_by", "created_at")
