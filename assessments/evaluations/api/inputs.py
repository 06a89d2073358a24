"""What is posted to be evaluated, assumed or read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.engine import AssumedPayment, Assumption
from assessments.engine.evidence import Account
from assessments.engine.packs.tables import LENDER_TYPES
from assessments.engine.what_if import ASSUMED
from assessments.evidence.conversion import evidence_from
from assessments.evidence.inputs import EvidenceInput, invalid
from assessments.packs import product_keys
from config.api.fields import Amount, Choice, Day, Input, Instant, SentText, Text

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
ASSUMPTION_EXAMPLE: dict[str, Any] = {
    "as_of": "2026-12-20T10:00:00+08:00",
    "evidence": {"displays": [{"observed_at": "2026-12-19T09:00:00+08:00", "shows_limit": True, "can_draw": True}]},
}
WHAT_IF_EXAMPLE = {
    **EXAMPLE,
    "evidence": {"repayments": [{"id": "r1", "due_on": "2026-10-10", "amount_due": "1200.00"}]},
    "assume": {**ASSUMPTION_EXAMPLE, "payments": [{"repayment": "r1", "paid_on": "2026-12-01"}]},
}
MAX_BATCH = 500
MAX_PAYMENTS = 500


class EvaluationInput(Input):
    """`as_of` is now where it is not given. Items dated after it are listed as ignored and change nothing else."""

    as_of = Instant(required=False)
    product = Choice(choices=product_keys(), required=False, allow_null=True)
    outstanding_amount = Amount(required=False, allow_null=True)
    lender = Text(
        max_length=200, required=False, allow_blank=True, help_text="The lender of record, as the contract names it."
    )
    lender_type = Choice(
        choices=LENDER_TYPES, required=False, allow_null=True, help_text="Decides which authority hears a complaint."
    )
    evidence = EvidenceInput(required=False)


def account_from(given: Mapping[str, Any]) -> Account:
    return Account(
        product=given.get("product"),
        outstanding_amount=given.get("outstanding_amount"),
        lender=given.get("lender", ""),
        lender_type=given.get("lender_type"),
    )


@extend_schema_field(EvaluationInput)
class UncheckedItem(serializers.JSONField):
    """Checked when its turn comes, so that one bad item does not spoil the others."""


class BatchInput(Input):
    """Each item is what `evaluations/` takes."""

    items = serializers.ListField(child=UncheckedItem(allow_null=True), max_length=MAX_BATCH)


class AssumedPaymentInput(Input):
    """Money paid on an instalment that is known already; without an amount, whatever is left of it."""

    repayment = Text(max_length=100, help_text="The instalment's id, as the evidence gives it.")
    paid_on = Day()
    amount = Amount(required=False, allow_null=True, positive=True)


class AssumptionInput(Input):
    """What is assumed to happen by `as_of` (now where it is not given): new evidence, and at most 500 payments."""

    as_of = Instant(required=False)
    evidence = EvidenceInput(required=False)
    payments = AssumedPaymentInput(many=True, required=False, max_length=MAX_PAYMENTS)  # type: ignore[call-arg]


def assumption_from(given: Mapping[str, Any]) -> Assumption:
    payments = tuple(AssumedPayment(**one) for one in given.get("payments", ()))
    return Assumption(evidence=evidence_from(given.get("evidence", {})), payments=payments)


class WhatIfInput(EvaluationInput):
    """What is known, as for `evaluations/`, and what is assumed."""

    assume = AssumptionInput()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What is assumed can be told from what was seen by its id alone."""
        wrong = {
            kind: [_reserved(item) for item in items]
            for kind, items in attrs.get("evidence", {}).items()
            if any(map(_reserved, items))
        }
        if wrong:
            raise serializers.ValidationError({"evidence": wrong})
        return attrs


def _reserved(item: Mapping[str, Any]) -> dict[str, Any]:
    if not item.get("id", "").startswith(ASSUMED):
        return {}
    words = _("Ids of what was seen must not begin with %(word)s") % {"word": ASSUMED}
    return {"id": invalid("reserved", words)}


class ClassificationInput(Input):
    texts = serializers.ListField(child=SentText(), max_length=500)
