"""Where a client's intake stands, read from the rows themselves: what is there, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from accounts.access.decide import scope
from accounts.clients.models import Client
from accounts.consents.models import Consent, Purpose
from accounts.credit_accounts.models import CreditAccount
from accounts.credit_accounts.selectors import list_credit_accounts
from accounts.documents.models import Document
from accounts.engagements.models import Engagement
from accounts.merges.selectors import duplicates_of, files_of
from assessments.evaluations.models import Assessment
from assessments.evidence.models import Display
from assessments.evidence.selectors import current
from cases.files.models import CaseFile, Plan
from cases.referrals.selectors import is_party

Files = Sequence[UUID]
"""Of one person: this one, and those merged with it."""
MOST_ACCOUNTS = 200  # told one by one; whoever has more works on these first


class Part(StrEnum):
    """In the order in which an intake goes."""

    IDENTITY = "identity"
    ENGAGEMENT = "engagement"
    CONSENTS = "consents"
    ACCOUNTS = "accounts"
    DISPLAYS = "displays"
    DOCUMENTS = "documents"
    EVALUATIONS = "evaluations"
    CASE = "case"
    PLAN = "plan"


@dataclass(frozen=True)
class Need:
    """One thing that is missing: of the client, or of one account or case."""

    part: Part
    field: str = ""
    account: CreditAccount | None = None
    case: CaseFile | None = None
    assessment: UUID | None = None


@dataclass(frozen=True)
class Intake:
    """`conflict`: somebody of the office could not act for this client; never who, nor for whom. `duplicates`:
    other files in sight that may be the same person's."""

    client: Client
    needs: list[Need]
    conflict: bool
    duplicates: int
    waits: frozenset[Part] = field(default=frozenset())

    def of(self, part: Part) -> list[Need]:
        return [need for need in self.needs if need.part is part]

    def done(self, part: Part) -> bool:
        return part not in self.waits and not self.of(part)

    @property
    def next(self) -> Part | None:
        return next((part for part in Part if not self.done(part)), None)


def intake_of(actor: Any, client: Client) -> Intake:
    """The same number of queries however many accounts there are."""
    files = files_of(client.pk)
    accounts = list(list_credit_accounts(actor).filter(client__in=files).order_by("created_at", "id")[:MOST_ACCOUNTS])
    assessments = _assessments(actor, files)
    cases = list(scope(actor, CaseFile).filter(client__in=files).order_by("created_at", "id"))
    needs = [
        *_of_the_client(actor, client, files),
        *_of_accounts(actor, files, accounts, set(assessments)),
        *_of_cases(actor, files, accounts, cases, assessments),
    ]
    return Intake(
        client,
        needs,
        _conflict(client, accounts),
        len(duplicates_of(actor, client)),
        _waiting(accounts, assessments, cases),
    )


def _waiting(accounts: list[CreditAccount], assessments: dict[UUID, UUID], cases: list[CaseFile]) -> frozenset[Part]:
    """Parts that cannot begin before an earlier one; nothing is missing of them yet."""
    waits: set[Part] = set()
    if not accounts:
        waits |= {Part.DISPLAYS, Part.DOCUMENTS, Part.EVALUATIONS, Part.CASE}
    if not cases and not any(account.pk in assessments for account in accounts):
        waits.add(Part.CASE)
    return frozenset(waits | ({Part.PLAN} if not cases else set()))


def _of_the_client(actor: Any, client: Client, files: Files) -> Iterator[Need]:
    for name in ("identity_number", "phone"):
        if not getattr(client, f"{name}_index"):
            yield Need(Part.IDENTITY, name)
    if not scope(actor, Engagement).filter(client__in=files, ended_on=None).exists():
        yield Need(Part.ENGAGEMENT)
    given = scope(actor, Consent).filter(client__in=files, withdrawn_at=None)
    if not given.filter(purpose=Purpose.SENSITIVE_DATA).exists():
        yield Need(Part.CONSENTS, Purpose.SENSITIVE_DATA)


def _of_accounts(actor: Any, files: Files, accounts: list[CreditAccount], evaluated: set[UUID]) -> Iterator[Need]:
    if not accounts:
        yield Need(Part.ACCOUNTS)
    displays = current(scope(actor, Display)).filter(client__in=files)
    shown = set(displays.values_list("credit_account_id", "document_id"))
    photos = set(scope(actor, Document).filter(client__in=files).values_list("credit_account_id", flat=True))
    for part, found in (
        (Part.DISPLAYS, {account for account, _document in shown}),
        (Part.DOCUMENTS, photos | {account for account, document in shown if document}),
        (Part.EVALUATIONS, evaluated),
    ):
        yield from (Need(part, account=account) for account in accounts if account.pk not in found)


def _assessments(actor: Any, files: Files) -> dict[UUID, UUID]:
    """The newest of each account."""
    rows = scope(actor, Assessment).filter(client__in=files).order_by("created_at", "id")
    return dict(rows.values_list("credit_account_id", "id"))


def _of_cases(
    actor: Any, files: Files, accounts: list[CreditAccount], cases: list[CaseFile], assessments: dict[UUID, UUID]
) -> Iterator[Need]:
    """One case and one plan are enough; what is evaluated first is offered first."""
    if not cases:
        ready = next((account for account in accounts if account.pk in assessments), None)
        if ready:
            yield Need(Part.CASE, account=ready, assessment=assessments[ready.pk])
    elif not scope(actor, Plan).filter(client__in=files).exists():
        case = cases[0]
        yield Need(Part.PLAN, case=case, assessment=assessments.get(case.credit_account_id, case.assessment_id))


def _conflict(client: Client, accounts: list[CreditAccount]) -> bool:
    lenders = {account.lender_of_record_id for account in accounts if account.lender_of_record_id}
    return is_party(client, lenders)
