"""What a newer plan would change in the one in force, step by step, and the plan that comes of the decisions.

A plan is here a list of entries as an assessment stores them. A date that only moved because somebody looked later is
no change: the earlier one goes on running.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.plan_changes.models import Change

Entry = Mapping[str, Any]
_RULE = ("clock", "days", "counting", "citation")
_ASKED = ("title", "done_when", "actor", "urgent")


@dataclass(frozen=True)
class Proposal:
    """`before` is None of an added step, `after` of a dropped one; `what` names what differs of a changed one."""

    action: str
    change: Change
    before: Entry | None
    after: Entry | None
    what: tuple[str, ...] = ()


def proposals(
    current: Mapping[str, Entry], newer: Iterable[Entry], ended: Collection[str], today: date
) -> list[Proposal]:
    """`ended`: actions done or skipped; of them a date is no question, nor whether they are still asked for."""
    found, seen = [], set()
    for entry in newer:
        action = entry["action"]
        seen.add(action)
        before = current.get(action)
        if before is None:
            found.append(Proposal(action, Change.ADDED, None, entry))
        elif what := _differences(before, entry, action in ended, today):
            found.append(Proposal(action, Change.CHANGED, before, entry, what))
    gone = (entry for action, entry in current.items() if action not in seen and action not in ended)
    return found + [Proposal(entry["action"], Change.DROPPED, entry, None) for entry in gone]


def _differences(before: Entry, after: Entry, ended: bool, today: date) -> tuple[str, ...]:
    what = tuple(name for name in _ASKED if before[name] != after[name])
    return what if ended or _same_day(before["deadline"], after["deadline"], today) else (*what, "deadline")


def _same_day(before: Entry | None, after: Entry | None, today: date) -> bool:
    if before is None or after is None:
        return before is after
    if before["due_on"] == after["due_on"]:
        return True
    same_rule = all(before[name] == after[name] for name in _RULE)
    return same_rule and after["due_on"] > before["due_on"] and after["from"] >= today.isoformat()


def decided_plan(
    current: Mapping[str, Entry], newer: Iterable[Entry], found: Iterable[Proposal], accepted: Collection[str]
) -> list[dict[str, Any]]:
    """The newer plan, save what was declined, with the dates that go on running; in an order that can be done."""
    of_action = {proposal.action: proposal for proposal in found}
    entries = []
    for entry in newer:
        proposal = of_action.get(entry["action"])
        if proposal is None:
            running = current.get(entry["action"])
            entries.append({**entry, **({"deadline": running["deadline"]} if running else {})})
        elif proposal.action in accepted:
            entries.append(dict(entry))
        elif proposal.before is not None:
            entries.append(dict(proposal.before))
    kept = (p for p in of_action.values() if p.change == Change.DROPPED and p.action not in accepted)
    return _in_order(entries + [dict(p.before) for p in kept if p.before is not None])


def _in_order(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each behind what it waits for; where two plans together close a circle, the first of it waits no more."""
    names = {entry["action"] for entry in entries}
    left = [{**entry, "after": [name for name in entry["after"] if name in names]} for entry in entries]
    placed: dict[str, dict[str, Any]] = {}
    while left:
        entry = next((each for each in left if set(each["after"]) <= placed.keys()), left[0])
        left.remove(entry)
        placed[entry["action"]] = {**entry, "after": [name for name in entry["after"] if name in placed]}
    return list(placed.values())
