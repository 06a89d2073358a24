"""How cases, plans and steps are shown; the plan's texts are in the caller's language."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases.deadlines.outputs import DeadlineOutput
from cases.files.models import Actor, CaseFile, CaseState, Hold, NextAction, Outcome, Step, StepState
from cases.files.wording import hold_text, next_action_text, step_citations, step_texts
from config.api.fields import Choice, Day, ExternalId, Ident, Instant, Output, Text, TrueOrFalse, Whole


class StepOutput(Output):
    """`action` is the plan's name of the step, empty for a step that a person added. `hold` says what it waits for
    beside other steps, `hold_reason` why."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    plan = Ident(source="plan_id", allow_null=True)
    position = Whole()
    action = Text()
    title = serializers.SerializerMethodField()
    why = serializers.SerializerMethodField()
    done_when = serializers.SerializerMethodField()
    actor = Choice(choices=Actor.choices)
    urgent = TrueOrFalse()
    state = Choice(choices=StepState.choices)
    hold = Choice(choices=Hold.choices, allow_blank=True)
    hold_reason = serializers.SerializerMethodField()
    acknowledges_debt = TrueOrFalse()
    after = serializers.SerializerMethodField()
    deadline = DeadlineOutput(allow_null=True)
    citations = serializers.SerializerMethodField()
    done_on = Day(allow_null=True)
    done_by = Ident(source="done_by_id", allow_null=True)
    note = Text()
    version = Whole()
    created_at = Instant()
    updated_at = Instant()

    def to_representation(self, instance: Step) -> dict[str, Any]:
        """The texts are rendered once for each step."""
        instance.__dict__["_texts"] = step_texts(instance)
        return super().to_representation(instance)

    def get_title(self, step: Step) -> str:
        return str(step.__dict__["_texts"]["title"])

    def get_why(self, step: Step) -> str:
        return str(step.__dict__["_texts"]["why"])

    def get_hold_reason(self, step: Step) -> str:
        return hold_text(step)

    def get_done_when(self, step: Step) -> str:
        return str(step.__dict__["_texts"]["done_when"])

    @extend_schema_field(serializers.ListField(child=Ident()))
    def get_after(self, step: Step) -> list[str]:
        return sorted(str(order.after_id) for order in step.orders.all())

    @extend_schema_field(serializers.ListField(child=Text()))
    def get_citations(self, step: Step) -> list[str]:
        return step_citations(step)


class PlanSummary(Output):
    id = Ident()
    number = Whole()
    assessment = Ident(source="assessment_id")
    adopted_by = Ident(source="adopted_by_id")
    created_at = Instant()


class PlanOutput(PlanSummary):
    """What one assessment showed, adopted as it was."""

    case = Ident(source="case_id")
    steps = StepOutput(many=True, source="steps_in_order")


class CaseListed(Output):
    """`next_action` in words, by whom (`owner`) and when (`next_action_on`)."""

    id = Ident()
    reference = Text()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    credit_account = Ident(source="credit_account_id")
    assessment = Ident(source="assessment_id")
    owner = Ident(source="owner_id", allow_null=True)
    state = Choice(choices=CaseState.choices)
    next_action = serializers.SerializerMethodField()
    next_action_kind = Choice(choices=NextAction.choices, source="next_action", allow_blank=True)
    next_action_on = Day(allow_null=True)
    next_step = Ident(source="next_step_id", allow_null=True)
    urgent = TrueOrFalse()
    waiting_for = Text()
    waiting_until = Day(allow_null=True)
    outcome = Choice(choices=Outcome.choices, allow_blank=True)
    outcome_note = Text()
    closed_at = Instant(allow_null=True)
    external_id = ExternalId(allow_null=True)
    version = Whole()
    created_at = Instant()
    updated_at = Instant()

    def get_next_action(self, case: CaseFile) -> str:
        return next_action_text(case)


class HandedOverOutput(Output):
    """How many went over."""

    clients = Whole()
    cases = Whole()


class CaseOutput(CaseListed):
    """With the plan in force, and its steps together with those that people added, in order."""

    plan = PlanSummary(allow_null=True)
    steps = StepOutput(many=True, source="steps_in_force")
