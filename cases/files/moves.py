"""Which act leads from which states to which: the tables that every transition is checked against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from cases.files.models import LIVE, UNDONE, CaseState, StepState
from config.errors import StateConflict


@dataclass(frozen=True)
class Move:
    origins: Collection[CaseState | StepState]
    to: str


CASE_MOVES: Mapping[str, Move] = {
    "wait": Move(LIVE, CaseState.WAITING),
    "resume": Move((CaseState.WAITING,), CaseState.OPEN),
    "outcome": Move(LIVE, CaseState.RESOLVED),
    "close": Move((*LIVE, CaseState.RESOLVED), CaseState.CLOSED),
    "reopen": Move((CaseState.RESOLVED, CaseState.CLOSED), CaseState.OPEN),
}
# What a reopened case no longer says.
REOPENED: Mapping[str, Any] = {
    "outcome": "", "outcome_note": "", "closed_at": None, "waiting_for": "", "waiting_until": None,
}  # fmt: skip
# A reopened step, and one whose predecessors come and go, is ready or waiting by what stands before it.
STEP_MOVES: Mapping[str, Move] = {
    "complete": Move((StepState.READY,), StepState.DONE),
    "skip": Move(UNDONE, StepState.SKIPPED),
    "cancel": Move(UNDONE, StepState.CANCELLED),
    "reopen": Move((StepState.DONE, StepState.SKIPPED, StepState.CANCELLED), StepState.WAITING),
}


def target(moves: Mapping[str, Move], act: str, state: str) -> str:
    """The state that `act` leads to from `state`; StateConflict where it does not start there."""
    move = moves[act]
    if state not in move.origins:
        raise illegal(state, move.origins)
    return move.to


def illegal(state: str, origins: Collection[TextChoices]) -> StateConflict:
    """In the words that people know the states by."""
    known = type(next(iter(origins)))
    told = {"state": known(state).label, "states": _(", ").join(str(each.label) for each in origins)}
    return StateConflict(
        _("This cannot be done from the state %(state)s; only from: %(states)s.") % told, code="illegal_transition"
    )
