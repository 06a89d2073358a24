"""The shapes of evidence as callers send it: one input for each kind, strict in every field.

Only an item's own time, amount, value, code, kind, scheme and channel are required. Free texts may be absent or empty.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from assessments.engine.evidence import Provenance
from assessments.packs import schemes
from config.api.fields import Amount, Choice, Day, FreeText, Input, Instant, Month, SentText, Text, TrueOrFalse, Whole

MAX_ITEMS = 5_000
CHANNELS = ["in_app", "sms", "email", "call", "letter"]
COUNTERPARTIES = ["merchant", "self", "relative", "investment", "unknown"]
MONTH_CODES = ["N", "*", "1", "2", "3", "4", "5", "6", "7", "C", "G", "D", "Z", "B", "#", "/"]
INQUIRY_REASONS = ["loan_approval", "card_approval", "post_loan", "self", "guarantee", "other"]
REPORT_ACCOUNTS = ["loan", "credit_card"]
LEGAL_PAPERS = ["payment_order", "summons", "judgment", "ruling", "enforcement", "arbitration", "mediation_call"]


def invalid(code: str, detail: str) -> list[serializers.ErrorDetail]:
    return [serializers.ErrorDetail(detail, code=code)]


def optional_amount(**kwargs: Any) -> Amount:
    return Amount(required=False, allow_null=True, **kwargs)


def optional_day() -> Day:
    return Day(required=False, allow_null=True)


def _many(kind: type[Input]) -> Any:
    """At most 5,000 of them."""
    return kind(many=True, required=False, max_length=MAX_ITEMS)  # type: ignore[call-arg]


class ItemInput(Input):
    id = Text(required=False, max_length=100, help_text="Cited in the answer; unique in the request.")
    provenance = Choice(choices=[p.value for p in Provenance], default=Provenance.CLIENT_STATED.value)


class DisplayInput(ItemInput):
    observed_at = Instant()
    shows_limit = TrueOrFalse(required=False, allow_null=True)
    can_draw = TrueOrFalse(required=False, allow_null=True)
    limit_total = optional_amount()
    limit_available = optional_amount()
    text = FreeText()


class NoticeInput(ItemInput):
    received_at = Instant()
    channel = Choice(choices=CHANNELS)
    text = SentText()


class PaymentInput(Input):
    paid_on = Day()
    amount = Amount()


class PartsInput(Input):
    principal = optional_amount()
    interest = optional_amount()
    fee = optional_amount()
    penalty = optional_amount()


class RepaymentInput(ItemInput):
    due_on = Day()
    amount_due = Amount()
    loan_ref = FreeText()
    paid_on = optional_day()
    amount_paid = optional_amount()
    payments = _many(PaymentInput)
    parts = PartsInput(required=False, allow_null=True)


class RepaymentMonthInput(ItemInput):
    month = Month()
    code = Choice(choices=MONTH_CODES)


class DrawdownInput(ItemInput):
    at = Instant()
    amount = Amount()
    stated_use = FreeText()
    counterparty = Choice(choices=COUNTERPARTIES, default="unknown")


class ScoreInput(ItemInput):
    scheme = Choice(choices=sorted(schemes()))
    value = Whole()
    read_on = Day()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        scheme = schemes()[attrs["scheme"]]
        if not scheme.lowest <= attrs["value"] <= scheme.highest:
            scale = {"scheme": attrs["scheme"], "low": scheme.lowest, "high": scheme.highest}
            detail = _("A %(scheme)s score lies between %(low)d and %(high)d.") % scale
            raise serializers.ValidationError({"value": invalid("off_scale", detail)})
        return attrs


class PerformanceInput(Input):
    month = Month()
    mark = Choice(choices=MONTH_CODES)
    overdue_amount = optional_amount()


class ReportAccountInput(Input):
    kind = Choice(choices=REPORT_ACCOUNTS)
    institution = FreeText()
    status = FreeText()
    credit_limit = optional_amount()
    balance = optional_amount()
    overdue_amount = optional_amount()
    five_class = FreeText()
    opened_on = optional_day()
    settled_on = optional_day()
    months = serializers.RegexField(
        r"\A[N*1-7CGDZB#/]*\Z", required=False, allow_blank=True, default="", max_length=600, trim_whitespace=False
    )
    performance = _many(PerformanceInput)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        opened, settled = attrs.get("opened_on"), attrs.get("settled_on")
        if opened and settled and settled < opened:
            raise serializers.ValidationError({"settled_on": invalid("before_start", _("It ends before it starts."))})
        return attrs


class InquiryInput(Input):
    on = Day()
    reason = Choice(choices=INQUIRY_REASONS, default="other")
    institution = FreeText()


class CreditReportInput(ItemInput):
    issued_on = Day()
    accounts = _many(ReportAccountInput)
    inquiries = _many(InquiryInput)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A report cannot tell what came after it."""
        issued = attrs["issued_on"]
        wrong = {
            "inquiries": _later(attrs.get("inquiries", []), "on", issued),
            "accounts": [
                {"performance": late} if (late := _later(one.get("performance", []), "month", issued)) else {}
                for one in attrs.get("accounts", [])
            ],
        }
        wrong = {name: errors for name, errors in wrong.items() if any(errors)}
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


def _later(rows: list[dict[str, Any]], field: str, issued: date) -> list[dict[str, Any]]:
    errors = [
        {field: invalid("after_report", _("This is later than the report."))} if row[field] > issued else {}
        for row in rows
    ]
    return errors if any(errors) else []


class PlatformEventInput(ItemInput):
    kind = Choice(choices=["maintenance", "policy_change"])
    starts_at = Instant()
    ends_at = Instant(required=False, allow_null=True)
    text = FreeText()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("ends_at") and attrs["ends_at"] < attrs["starts_at"]:
            raise serializers.ValidationError({"ends_at": invalid("before_start", _("It ends before it starts."))})
        return attrs


class LegalPaperInput(ItemInput):
    kind = Choice(choices=LEGAL_PAPERS)
    served_on = Day()
    court = FreeText()
    case_no = FreeText()


class StatementInput(ItemInput):
    made_at = Instant()
    text = FreeText()


class EvidenceInput(Input):
    """All kinds; each optional, at most 5,000 items of a kind."""

    displays = _many(DisplayInput)
    notices = _many(NoticeInput)
    repayments = _many(RepaymentInput)
    repayment_months = _many(RepaymentMonthInput)
    drawdowns = _many(DrawdownInput)
    scores = _many(ScoreInput)
    credit_reports = _many(CreditReportInput)
    platform_events = _many(PlatformEventInput)
    legal_papers = _many(LegalPaperInput)
    statements = _many(StatementInput)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An id names one item of the whole request."""
        seen: set[str] = set()
        wrong: dict[str, list[dict[str, Any]]] = {}
        for kind, items in attrs.items():
            errors = [repeated_id(item, seen) for item in items]
            if any(errors):
                wrong[kind] = errors
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


def repeated_id(item: dict[str, Any], seen: set[str]) -> dict[str, Any]:
    ident = item.get("id")
    if not ident:
        return {}
    if ident in seen:
        return {"id": invalid("repeated", _("This id is given twice."))}
    seen.add(ident)
    return {}
