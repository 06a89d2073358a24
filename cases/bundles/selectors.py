"""Which rows belong to a case's bundle, as whoever asked for it sees them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.access.decide import scope
from accounts.documents.models import Document
from accounts.exports.sections import sections
from accounts.merges.selectors import files_of
from accounts.people.selectors import list_people
from cases.bundles.models import CaseBundle
from cases.correspondence.models import Communication
from cases.deadlines.models import Deadline
from cases.files.models import CaseFile
from cases.finances.models import Budget, Debt
from cases.referrals.models import Referral
from cases.reminders.models import Reminder

# Who was reminded when, and what a lawyer was asked, is the office's own; lawyers' notes are in no export at all.
LEFT_OUT = (Reminder, Referral, CaseBundle)
OF_THE_PERSON = (Debt, Budget)
TOLD_WITH: dict[Any, tuple[str, ...]] = {Communication: ("content",), Deadline: ("step",)}


def list_bundles(actor: Any) -> QuerySet[CaseBundle]:
    return scope(actor, CaseBundle).defer("sealed")


def rows_of(actor: Any, case: CaseFile) -> Iterator[tuple[str, QuerySet[Any]]]:
    """By resource: the case, what hangs on it and on its credit account, and what the client owes and has each month,
    with whatever lender: the plan is made of all of it."""
    for row in sections():
        narrowed = _narrowed(row.model, case)
        if narrowed is not None and row.model not in LEFT_OUT and row.model is not Document:
            rows = scope(actor, row.model).filter(narrowed).order_by("created_at", "pk")
            yield row.resource, rows.select_related(*TOLD_WITH[row.model]) if row.model in TOLD_WITH else rows
    yield "documents", documents_of(actor, case)


def _narrowed(model: type[Any], case: CaseFile) -> Q | None:
    columns = {field.name for field in model._meta.concrete_fields}
    if model is CaseFile:
        return Q(pk=case.pk)
    if model in OF_THE_PERSON:
        return Q(client_id__in=files_of(case.client_id))
    if "created_at" not in columns:
        return None
    if "case" in columns:
        return Q(case=case)
    return Q(credit_account_id=case.credit_account_id) if "credit_account" in columns else None


def documents_of(actor: Any, case: CaseFile) -> QuerySet[Document]:
    """Papers of the account, and those of the client that belong to no account."""
    own = Q(credit_account_id=case.credit_account_id) | Q(credit_account__isnull=True)
    return scope(actor, Document).filter(own, client_id=case.client_id).order_by("created_at", "pk")


def chain_of(actor: Any, case: CaseFile) -> QuerySet[Communication]:
    return scope(actor, Communication).filter(case=case).select_related("content", "recorded_by").order_by("seq")


def names_of(actor: Any) -> dict[UUID, str]:
    """The people whom the actor may know of, by id."""
    return dict(list_people(actor).values_list("pk", "name"))
