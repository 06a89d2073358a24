from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from accounts.access.decide import scope
from accounts.credit_accounts.models import CreditAccount
from assessments.engine import Evidence, assign_ids
from assessments.evidence.conversion import item
from assessments.evidence.inputs import RepaymentInput
from assessments.evidence.models import Display, Notice, Repayment

COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Display: ("observed_at", "shows_limit", "can_draw", "limit_total", "limit_available", "text"),
    Notice: ("received_at", "channel", "text"),
    Repayment: ("due_on", "amount_due", "loan_ref", "paid_on", "amount_paid", "payments", "parts"),
}


def list_displays(actor: Any) -> QuerySet[Display]:
    return scope(actor, Display)


def list_notices(actor: Any) -> QuerySet[Notice]:
    return scope(actor, Notice)


def list_repayments(actor: Any) -> QuerySet[Repayment]:
    return scope(actor, Repayment)


def evidence_of(actor: Any, account: CreditAccount, *, as_of: datetime, known_at: datetime) -> Evidence:
    """What was recorded by `known_at` and had happened by `as_of`: one scoped query for each kind."""
    rows = {
        "displays": list_displays(actor).filter(observed_at__lte=as_of),
        "notices": list_notices(actor).filter(received_at__lte=as_of),
        "repayments": list_repayments(actor),
    }
    found: dict[str, Any] = {
        kind: tuple(
            item(kind, _values(row)) for row in queryset.filter(credit_account=account, created_at__lte=known_at)
        )
        for kind, queryset in rows.items()
    }
    return assign_ids(Evidence(**found))


def _values(row: Any) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in COLUMNS[type(row)]}
    if isinstance(row, Repayment):
        values |= _amounts_read(row)
    return {**values, "id": str(row.pk), "provenance": row.provenance}


def _amounts_read(row: Repayment) -> dict[str, Any]:
    """Payments and parts lie as the API shows them; its own fields read them back."""
    fields = RepaymentInput().fields
    return {
        "payments": fields["payments"].to_internal_value(row.payments),
        "parts": fields["parts"].to_internal_value(row.parts) if row.parts else None,
    }
