from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import ResourceViewSet
from cases.files import selectors as files
from cases.files.outputs import PlanOutput
from cases.plan_changes import selectors, services
from cases.plan_changes.models import Change
from cases.plan_changes.wording import told
from config import clock
from config.api.fields import Choice, Day, FreeText, Ident, Input, Output, Text, TrueOrFalse
from config.api.filters import refuse_unknown_parameters

MOST_DECISIONS = 100


class PlannedAsOutput(Output):
    title = Text()
    done_when = Text()
    actor = Text()
    due_on = Day(allow_null=True)


class ProposedChangeOutput(Output):
    """`before` is null of an added step, `after` of a dropped one. `what` names what differs of a changed one."""

    action = Text()
    change = Choice(choices=Change.choices)
    what = serializers.ListField(child=Text())
    why = Text()
    before = PlannedAsOutput(allow_null=True)
    after = PlannedAsOutput(allow_null=True)


class PlanChangesOutput(Output):
    """What `assessment`, the newest of the account, would change in the plan in force."""

    assessment = Ident()
    plan = Ident()
    changes = ProposedChangeOutput(many=True)


class ChangeDecisionInput(Input):
    """A declined change has a reason."""

    action = Text(max_length=60)
    accepted = TrueOrFalse()
    reason = FreeText(max_length=2000)


class PlanChangesInput(Input):
    """The assessment that was looked at, and one decision for each change."""

    assessment = Ident()
    decisions = serializers.ListField(child=ChangeDecisionInput(), max_length=MOST_DECISIONS)


class PlanChangesViewSet(ResourceViewSet):
    """A newer assessment proposes changes to the plan in force; a person accepts or declines each."""

    resource: ClassVar[str] = "cases"
    selector = files.find_case

    @extend_schema(operation_id="cases_plan_changes", tags=["casework"], responses=PlanChangesOutput)
    def plan_changes(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """409 `no_plan` before the first plan, `nothing_newer` where no assessment is newer than the plan."""
        refuse_unknown_parameters(request, set())
        asked = selectors.question_of(request.user, self.subject)
        shown = {
            "assessment": asked.assessment.pk,
            "plan": self.subject.plan_id,
            "changes": [told(proposal) for proposal in asked.proposals],
        }
        return Response(PlanChangesOutput(shown).data)

    @extend_schema(
        operation_id="cases_decide_plan_changes",
        tags=["casework"],
        request=PlanChangesInput,
        responses={201: PlanOutput},
    )
    def decide_changes(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A new version of the plan. 409 `newer_assessment` where the account was evaluated again meanwhile."""
        given = self.parsed(PlanChangesInput)
        plan = services.decide_changes(
            actor=request.user,
            case=self.subject,
            assessment_id=given["assessment"],
            decisions=given["decisions"],
            at=clock.now(),
            seen=self.seen,
        )
        return Response(PlanOutput(files.plan_with_steps(request.user, plan)).data, 201)
