"""Recording what a client owes and what is free each month."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, require_act
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.documents.models import Document
from assessments.evidence.models import NEEDS_DOCUMENT
from cases.files.models import LIVE, CaseFile
from cases.files.services import agenda, ledger
from cases.finances.models import Budget, Debt, DebtState
from config import clock
from config.errors import InvalidInput

INCOME, EXPENSE = "income", "expense"
_PAST_DAYS = ("read_on", "oldest_unpaid_on", "last_paid_on", "last_demanded_on", "last_acknowledged_on")


@transaction.atomic
def record_debt(*, actor: Any, values: dict[str, Any], at: datetime) -> Debt:
    """A reading of one debt; the same `debt_ref` again is a later reading of it."""
    require_act(actor, "create", "debts")
    client = named(actor, Client, values.pop("client"), "/client")
    account = values.pop("credit_account", None)
    if account is not None:
        account = named(actor, CreditAccount, account, "/credit_account", client=client)
    _refuse_future(values, clock.local_date(at, client.office.zone))
    if values["overdue"] > values["balance"]:
        raise InvalidInput(_("What is overdue is part of the balance."), code="does_not_add_up", pointer="/overdue")
    if values.get("state") == DebtState.SETTLED and values["balance"] > 0:
        words = _("Of a settled debt nothing is owed: the balance is zero, or the debt is not settled.")
        raise InvalidInput(words, code="does_not_add_up", pointer="/balance")
    values["debt_ref"] = values.get("debt_ref") or (str(account.pk) if account else values["creditor"][:100])
    debt: Debt = _recorded(actor, client, Debt, {**values, "credit_account": account}, at)
    if account is not None:
        for case in CaseFile.objects.filter(credit_account=account, state__in=LIVE).order_by("pk"):
            agenda.refresh(ledger.locked(case), actor=actor, at=at)  # whether its steps wait for a decision
    return debt


@transaction.atomic
def record_budget(*, actor: Any, values: dict[str, Any], at: datetime) -> Budget:
    """Refused where the figures do not add up, and where borrowed money stands among the income."""
    require_act(actor, "create", "budgets")
    client = named(actor, Client, values.pop("client"), "/client")
    _refuse_future(values, clock.local_date(at, client.office.zone))
    lines = values.pop("lines")
    income, expenses = (_sum(lines, side) for side in (INCOME, EXPENSE))
    free = values.pop("free", None)
    if free is not None and free != income - expenses:
        words = _("The lines leave %(free)s each month.") % {"free": income - expenses}
        raise InvalidInput(words, code="does_not_add_up", pointer="/free")
    told = [{**line, "amount": str(line["amount"])} for line in lines]
    figures = {"lines": told, "income": income, "expenses": expenses}
    budget: Budget = _recorded(actor, client, Budget, {**values, **figures}, at)
    return budget


def _sum(lines: list[dict[str, Any]], side: str) -> Decimal:
    return sum((line["amount"] for line in lines if line["side"] == side), Decimal(0))


def _refuse_future(values: dict[str, Any], today: date) -> None:
    for name in _PAST_DAYS:
        day = values.get(name)
        if day is not None and day > today:
            raise InvalidInput(_("This lies in the future."), code="future", pointer=f"/{name}")


def _recorded(actor: Any, client: Client, model: Any, values: dict[str, Any], at: datetime) -> Any:
    paper = values.pop("document", None)
    document = named(actor, Document, paper, "/document", client=client) if paper else None
    if values["provenance"] in NEEDS_DOCUMENT and document is None:
        raise InvalidInput(
            _("This provenance needs a stored document. Until then, record it as document_seen."),
            code="document_required",
            pointer="/document",
        )
    made = model.objects.create(
        office_id=client.office_id, client=client, document=document, recorded_by=actor, created_at=at, **values
    )
    record(actor=actor, act="create", row=made, at=at)
    return made
