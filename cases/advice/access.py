"""Advice is seen by whoever sees the case and recorded by caseworkers; a supervisor reviews what others gave."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from accounts.exports.sections import leave_out
from cases.advice.models import Advice, AdviceAnswer, AdviceReview
from config import guards

SUPERVISORS = frozenset({registry.SUPERVISOR})


def register() -> None:
    seen = through_client.within(case="case_id")
    reading = registry.reading(registry.CASE_READERS)
    acts = {
        "create": registry.CASEWORKERS,
        "answer": registry.CASEWORKERS,
        "to_review": SUPERVISORS,
        "review": SUPERVISORS,
    }
    registry.register(registry.Row("advice", Advice, seen, reading | acts))
    registry.register(registry.Row("advice-answers", AdviceAnswer, seen, reading))
    registry.register(registry.Row("advice-reviews", AdviceReview, seen, registry.reading(registry.CASEWORKERS)))
    leave_out(AdviceReview, "what a supervisor made of an advisor's work is the office's own")


def guard() -> None:
    for model in (Advice, AdviceAnswer, AdviceReview):
        guards.append_only(model)
        guards.same_as_parent(model, "case", "office_id", "client_id")
    guards.same_as_parent(Advice, "given_by", "office_id")
    guards.same_as_parent(Advice, "assessment", "client_id")
    for model in (AdviceAnswer, AdviceReview):
        guards.same_as_parent(model, "advice", "case_id")
