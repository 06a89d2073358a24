"""Casework is seen by whoever sees the client, and done by advisors and supervisors."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from cases.files.models import CaseFile, Plan, Step, StepOrder, Transition

CASE_ACTS = ("create", "partial_update", "plan", "decide_changes", "wait", "resume", "outcome", "close", "reopen")
STEP_ACTS = ("create", "complete", "skip", "reopen")


def register() -> None:
    reading = registry.reading(registry.CASE_READERS)
    cases = (
        reading
        | dict.fromkeys(("bundle", "timeline", "work_queue", "plan_changes"), registry.CASE_READERS)
        | dict.fromkeys(("hand_over", "report"), frozenset({registry.SUPERVISOR}))
        | dict.fromkeys(CASE_ACTS, registry.CASEWORKERS)
    )
    steps = reading | dict.fromkeys(STEP_ACTS, registry.CASEWORKERS)
    through_case = through_client.within(case="case_id")
    registry.register(registry.Row("cases", CaseFile, through_client.within(case="pk"), cases))
    registry.register(registry.Row("steps", Step, through_case, steps))
    for resource, model in (("plans", Plan), ("step-orders", StepOrder), ("transitions", Transition)):
        registry.register(registry.Row(resource, model, through_case, reading))
