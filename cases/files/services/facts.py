"""The fact by which a step is done, where a record can show it: a payment, a report.

What rests on the client's word alone shows nothing: somebody has to have seen a paper. Whether anything is still owed
the engine says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.consents.models import Purpose
from accounts.consents.selectors import is_withdrawn
from assessments.engine.evidence import Provenance
from assessments.evaluations.services import planned_for
from assessments.evidence.models import CreditReport, Recorded, Repayment
from assessments.evidence.selectors import current, evidence_of
from cases.files.models import CaseFile, Step, Transition
from cases.files.services import ledger
from config import clock

FRESH = timedelta(days=30)  # how old a report may be that answers a step which asks for one


@dataclass(frozen=True)
class Fact:
    """`on`: the day on which it happened."""

    row: Recorded
    on: date


def shows_something(row: Recorded) -> bool:
    return not row.withdrawn and row.provenance != Provenance.CLIENT_STATED.value


def fact_of(case: CaseFile, step: Step, at: datetime) -> Fact | None:
    return _FINDERS[step.action](case, step, at)


def _seen_since(rows: QuerySet[Any], step: Step) -> QuerySet[Any]:
    """Recorded since the step asks for it. Whoever reopens a step does not find it done again by the same record."""
    reopened = Transition.objects.filter(object_id=step.pk, act="reopen").order_by("-created_at").first()
    since = reopened.created_at if reopened else step.created_at
    return current(rows).filter(created_at__gte=since).exclude(provenance=Provenance.CLIENT_STATED.value)


def _report(case: CaseFile, step: Step, at: datetime) -> Fact | None:
    asked_on = clock.local_date(step.created_at, case.office.zone)
    return _first_report(case, step, asked_on - FRESH)


def _later_report(case: CaseFile, step: Step, at: datetime) -> Fact | None:
    return _first_report(case, step, step.ready_on or ledger.today_of(case, at))


def _first_report(case: CaseFile, step: Step, issued_from: date) -> Fact | None:
    """A report tells of all accounts: one recorded at any of the client's will do."""
    of_client = CreditReport.objects.filter(client_id=case.client_id, issued_on__gte=issued_from)
    found = _seen_since(of_client, step).order_by("issued_on", "created_at").first()
    return Fact(found, found.issued_on) if found else None


def _payment(case: CaseFile, step: Step, at: datetime) -> Fact | None:
    """Every instalment that is due is paid, at least one of them since the step asks for it, and the engine, which
    reads reports and notices too, asks for no payment any more."""
    today = ledger.today_of(case, at)
    due = Repayment.objects.filter(credit_account_id=case.credit_account_id, due_on__lte=today)
    paid = [row for row in _seen_since(due, step) if _is_paid(row)]
    if not paid or not all(_is_paid(row) and _is_known(row, step) for row in current(due)):
        return None
    newest = max(paid, key=lambda row: (_paid_on(row), row.created_at))
    return None if _is_owed(case, step, newest, at) else Fact(newest, min(_paid_on(newest), today))


def _is_known(row: Repayment, step: Step) -> bool:
    """What the plan already took as paid is no question here."""
    return shows_something(row) or row.created_at < step.created_at


def _is_owed(case: CaseFile, step: Step, paid: Repayment, at: datetime) -> bool:
    """As the case's owner sees the account; where that cannot be asked, it is not known to be paid."""
    if is_withdrawn(case.client_id, Purpose.SENSITIVE_DATA):
        return True
    evidence = evidence_of(case.owner, case.credit_account, known_at=at)
    if str(paid.pk) not in {item.id for item in evidence.repayments}:
        return True
    _pack, plan = planned_for(account=case.credit_account, evidence=evidence, at=at)
    return any(entry["action"] == step.action for entry in plan)


def _is_paid(row: Repayment) -> bool:
    return bool(_paid(row) >= row.amount_due)


def _paid(row: Repayment) -> Decimal:
    """As the engine reads it: single payments win, and a day without amount is the whole."""
    if row.payments:
        return sum((Decimal(one["amount"]) for one in row.payments), Decimal(0))
    if row.amount_paid is None:
        return Decimal(row.amount_due if row.paid_on else 0)
    return Decimal(row.amount_paid)


def _paid_on(row: Repayment) -> date:
    days = [date.fromisoformat(one["paid_on"]) for one in row.payments]
    return max(days, default=row.paid_on or row.due_on)


Finder = Callable[[CaseFile, Step, datetime], Fact | None]
_FINDERS: Mapping[str, Finder] = {
    "repay_overdue": _payment,
    "obtain_credit_report": _report,
    "check_report_after_update": _later_report,
}
ACTIONS = frozenset(_FINDERS)
SHOWN_BY: Mapping[type[Recorded], frozenset[str]] = {
    Repayment: frozenset({"repay_overdue"}),
    CreditReport: frozenset({"obtain_credit_report", "check_report_after_update"}),
}
