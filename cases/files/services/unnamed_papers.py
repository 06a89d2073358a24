"""A paper that was handed in as one from a court, before anybody has recorded what it is: somebody looks today.

No term can be counted without kind and day of service, so one urgent step asks for them. Recording the paper as
evidence completes it, and raises what a court paper raises.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.documents.models import Document
from accounts.merges.selectors import files_of
from assessments.evidence.models import LegalPaper
from cases.files.models import LIVE, UNDONE, CaseFile, CaseState, Step
from cases.files.raised import NAME_PAPER
from cases.files.selectors import unnamed_papers
from cases.files.services import agenda, court_papers, ledger
from cases.files.services.rechecks import ask_again
from cases.files.services.steps import complete_by_fact


def raise_unnamed(actor: Any, paper: Document, at: datetime) -> bool:
    """In the account's case that is not closed; of a paper that names no account, in the person's oldest one. Whether
    there is any."""
    rows = CaseFile.objects.filter(client_id__in=files_of(paper.client_id)).exclude(state=CaseState.CLOSED)
    if paper.credit_account_id:
        rows = rows.filter(credit_account_id=paper.credit_account_id)
    found = rows.order_by("created_at", "id").first()
    if found is None:
        return False
    case = ledger.locked(found)
    if case.state == CaseState.RESOLVED:
        court_papers.put_to_work(case, actor, at)
    _ask(case, [paper], actor, at)
    return True


def ask_for_open(case: CaseFile, *, actor: Any, at: datetime) -> None:
    """Those of the account, or of no account, that nobody was asked about yet."""
    of_the_case = Q(credit_account_id=case.credit_account_id) | Q(credit_account=None, client_id=case.client_id)
    _ask(case, unnamed_papers().filter(of_the_case), actor, at)


def _ask(case: CaseFile, papers: Iterable[Document], actor: Any, at: datetime) -> None:
    asked = [ask_again(case, because=paper.pk, actor=actor, at=at, action=NAME_PAPER, urgent=True) for paper in papers]
    if any(asked):
        agenda.refresh(case, actor=actor, at=at)


def settle_named(actor: Any, named: LegalPaper, at: datetime) -> None:
    """What was asked for is there."""
    if named.document_id is None:
        return
    asked = Step.objects.filter(action=NAME_PAPER, raised_for=named.document_id, state__in=UNDONE)
    for step in asked.filter(case__state__in=LIVE).select_related("case").order_by("pk"):
        case = ledger.locked(step.case)
        complete_by_fact(case=case, step=step, actor=actor, what=named, done_on=ledger.today_of(case, at), at=at)
