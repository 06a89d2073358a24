"""What is to be done today in the cases that somebody sees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, UUIDField

from accounts.access.decide import scope
from assessments.evaluations.models import Assessment
from cases.client_links.models import ClientReport
from cases.deadlines.models import Deadline
from cases.files.models import IN_HAND, LIVE, UNDONE, CaseFile, Plan, Step
from cases.files.raised import ANSWER, NAME_PAPER
from config.api.pagination import DEFAULT_LIMIT
from config.prepared import Given, Question

_OF_THE_PLAN = Plan.objects.filter(pk=OuterRef(OuterRef("plan_id"))).values("assessment__created_at")
NEWER = Exists(
    Assessment.objects.filter(credit_account_id=OuterRef("credit_account_id"), created_at__gt=Subquery(_OF_THE_PLAN))
)
"""Of a case: an assessment newer than the one whose plan is in force."""
TOLD = Exists(ClientReport.objects.filter(case_id=OuterRef("pk"), look=None))
"""Of a case: something that the client told and nobody has looked at."""
_UNANSWERED = Step.objects.filter(
    case=OuterRef("pk"), action__in=(ANSWER, NAME_PAPER), state__in=UNDONE, raised_for__isnull=False
)
_ANSWERS = Deadline.objects.filter(
    case=OuterRef("pk"), step__action=ANSWER, step__state__in=UNDONE, step__raised_for__isnull=False
).order_by("due_on")


def work_queue(actor: Any) -> QuerySet[CaseFile]:
    """Cases with something to do: no more of them than gives a page its order. `lines` has what is said of each."""
    return scope(actor, CaseFile).filter(IN_HAND).only("office_id", "client_id", "urgent", "next_action_on")


def first_in_queue(actor: Any, count: int) -> list[Any]:
    """Whatever their day. In two readings, each of which an index gives in order."""
    rows = work_queue(actor).order_by("next_action_on", "id")
    urgent = list(rows.filter(urgent=True)[:count])
    return lines([*urgent, *rows.filter(urgent=False)[: count - len(urgent)]])


def lines(rows: Iterable[CaseFile]) -> list[Any]:
    """The same cases with what a line of the queue says; one that was put out of hand meanwhile is left out.

    Asked once the page is cut: a database would otherwise look it up for every row that it sorts.
    """
    idents = [row.pk for row in rows]
    told = {case.pk: case for case in _told_of(idents)}
    return [told[ident] for ident in idents if ident in told]


def _told_of(idents: list[Any]) -> Iterable[CaseFile]:
    """Of no more than a usual page in a statement made once, where the last stands again in the places left over."""
    if not 0 < len(idents) <= _USUAL:
        return _told().filter(IN_HAND, pk__in=idents)
    filled = idents + idents[-1:] * (_USUAL - len(idents))
    return _told_of_page(**{f"id{place}": ident for place, ident in enumerate(filled)})


_USUAL = DEFAULT_LIMIT + 1
_told_of_page = Question(
    lambda: _told().filter(IN_HAND, pk__in=[Given(f"id{place}", UUIDField()) for place in range(_USUAL)])
)


def _told() -> QuerySet[CaseFile]:
    """`newer_assessment`: than the one whose plan is in force; `client_told`: something that nobody has looked at;
    `answer_by`: the day of a court paper's answer. Names come as such: rows of their own would cost as much again."""
    return (
        CaseFile.objects.select_related("next_step__deadline")
        .annotate(client_name=F("client__name"), owner_name=F("owner__name"), zone=F("office__zone"))
        .annotate(newer_assessment=_of_news(NEWER), client_told=_of_news(TOLD))
        .annotate(answer_by=Subquery(_ANSWERS.values("due_on")[:1]))
        .only(*_SAID)
    )


_SAID = (
    "office_id", "client_id", "credit_account_id", "owner_id", "state", "next_action", "next_action_on",
    "next_step__action", "next_step__messages", "next_step__own_title", "next_step__pack_id",
    "next_step__deadline__state", "next_step__deadline__clock", "next_step__deadline__due_on", "waiting_for",
    "urgent", "version", "created_at", "updated_at",
)  # fmt: skip


def _of_news(question: Exists) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(Q(news=True) & Q(question), output_field=BooleanField())


def unanswered(rows: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """Cases with a court paper that nobody has answered, or named, yet: no filter takes them off the list."""
    return rows.filter(Exists(_UNANSWERED), urgent=True)


def due_until(rows: QuerySet[CaseFile], day: date | Given) -> QuerySet[CaseFile]:
    """What is urgent whatever its day, what is due until `day`, plans that a newer assessment has overtaken, and what a
    client told. Each of the three has its part of an index; only where there may be news is asked whether there is."""
    news = Q(news=True) & (Q(NEWER, state__in=LIVE) | Q(TOLD))
    return rows.filter(Q(urgent=True) | Q(urgent=False, next_action_on__lte=day) | news)
