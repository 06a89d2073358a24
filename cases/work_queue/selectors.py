"""What is to be done today in the cases that somebody sees."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.access.decide import scope
from assessments.evaluations.models import Assessment
from cases.client_links.models import ClientReport
from cases.deadlines.models import Deadline
from cases.files.models import IN_HAND, LIVE, UNDONE, CaseFile, Step
from cases.files.raised import ANSWER


def work_queue(actor: Any) -> QuerySet[CaseFile]:
    """Cases with something to do, with what a line of the queue says; `newer_assessment`: than the one whose plan is in
    force; `client_told`: something that nobody has looked at."""
    newer = Assessment.objects.filter(
        credit_account_id=OuterRef("credit_account_id"), created_at__gt=OuterRef("plan__assessment__created_at")
    )
    live = scope(actor, CaseFile).filter(IN_HAND)
    told = ClientReport.objects.filter(case_id=OuterRef("pk"), look=None)
    return live.annotate(
        newer_assessment=Exists(newer),
        client_told=Exists(told),
        answer_by=Subquery(_ANSWERS.values("due_on")[:1]),
    ).select_related("client", "owner", "next_step__deadline", "office")


_UNANSWERED = Step.objects.filter(case=OuterRef("pk"), action=ANSWER, state__in=UNDONE, raised_for__isnull=False)
_ANSWERS = Deadline.objects.filter(
    case=OuterRef("pk"), step__action=ANSWER, step__state__in=UNDONE, step__raised_for__isnull=False
).order_by("due_on")


def unanswered(rows: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """Cases with a court paper that nobody has answered yet: no filter takes them off the list."""
    return rows.filter(Exists(_UNANSWERED), urgent=True)


def due_until(rows: QuerySet[CaseFile], day: date) -> QuerySet[CaseFile]:
    """What is urgent whatever its day, what is due until `day`, plans that a newer assessment has overtaken, and what a
    client told."""
    overtaken = Q(newer_assessment=True, state__in=LIVE)
    return rows.filter(Q(urgent=True) | Q(next_action_on__lte=day) | overtaken | Q(client_told=True))
