from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from assessments.evaluations.selectors import warnings_of
from cases.files.models import CaseFile
from cases.finances.limitation import may_be_barred
from cases.finances.models import PAYABLE, Debt
from cases.finances.selectors import standing
from cases.limitation.models import Decision, LimitationDecision

WARNING = "limitation_unclear"


def list_decisions(actor: Any) -> QuerySet[LimitationDecision]:
    return scope(actor, LimitationDecision)


def is_held(case: CaseFile, today: date) -> bool:
    """Whether what pays or acknowledges the case's debt waits: its limitation may have run out, and nobody has decided
    to go on."""
    decided = LimitationDecision.objects.filter(case=case).order_by("-created_at", "-id").first()
    if decided is not None:
        return decided.decision == Decision.WITHHOLD
    return in_doubt(case, today)


def in_doubt(case: CaseFile, today: date) -> bool:
    """By the debts recorded of the account; where none is, by what the plan's assessment warned of."""
    debts = list(standing(Debt.objects.filter(credit_account_id=case.credit_account_id)))
    if debts:
        return any(debt.state in PAYABLE and debt.overdue and may_be_barred(debt, today) for debt in debts)
    assessment = case.plan.assessment if case.plan else case.assessment
    return WARNING in warnings_of(assessment)
