"""Parsed input to the engine's frozen evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
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
    """One item of evidence, from parsed values or a stored row's; an empty id is filled in later."""
    fields = {"id": "", **values, "provenance": Provenance(values["provenance"])}
    if kind == "repayments":
        fields |= _repayment(values)
    elif kind == "credit_reports":
        fields["accounts"] = tuple(_report_account(one) for one in values.get("accounts", ()))
        fields["inquiries"] = tuple(Inquiry(**{**one, "on": _day(one["on"])}) for one in values.get("inquiries", ()))
    return ITEMS[kind](**fields)


def _repayment(values: Values) -> dict[str, Any]:
    parts = values.get("parts")
    return {
        "payments": tuple(Payment(_day(one["paid_on"]), _sum(one["amount"])) for one in values.get("payments", ())),
        "parts": Parts(**{name: _maybe(_sum, value) for name, value in parts.items()}) if parts else None,
    }


def _report_account(values: Values) -> ReportAccount:
    amounts = {name: _maybe(_sum, values.get(name)) for name in ("credit_limit", "balance", "overdue_amount")}
    days = {name: _maybe(_day, values.get(name)) for name in ("opened_on", "settled_on")}
    months = tuple(_performance(one) for one in values.get("performance", ()))
    return ReportAccount(**{**values, **amounts, **days, "performance": months})


def _performance(values: Values) -> MonthPerformance:
    return MonthPerformance(_month(values["month"]), values["mark"], _maybe(_sum, values.get("overdue_amount")))


# Parsed values are what they mean; those of a stored list are as the API writes them.


def _maybe(read: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else read(value)


def _sum(value: Decimal | str) -> Decimal:
    return Decimal(value)


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _month(value: date | str) -> date:
    return date.fromisoformat(f"{value}-01") if isinstance(value, str) else value
