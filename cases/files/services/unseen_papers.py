"""Court papers on accounts that nobody works on: a case is opened for each, so that its term does not run unseen."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from accounts.access import registry
from accounts.documents.models import Document
from accounts.people.models import Person
from assessments.evaluations.selectors import newest_of
from assessments.evaluations.services import evaluate_account
from assessments.evidence.models import LegalPaper
from cases.files.selectors import papers_nobody_works_on, unnamed_nobody_works_on
from cases.files.services.cases import open_case
from config.errors import DomainError
from config.logs import place_of_error

GRACE = timedelta(minutes=10)  # for whoever recorded the paper to open the case themselves
RECENT = timedelta(days=14)

log = structlog.get_logger(__name__)


def open_cases(*, at: datetime, limit: int = 20) -> int:
    """In the name of the client's advisor, who owns it."""
    recent = {"since": at - RECENT, "until": at - GRACE}
    found: list[LegalPaper | Document] = [*papers_nobody_works_on(**recent)[:limit]]
    found += unnamed_nobody_works_on(**recent)[:limit]
    return sum(_open(paper, at) for paper in found)


def _open(paper: LegalPaper | Document, at: datetime) -> bool:
    account, actor = paper.credit_account, _worker(paper)
    assert account is not None  # noqa: S101 - of documents, those with an account are found
    try:
        with transaction.atomic():
            if newest_of(actor, account.pk) is None:
                evaluate_account(actor=actor, account=account, as_of=at, known_at=at, at=at)
            open_case(actor=actor, account_id=account.pk, assessment_id=None, at=at)
    except DomainError as error:  # consent withdrawn, or somebody was quicker
        log.warning("paper_without_case", paper=str(paper.pk), error=place_of_error(error))
        return False
    return True


def _worker(paper: LegalPaper | Document) -> Person | None:
    advisor = paper.client.advisor
    if advisor.is_active and advisor.role in registry.CASEWORKERS:
        return advisor
    supervisors = Person.objects.filter(office_id=paper.office_id, role=registry.SUPERVISOR, is_active=True)
    return supervisors.order_by("created_at", "id").first()
