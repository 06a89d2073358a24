"""A case's `news`, by which the work queue finds what came in without reading every case.

It may stand where there is none any more, which costs a look; it never lacks where there is some. What brings news
takes the account and then its cases (decision 0027) before it writes: who settles a case under its lock
sees what came before, and what comes after finds the case settled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, UUIDField

from accounts.credit_accounts.models import CreditAccount
from assessments.evaluations.models import Assessment
from cases.client_links.models import ClientReport
from cases.files.models import CaseFile
from cases.reminders.models import TickMark
from cases.work_queue.selectors import NEWER, TOLD
from config.prepared import Change, Given
from config.rows import for_update

_OVERLAP = timedelta(hours=1)  # what was under way when the tick before looked


def expect_news(account_id: UUID) -> None:
    """In all cases of the account, closed ones too: one may be reopened."""
    _expect_news(account=account_id)


def _cases_of_account() -> QuerySet[CaseFile]:
    held = for_update(CreditAccount.objects.filter(pk=Given("account", UUIDField())))
    return CaseFile.objects.filter(credit_account__in=held.values("pk"))


_expect_news = Change(_cases_of_account, news=True)


def settle_news(case: CaseFile) -> None:
    """Under the case's lock: nothing is left to look at."""
    if case.news:
        CaseFile.objects.filter(pk=case.pk).exclude(Q(NEWER) | Q(TOLD)).update(news=False)


def mend_news(*, at: datetime) -> int:
    """What came in since the tick before, by whatever way."""
    seen = TickMark.objects.filter(pk=1).values_list("at", flat=True).first()
    since = (seen or at) - _OVERLAP
    evaluated = Assessment.objects.filter(created_at__gte=since).values("credit_account_id")
    told = ClientReport.objects.filter(created_at__gte=since).values("case_id")
    touched = CaseFile.objects.filter(credit_account__in=evaluated).values("pk").union(told)
    return CaseFile.objects.filter(Q(NEWER) | Q(TOLD), news=False, pk__in=touched).update(news=True)
