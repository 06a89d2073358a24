"""One order for the steps of all of a client's cases: what serves every case stands once, and no step stands before
one that it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from cases.deadlines.models import RUNNING
from cases.files.models import Step
from cases.files.shared import SHARED

_LATER = date.max


@dataclass(slots=True)
class MergedStep:
    """`rows`: the step in each case that it stands for, the most pressing first. `after`: the merged steps before."""

    rows: list[Step]
    after: list[UUID] = field(default_factory=list)

    @property
    def lead(self) -> Step:
        return self.rows[0]

    @property
    def id(self) -> UUID:
        return self.lead.pk


def merged(steps: Iterable[Step]) -> list[MergedStep]:
    """The undone steps in the order in which to act. Where two cases order the same two steps differently, the order
    of the more pressing one holds, so that no circle is left."""
    nodes = _nodes(steps)
    of_step = {row.pk: node for node in nodes for row in node.rows}
    before = {node.id: _before(node, of_step) for node in nodes}
    done: dict[UUID, MergedStep] = {}
    while len(done) < len(nodes):
        left = [node for node in nodes if node.id not in done]
        node = next((each for each in left if before[each.id] <= done.keys()), left[0])
        node.after = sorted(before[node.id] & done.keys())
        done[node.id] = node
    return list(done.values())


def _nodes(steps: Iterable[Step]) -> list[MergedStep]:
    groups: dict[str, list[Step]] = {}
    for step in sorted(steps, key=_pressing):
        groups.setdefault(step.action if step.action in SHARED else str(step.pk), []).append(step)
    return [MergedStep(rows) for rows in groups.values()]


def _before(node: MergedStep, of_step: dict[UUID, MergedStep]) -> set[UUID]:
    named = {order.after_id for row in node.rows for order in row.orders.all()}
    return {of_step[ident].id for ident in named if ident in of_step} - {node.id}


def _pressing(step: Step) -> tuple[bool, date, int, UUID]:
    deadline = getattr(step, "deadline", None)
    running = deadline is not None and deadline.state in RUNNING
    day: date = getattr(deadline, deadline.acts_on) if running and deadline else _LATER
    return not step.urgent, day, step.position, step.pk
