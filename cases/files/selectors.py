from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, UUIDField

from accounts.access.decide import scope
from accounts.access.statements import Scoped
from accounts.documents.models import Document
from assessments.evaluations.models import Assessment
from assessments.evidence.models import LegalPaper
from assessments.evidence.selectors import current
from cases.files.models import UNDONE, CaseFile, CaseState, Plan, Step, StepOrder, StepState, Transition
from config.prepared import Given, Question


def list_cases(actor: Any) -> QuerySet[CaseFile]:
    """With what a line of a list says of what comes next."""
    return scope(actor, CaseFile).select_related("next_step")


def find_case(actor: Any) -> QuerySet[CaseFile]:
    """For its page and for acts on it: `with_steps` brings what comes next with the steps."""
    return scope(actor, CaseFile).select_related("plan")


def list_steps(actor: Any) -> QuerySet[Step]:
    return _with_deadline(scope(actor, Step)).prefetch_related("orders")


def steps_in_force(actor: Any, case: CaseFile) -> QuerySet[Step]:
    return list_steps(actor).filter(in_force(case)).order_by("position", "id")


def list_plans(actor: Any) -> QuerySet[Plan]:
    return scope(actor, Plan).select_related("case")


def trace_of(actor: Any, case: CaseFile) -> QuerySet[Transition]:
    return scope(actor, Transition).filter(case=case).select_related("by").order_by("-created_at", "-id")


def case_with_steps(actor: Any, case: CaseFile) -> CaseFile:
    """The case as its page shows it."""
    return with_steps(actor, find_case(actor).get(pk=case.pk))


def with_steps(actor: Any, case: Any) -> CaseFile:
    """The same for a case that `find_case` has just found: it is not asked for again."""
    case.steps_in_force = _ordered(_steps_shown(actor, **_whose(case)), _orders_in_force(**_whose(case)))
    for step in case.steps_in_force:
        if step.pk == case.next_step_id:
            case.next_step = step
    return case  # type: ignore[no-any-return]


def plan_with_steps(actor: Any, plan: Any) -> Plan:
    """A plan that was just put in force or found, with its steps."""
    plan.steps_in_order = _ordered(
        _steps_of_plan(actor, plan=plan.pk), _orders_of_plan(case=plan.case_id, plan=plan.pk)
    )
    return plan  # type: ignore[no-any-return]


def _ordered(steps: list[Step], orders: list[StepOrder]) -> list[Step]:
    """Each with what it stands behind, as `list_steps` has it."""
    of_step: dict[Any, list[StepOrder]] = defaultdict(list)
    for order in orders:
        of_step[order.step_id].append(order)
    for step in steps:
        step._prefetched_objects_cache = {"orders": of_step[step.pk]}  # type: ignore[attr-defined]
    return steps


def in_force(case: CaseFile) -> Q:
    """The steps of the plan in force and those that people added; not those of earlier plans."""
    return Q(case=case) & (Q(plan__isnull=True) | Q(plan_id=case.plan_id))


_CASE, _PLAN = Given("case", UUIDField()), Given("plan", UUIDField())
_IN_FORCE = Q(case=_CASE) & (Q(plan__isnull=True) | Q(plan=_PLAN))  # the same, where it is said when it is asked
_steps_shown = Scoped(lambda actor: _with_deadline(scope(actor, Step).filter(_IN_FORCE)).order_by("position", "id"))
_steps_of_plan = Scoped(lambda actor: _with_deadline(scope(actor, Step).filter(plan=_PLAN)).order_by("position", "id"))
_orders_in_force = Question(lambda: StepOrder.objects.filter(case=_CASE, step__in=Step.objects.filter(_IN_FORCE)))
_orders_of_plan = Question(lambda: StepOrder.objects.filter(case=_CASE, step__plan=_PLAN))
_undone = Question(lambda: _with_deadline(Step.objects.filter(_IN_FORCE, state__in=UNDONE)))


def _with_deadline(steps: QuerySet[Step]) -> QuerySet[Step]:
    return steps.select_related("deadline")


def _whose(case: CaseFile) -> dict[str, Any]:
    return {"case": case.pk, "plan": case.plan_id}


def undone_in_force(case: CaseFile) -> list[Step]:
    return _undone(**_whose(case))


def plan_data(assessment: Assessment) -> list[dict[str, Any]]:
    """The plan exactly as the assessment concluded it, language-free."""
    plan: list[dict[str, Any]] = json.loads(bytes(assessment.content))["plan"]
    return plan


def files_in_use(since: datetime) -> QuerySet[Any]:
    """Clients with a case that is not closed, or was closed after `since`."""
    return CaseFile.objects.filter(Q(closed_at=None) | Q(closed_at__gt=since)).values("client_id")


def unraised_papers(account_id: Any = None) -> QuerySet[LegalPaper]:
    """Court papers that hold and have no steps in any case, or only such as a closing cancelled; of one account."""
    raised = Step.objects.filter(raised_for=OuterRef("pk")).exclude(state=StepState.CANCELLED)
    papers = LegalPaper.objects.filter(credit_account_id=account_id) if account_id else LegalPaper.objects.all()
    return current(papers).filter(~Exists(raised)).select_related("credit_account__office").order_by("served_on", "id")


def unnamed_papers() -> QuerySet[Document]:
    """Handed in as from a court, recorded as no evidence yet, and asked about in no case."""
    asked = Step.objects.filter(raised_for=OuterRef("pk")).exclude(state=StepState.CANCELLED)
    named = LegalPaper.objects.filter(document_id=OuterRef("pk"))
    papers = Document.objects.filter(from_court=True, client__erased_at=None)
    return papers.filter(~Exists(asked), ~Exists(named)).order_by("created_at", "id")


def unnamed_nobody_works_on(**recorded: datetime) -> QuerySet[Document]:
    """`since` and `until`: recorded in that time."""
    unseen = unnamed_without_case().filter(**_between(**recorded))
    return unseen.select_related("credit_account__office", "client__advisor")


def papers_nobody_works_on(**recorded: datetime) -> QuerySet[LegalPaper]:
    """`since` and `until`: recorded in that time."""
    unseen = papers_without_case().filter(**_between(**recorded))
    return unseen.select_related("credit_account__office", "credit_account__client__advisor").order_by(
        "created_at", "id"
    )


def _between(*, since: datetime, until: datetime) -> dict[str, datetime]:
    return {"created_at__gte": since, "created_at__lte": until}


def unnamed_without_case() -> QuerySet[Document]:
    """Their account has no case, or, where they name no account, their client has none."""
    going = CaseFile.objects.exclude(state=CaseState.CLOSED)
    of_account = Exists(going.filter(credit_account_id=OuterRef("credit_account_id")))
    of_client = Exists(going.filter(client_id=OuterRef("client_id")))
    return unnamed_papers().filter(~of_account, Q(credit_account__isnull=False) | ~of_client)


def papers_without_case() -> QuerySet[LegalPaper]:
    """On accounts without a case, and never raised in any."""
    raised = Step.objects.filter(raised_for=OuterRef("pk"))
    worked_on = CaseFile.objects.filter(credit_account_id=OuterRef("credit_account_id")).exclude(state=CaseState.CLOSED)
    return current(LegalPaper.objects.filter(client__erased_at=None)).filter(~Exists(raised), ~Exists(worked_on))


def court_papers_in_no_case(actor: Any) -> list[Document | LegalPaper]:
    """What came from a court and stands in no case, oldest first: no work queue says it."""
    files = scope(actor, Document).filter(pk__in=unnamed_without_case().values("pk"))
    recorded = scope(actor, LegalPaper).filter(pk__in=papers_without_case().values("pk"))
    found = [row for rows in (files, recorded) for row in rows.select_related("client__advisor")[:_MOST]]
    return sorted(found, key=lambda row: row.created_at)[:_MOST]


_MOST = 20
