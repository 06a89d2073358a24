"""Evaluating what is posted: nothing is stored, and nothing but the body is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from drf_spectacular.utils import OpenApiExample, PolymorphicProxySerializer, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access.decide import require_act
from assessments.engine import assessment_data, read_notice, reading_data
from assessments.engine.evidence import Account
from assessments.engine.wording import render_answer
from assessments.evaluations import services
from assessments.evaluations.api.outputs import AnswerOutput, ClassificationOutput, FieldErrorOutput
from assessments.evaluations.rendering import language_of_request
from assessments.evidence.conversion import evidence_from
from assessments.evidence.inputs import EvidenceInput
from assessments.packs import packs, product_keys
from config import clock
from config.api.fields import Amount, Choice, FreeText, Input, Instant, Output
from config.api.problems import field_errors

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
MAX_BATCH = 500
ERRORS_OF_ITEM = 20  # a whole batch of wrong items must not answer with a hundred thousand errors


class EvaluationInput(Input):
    """`as_of` is now where it is not given. Items dated after it are listed as ignored and change nothing else."""

    as_of = Instant(required=False)
    product = Choice(choices=product_keys(), required=False, allow_null=True)
    outstanding_amount = Amount(required=False, allow_null=True)
    evidence = EvidenceInput(required=False)


def answer_to(actor: Any, given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The answer of the contract to an EvaluationInput's data, in the language of the request."""
    account = Account(product=given.get("product"), outstanding_amount=given.get("outstanding_amount"))
    concluded = services.evaluate_posted(
        actor=actor,
        evidence=evidence_from(given.get("evidence", {})),
        account=account,
        as_of=given.get("as_of") or at,
    )
    wording = services.pack_of(account.product).wording
    return render_answer(assessment_data(concluded), wording, language_of_request())


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
        return Response(answer_to(request.user, form.validated_data, clock.now()))


@extend_schema_field(EvaluationInput)
class UncheckedItem(serializers.JSONField):
    """Checked when its turn comes, so that one bad item does not spoil the others."""


class BatchInput(Input):
    """Each item is what `evaluations/` takes."""

    items = serializers.ListField(child=UncheckedItem(allow_null=True), max_length=MAX_BATCH)


class RefusedItemOutput(Output):
    """In place of the answer to an item that is wrong."""


# A serializer has `errors` of its own: the field is added by name.
RefusedItemOutput._declared_fields["errors"] = FieldErrorOutput(many=True)


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="BatchResult",
        serializers=[AnswerOutput, RefusedItemOutput],
        resource_type_field_name=None,
    )
)
class BatchResultField(serializers.JSONField):
    """An answer as `evaluations/` gives it, or the errors of the item."""


class BatchOutput(Output):
    results = serializers.ListField(child=BatchResultField())


class BatchView(APIView):
    """Evaluates up to 500 posted accounts; the results stand in the order of the items.

    A wrong item is answered by `{"errors": […]}` in its place, with pointers such as `/items/3/evidence/notices`,
    and spoils none of the others.
    """

    @extend_schema(
        operation_id="evaluations_batch",
        tags=["evaluation"],
        request=BatchInput,
        responses=BatchOutput,
        examples=[OpenApiExample("Two accounts", value={"items": [EXAMPLE, {}]}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        require_act(request.user, "evaluate_posted", "assessments")
        form = BatchInput(data=request.data)
        form.is_valid(raise_exception=True)
        at = clock.now()
        items = enumerate(form.validated_data["items"])
        return Response({"results": [_result(request.user, item, f"/items/{index}", at) for index, item in items]})


def _result(actor: Any, item: Any, pointer: str, at: datetime) -> dict[str, Any]:
    form = EvaluationInput(data=item)
    if form.is_valid():
        return answer_to(actor, form.validated_data, at)
    return {"errors": list(islice(field_errors(form.errors, pointer), ERRORS_OF_ITEM))}


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
