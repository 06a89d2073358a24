from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access.decide import scope
from accounts.clients.models import Client
from cases.finances.models import Budget, Debt


def list_debts(actor: Any) -> QuerySet[Debt]:
    return scope(actor, Debt).select_related("client", "credit_account")


def list_budgets(actor: Any) -> QuerySet[Budget]:
    return scope(actor, Budget).select_related("client")


def standing(debts: QuerySet[Debt]) -> QuerySet[Debt]:
    """The newest reading of each debt, by its day and then by when it was recorded."""
    later_that_day = Q(read_on=OuterRef("read_on"), created_at__gt=OuterRef("created_at"))
    tied = Q(read_on=OuterRef("read_on"), created_at=OuterRef("created_at"), pk__gt=OuterRef("pk"))
    same = Debt.objects.filter(client_id=OuterRef("client_id"), debt_ref=OuterRef("debt_ref"))
    later = same.filter(Q(read_on__gt=OuterRef("read_on")) | later_that_day | tied)
    return debts.filter(~Exists(later))


def debts_of(actor: Any, client: Client, *, superseded: bool = False) -> QuerySet[Debt]:
    rows = list_debts(actor).filter(client=client)
    return rows if superseded else standing(rows)


def debts_of_person(actor: Any, files: Sequence[UUID]) -> list[Debt]:
    """Of all files of one person: a debt that stands in two of them is one debt, by its newest reading."""
    rows = standing(list_debts(actor).filter(client__in=files)).order_by("debt_ref", "read_on", "created_at", "id")
    return list({row.debt_ref: row for row in rows}.values())


def budget_of(actor: Any, client: Client) -> Budget | None:
    return budget_of_person(actor, [client.pk])


def budget_of_person(actor: Any, files: Sequence[UUID]) -> Budget | None:
    return list_budgets(actor).filter(client__in=files).order_by("-read_on", "-created_at", "-id").first()
