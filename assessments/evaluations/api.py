from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access.decide import require_act
from accounts.access.views import Reading
from accounts.credit_accounts import selectors as credit_accounts
from assessments.engine import assessment_data, read_notice, reading_data
from assessments.engine.evidence import Account
from assessments.engine.wording import render_answer
from assessments.evaluations import selectors, services
from assessments.evaluations.models import Assessment
from assessments.evaluations.outputs import AnswerOutput, AssessmentListed, AssessmentOutput, ClassificationOutput
from assessments.evaluations.rendering import language_of_request, rendered
from assessments.evidence.conversion import evidence_from
from assessments.evidence.inputs import EvidenceInput
from assessments.packs import packs, product_keys
from config import clock
from config.api.fields import Amount, Choice, FreeText, Input, Instant
from config.api.filters import HouseFilters, IdFilter, refuse_unknown_parameters

EXAMPLE = {
    "as_of": "2026-11-20T10:00:00+08:00",
    "product": "jiebei",
    "outstanding_amount": "8200.00",
    "evidence": {
        "notices": [
            {
                "received_at": "2026-11-18T09:30:00+08:00",
                "channel": "in_app",
                "text": "您的借款服务已暂停，请还清逾期账单。",
            }
        ],
        "repayments": [{"due_on": "2026-10-10", "amount_due": "1200.00", "paid_on": None, "amount_paid": None}],
    },
}


class EvaluationInput(Input):
    """`as_of` is now where it is not given. Items dated after it are listed as ignored and change nothing else."""

    as_of = Instant(required=False)
    product = Choice(choices=product_keys(), required=False, allow_null=True)
    outstanding_amount = Amount(required=False, allow_null=True)
    evidence = EvidenceInput(required=False)


class EvaluationView(APIView):
    """Evaluates posted evidence and stores nothing."""

    @extend_schema(
        operation_id="evaluations_create",
        tags=["evaluation"],
        request=EvaluationInput,
        responses=AnswerOutput,
        examples=[OpenApiExample("Unpaid and suspended", value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        require_act(request.user, "evaluate_posted", "assessments")
        form = EvaluationInput(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        account = Account(product=given.get("product"), outstanding_amount=given.get("outstanding_amount"))
        concluded = services.evaluate_posted(
            actor=request.user,
            evidence=evidence_from(given.get("evidence", {})),
            account=account,
            as_of=given.get("as_of") or clock.now(),
        )
        wording = services.pack_of(account.product).wording
        return Response(render_answer(assessment_data(concluded), wording, language_of_request()))


class ClassificationInput(Input):
    texts = serializers.ListField(child=FreeText(), max_length=500)


class ClassificationView(APIView):
    """What each notice text itself says."""

    @extend_schema(
        operation_id="notices_classify",
        tags=["evaluation"],
        request=ClassificationInput,
        responses=ClassificationOutput,
        examples=[OpenApiExample("Two texts", value={"texts": ["您的借呗已被永久关闭。", ""]}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        require_act(request.user, "classify", "assessments")
        form = ClassificationInput(data=request.data)
        form.is_valid(raise_exception=True)
        lexicon = packs()["base"].lexicon
        return Response(
            {"results": [reading_data(read_notice(text, lexicon)) for text in form.validated_data["texts"]]}
        )


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

    @extend_schema(responses=AssessmentOutput)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(presented(self.subject))


class AccountEvaluationInput(Input):
    """Both default to now, and neither may lie in the future."""

    as_of = Instant(required=False)
    known_at = Instant(required=False)


class AccountEvaluationViewSet(Reading):
    """Acts on one credit account that belong to its assessments."""

    resource: ClassVar[str] = "credit-accounts"
    selector = credit_accounts.list_credit_accounts

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
        return Response(presented(assessment), 201)

    @extend_schema(
        operation_id="credit_accounts_assessments", tags=["evaluation"], responses=AssessmentListed(many=True)
    )
    def assessments(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The account's stored answers, newest first."""
        refuse_unknown_parameters(request, {"limit", "cursor", "count", "ordering"})
        rows = selectors.list_assessments(request.user).filter(credit_account=self.subject)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(AssessmentListed(page, many=True).data)


def presented(assessment: Assessment) -> dict[str, Any]:
    """The stored row's own fields, then the answer in the reader's language."""
    own = AssessmentListed(assessment).data
    return {name: own[name] for name in _OWN} | rendered(assessment)


_OWN = ("id", "office", "client", "credit_account", "known_at", "content_digest", "created_by", "created_at")
