from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.external import ByExternalId, upserted
from accounts.access.views import Reading
from cases.files import inputs, selectors
from cases.files.models import Actor, CaseFile, CaseState, Step, StepState
from cases.files.outputs import CaseListed, CaseOutput, HandedOverOutput, PlanOutput, StepOutput
from cases.files.services import cases, plans, steps
from cases.files.services.handover import hand_over
from config import clock
from config.api.filters import ExternalIdFilters, HouseFilters, IdFilter


class CaseFilters(ExternalIdFilters):
    client = IdFilter(field_name="client_id")
    credit_account = IdFilter(field_name="credit_account_id")
    owner = IdFilter(field_name="owner_id")
    state = django_filters.ChoiceFilter(choices=CaseState.choices)


@extend_schema(tags=["casework"])
@upserted(inputs.CaseCreateInput, CaseOutput)
class CaseViewSet(ByExternalId):
    """What is done about a credit account: next action, owner and date, plan and steps."""

    resource = "cases"
    selector = selectors.list_cases
    found_by = selectors.find_case
    serializer_class = CaseListed
    filters = CaseFilters
    create_input = inputs.CaseCreateInput
    fixed = frozenset({"credit_account", "assessment"})

    def get_queryset(self) -> Any:
        return super().get_queryset() if self.action == "list" else selectors.find_case(self.request.user)

    def make(self, values: dict[str, Any]) -> CaseFile:
        return cases.open_case(
            actor=self.request.user,
            account_id=values["credit_account"],
            assessment_id=values.get("assessment"),
            external_id=values.get("external_id"),
            at=clock.now(),
        )

    def amend(self, seen: int, changes: dict[str, Any]) -> CaseFile:
        return cases.change_case(actor=self.request.user, case=self.subject, seen=seen, changes=changes, at=clock.now())

    def shown(self, row: CaseFile, status: int = 200) -> Response:
        return self._case(row, status)

    @extend_schema(responses=CaseOutput)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.serializer_class = CaseOutput
        return self.answer(selectors.with_steps(request.user, self.subject))

    @extend_schema(request=inputs.CaseCreateInput, responses={201: CaseOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One case for an account that is not closed; a second is a 409 that names the first."""
        return self._case(self.make(self.parsed(inputs.CaseCreateInput)), 201)

    @extend_schema(request=inputs.CaseChangeInput, responses=CaseOutput)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._case(self.amend(self.version, self.parsed(inputs.CaseChangeInput)))

    @extend_schema(request=inputs.PlanAdoptInput, responses={201: PlanOutput})
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Adopts exactly what the assessment showed. 409 where a newer one exists, unless `force`."""
        given = self.parsed(inputs.PlanAdoptInput)
        plan = plans.adopt_plan(
            actor=request.user,
            case=self.subject,
            assessment_id=given["assessment"],
            force=given["force"],
            at=clock.now(),
            seen=self.seen,
        )
        return Response(PlanOutput(selectors.plan_with_steps(request.user, plan)).data, 201)

    @extend_schema(request=inputs.CaseWaitInput, responses=CaseOutput)
    @action(detail=True, methods=["post"])
    def wait(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._acted(cases.wait, **self.parsed(inputs.CaseWaitInput))

    @extend_schema(request=None, responses=CaseOutput)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._acted(cases.resume)

    @extend_schema(request=inputs.CaseEndInput, responses=CaseOutput)
    @action(detail=True, methods=["post"])
    def outcome(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What came of it; the case still waits for its closing."""
        return self._acted(cases.record_outcome, **self.parsed(inputs.CaseEndInput))

    @extend_schema(request=inputs.CaseEndInput, responses=CaseOutput)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Cancels what is undone, with its reminders."""
        return self._acted(cases.close_case, **self.parsed(inputs.CaseEndInput))

    @extend_schema(request=inputs.ReasonInput, responses=CaseOutput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._acted(cases.reopen_case, **self.parsed(inputs.ReasonInput))

    @extend_schema(request=inputs.HandOverInput, responses=HandedOverOutput)
    @action(detail=False, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All clients and live cases of one person go to another, or none do."""
        given = self.parsed(inputs.HandOverInput)
        found = hand_over(
            actor=request.user, giver_id=given["from"], taker_id=given["to"], reason=given["reason"], at=clock.now()
        )
        return Response(HandedOverOutput(found).data)

    def _acted(self, service: Any, **given: Any) -> Response:
        return self._case(service(actor=self.request.user, case=self.subject, at=clock.now(), seen=self.seen, **given))

    def _case(self, case: CaseFile, status: int = 200) -> Response:
        self.serializer_class = CaseOutput
        return self.answer(selectors.case_with_steps(self.request.user, case), status)


class StepFilters(HouseFilters):
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")
    plan = IdFilter(field_name="plan_id")
    credit_account = IdFilter(field_name="case__credit_account_id")
    state = django_filters.ChoiceFilter(choices=StepState.choices)
    actor = django_filters.ChoiceFilter(choices=Actor.choices)


@extend_schema(tags=["casework"])
class StepViewSet(Reading):
    """Who does what, after what, by when; also the steps of earlier plans."""

    resource = "steps"
    orderings = ("position", "created_at")
    default_ordering = "position"
    selector = selectors.list_steps
    serializer_class = StepOutput
    filters = StepFilters

    @extend_schema(request=inputs.StepCreateInput, responses={201: StepOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Adds a step of a person's own to a case."""
        given = self.parsed(inputs.StepCreateInput)
        case_id = given.pop("case")
        return self._step(steps.add_step(actor=request.user, case_id=case_id, values=given, at=clock.now()), 201)

    @extend_schema(request=inputs.StepCompleteInput, responses=StepOutput)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """409 while a step before it is undone."""
        given = self.parsed(inputs.StepCompleteInput)
        return self._acted(steps.complete_step, done_on=given.get("done_on"), note=given["note"])

    @extend_schema(request=inputs.ReasonInput, responses=StepOutput)
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._acted(steps.skip_step, **self.parsed(inputs.ReasonInput))

    @extend_schema(request=inputs.ReasonInput, responses=StepOutput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._acted(steps.reopen_step, **self.parsed(inputs.ReasonInput))

    def _acted(self, service: Any, **given: Any) -> Response:
        return self._step(service(actor=self.request.user, step=self.subject, at=clock.now(), seen=self.seen, **given))

    def _step(self, step: Step, status: int = 200) -> Response:
        return self.answer(selectors.list_steps(self.request.user).get(pk=step.pk), status)
