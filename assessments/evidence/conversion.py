"""Parsed input to the engine's frozen evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.engine import Evidence, assign_ids
from assessments.engine.evidence import (
    CreditReport,
    Display,
    Drawdown,
    Inquiry,
    Item,
    LegalPaper,
    MonthPerformance,
    Notice,
    Parts,
    Payment,
    PlatformEvent,
    Provenance,
    Repayment,
    RepaymentMonth,
    ReportAccount,
    Score,
    Statement,
)

Values = Mapping[str, Any]

ITEMS: dict[str, type[Item]] = {
    "displays": Display,
    "notices": Notice,
    "repayments": Repayment,
    "repayment_months": RepaymentMonth,
    "drawdowns": Drawdown,
    "scores": Score,
    "credit_reports": CreditReport,
    "platform_events": PlatformEvent,
    "legal_papers": LegalPaper,
    "statements": Statement,
}


def evidence_from(parsed: Values) -> Evidence:
    """`parsed` is EvidenceInput's validated data; items without id get theirs from their content."""
    kinds: dict[str, Any] = {kind: tuple(item(kind, values) for values in rows) for kind, rows in parsed.items()}
    return assign_ids(Evidence(**kinds))


def item(kind: str, values: Values) -> Item:
    """One item of evidence; an empty id is filled in later."""
    fields = {"id": "", **values, "provenance": Provenance(values["provenance"])}
    if kind == "repayments":
        fields |= _repayment(values)
    elif kind == "credit_reports":
        fields["accounts"] = tuple(_report_account(one) for one in values.get("accounts", ()))
        fields["inquiries"] = tuple(Inquiry(**one) for one in values.get("inquiries", ()))
    return ITEMS[kind](**fields)


def _repayment(values: Values) -> dict[str, Any]:
    parts = values.get("parts")
    return {
        "payments": tuple(Payment(**one) for one in values.get("payments", ())),
        "parts": Parts(**parts) if parts else None,
    }


def _report_account(values: Values) -> ReportAccount:
    months = tuple(MonthPerformance(**one) for one in values.get("performance", ()))
    return ReportAccount(**{**values, "performance": months})
