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

from accounts.access.views import Act
from assessments.engine import Pack, assessment_data, pack_for, read_notice, reading_data
from assessments.engine.wording import render_answer
from assessments.evaluations import services
from assessments.evaluations.api.inputs import (
    EXAMPLE,
    WHAT_IF_EXAMPLE,
    BatchInput,
    ClassificationInput,
    EvaluationInput,
    WhatIfInput,
    account_from,
    assumption_from,
)
from assessments.evaluations.api.outputs import AnswerOutput, ClassificationOutput, FieldErrorOutput, WhatIfOutput
from assessments.evaluations.in_force import packs_for
from assessments.evaluations.rendering import language_of_request
from assessments.evaluations.shifts import what_if_answer
from assessments.evidence.conversion import evidence_from
from config import clock
from config.api.fields import Output
from config.api.problems import field_errors

ERRORS_OF_ITEM = 20  # a whole batch of wrong items must not answer with a hundred thousand errors


def answer_to(actor: Any, given: Mapping[str, Any], packs: Mapping[str, Pack], at: datetime) -> dict[str, Any]:
    """The answer of the contract to an EvaluationInput's data, in the language of the request."""
    account = account_from(given)
    concluded = services.evaluate_posted(
        actor=actor,
        evidence=evidence_from(given.get("evidence", {})),
        account=account,
        as_of=given.get("as_of") or at,
        packs=packs,
    )
    wording = pack_for(packs, account.product).wording
    return render_answer(assessment_data(concluded), wording, language_of_request())


class PostedView(Act):
    """Of what is posted, nothing is stored; with an Idempotency-Key the answer is, sealed, for a day."""

    resource, act = "assessments", "evaluate_posted"
    writes = False


class EvaluationView(PostedView):
    """Evaluates posted evidence and stores nothing."""

    @extend_schema(
        operation_id="evaluations_create",
        tags=["evaluation"],
        request=EvaluationInput,
        responses=AnswerOutput,
        examples=[OpenApiExample("Unpaid and suspended", value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        given, packs = self.parsed(EvaluationInput), packs_for(request.user)
        return Response(answer_to(request.user, given, packs, clock.now()))


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


class BatchView(PostedView):
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
        items, at = enumerate(self.parsed(BatchInput)["items"]), clock.now()
        who, packs = request.user, packs_for(request.user)
        return Response({"results": [_result(who, item, f"/items/{index}", packs, at) for index, item in items]})


def _result(actor: Any, item: Any, pointer: str, packs: Mapping[str, Pack], at: datetime) -> dict[str, Any]:
    form = EvaluationInput(data=item)
    if form.is_valid():
        return answer_to(actor, form.validated_data, packs, at)
    return {"errors": list(islice(field_errors(form.errors, pointer), ERRORS_OF_ITEM))}


class WhatIfView(PostedView):
    """The answer as it would be if assumed events happened, and what would differ from now. Stores nothing.

    Assumed items are cited by ids that begin with `assumed:`. Nothing here is a forecast.
    """

    @extend_schema(
        operation_id="evaluations_what_if",
        tags=["evaluation"],
        request=WhatIfInput,
        responses=WhatIfOutput,
        examples=[OpenApiExample("The overdue instalment paid", value=WHAT_IF_EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        given = self.parsed(WhatIfInput)
        now = given.get("as_of") or clock.now()
        account = account_from(given)
        found, pack = services.assume_posted(
            actor=request.user,
            evidence=evidence_from(given.get("evidence", {})),
            account=account,
            assumption=assumption_from(given["assume"]),
            now=now,
            then=given["assume"].get("as_of") or now,
        )
        return Response(what_if_answer(found, pack))


class ClassificationView(PostedView):
    """What each notice text itself says."""

    act = "classify"

    @extend_schema(
        operation_id="notices_classify",
        tags=["evaluation"],
        request=ClassificationInput,
        responses=ClassificationOutput,
        examples=[OpenApiExample("Two texts", value={"texts": ["您的借呗已被永久关闭。", ""]}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        texts, lexicon = self.parsed(ClassificationInput)["texts"], packs_for(request.user)["base"].lexicon
        return Response({"results": [reading_data(read_notice(text, lexicon)) for text in texts]})
