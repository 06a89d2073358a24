"""Court papers that nobody works on: a case is opened for each, so that its term does not run unseen.

One that was handed in as a file gets its case at once; for one that was recorded as evidence, whoever recorded it has
some minutes to open the case themselves.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from accounts.access import registry
from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.credit_accounts.services import create_credit_account
from accounts.documents.models import Document
from accounts.lenders.models import CreditProduct
from accounts.merges.selectors import files_of, merged_into
from accounts.people.models import Person
from assessments.evaluations.selectors import newest_of
from assessments.evaluations.services import evaluate_account
from assessments.evidence.models import LegalPaper
from cases.files.selectors import papers_nobody_works_on, unnamed_nobody_works_on
from cases.files.services.cases import open_case
from cases.files.services.unnamed_papers import raise_unnamed
from config.errors import DomainError
from config.logs import place_of_error
from config.rows import for_update

GRACE = timedelta(minutes=10)  # for whoever recorded the paper to open the case themselves
RECENT = timedelta(days=14)
NOT_NAMED = "other"  # the product that stands for one that nobody has named

log = structlog.get_logger(__name__)


def take_up(actor: Any, paper: Document, at: datetime) -> bool:
    """In the case that is there, else in one opened for it. False where none can be opened, as after a withdrawn
    consent; the tick tries again."""
    if raise_unnamed(actor, paper, at):
        return True
    _open(paper, at)
    return raise_unnamed(_worker(paper), paper, at)  # also in a case that somebody else has just opened


def open_cases(*, at: datetime, limit: int = 20) -> int:
    recent = {"since": at - RECENT, "until": at - GRACE}
    opened = [_open(paper, at) for paper in papers_nobody_works_on(**recent)[:limit]]
    opened += [take_up(_worker(paper), paper, at) for paper in unnamed_nobody_works_on(**recent)[:limit]]
    return sum(opened)


def _open(paper: LegalPaper | Document, at: datetime) -> bool:
    """In the name of the client's advisor, who owns it."""
    actor = _worker(paper)
    if actor is None:
        log.warning("paper_without_case", paper=str(paper.pk), error="nobody is at work in the office")
        return False
    try:
        with transaction.atomic():
            account = paper.credit_account or _account_of(paper.client_id, actor, at)
            if newest_of(actor, account.pk) is None:
                evaluate_account(actor=actor, account=account, as_of=at, known_at=at, at=at)
            open_case(actor=actor, account_id=account.pk, assessment_id=None, at=at)
    except DomainError as error:  # consent withdrawn, or somebody was quicker
        log.warning("paper_without_case", paper=str(paper.pk), error=place_of_error(error))
        return False
    return True


def _account_of(client_id: Any, actor: Any, at: datetime) -> CreditAccount:
    """Which debt the paper is about is not known: the person's oldest account stands for it, or, where none is
    recorded, one of a product that is not named, until somebody names it."""
    if (found := _oldest_account(client_id)) is not None:
        return found
    for_update(Client.objects.all()).get(pk=client_id)  # of two papers at once, the second finds the first's account
    if (found := _oldest_account(client_id)) is not None:
        return found
    product = CreditProduct.objects.get(office=None, key=NOT_NAMED)
    values = {"client": merged_into(client_id) or client_id, "product": product.pk}
    return create_credit_account(actor=actor, values=values, at=at)


def _oldest_account(client_id: Any) -> CreditAccount | None:
    return CreditAccount.objects.filter(client_id__in=files_of(client_id)).order_by("created_at", "id").first()


def _worker(paper: LegalPaper | Document) -> Person | None:
    advisor = paper.client.advisor
    if advisor.is_active and advisor.role in registry.CASEWORKERS:
        return advisor
    supervisors = Person.objects.filter(office_id=paper.office_id, role=registry.SUPERVISOR, is_active=True)
    return supervisors.order_by("created_at", "id").first()
