"""Whether a running maintenance explains that money cannot be drawn.

An announced event explains a stop that was first seen while it runs; words of maintenance explain it while they
are fresh. Neither does where another reason for the stop was given, and an event that has ended explains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.engine.assessment import Message
from assessments.engine.evidence import PlatformEvent
from assessments.engine.moment import Moment
from assessments.engine.sightings import SUSPENDED, Course, Sighting, own_end


@dataclass(frozen=True, slots=True)
class Maintenance:
    """`cited`: texts and events that speak of a maintenance still running; `evidence`: those that explain the stop."""

    explains: bool = False
    evidence: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    until: Message | None = None


def find_maintenance(course: Course, events: Iterable[PlatformEvent], moment: Moment, fresh_days: int) -> Maintenance:
    if course.status != SUSPENDED or not course.spell:
        return Maintenance()
    planned = [event for event in events if event.kind == "maintenance"]
    first = course.spell[0].at
    running = [event for event in planned if not _ended(event, moment) and event.starts_at <= first]
    words = [each for each in course.spell if _still_speaks(each, planned, moment, fresh_days)]
    ids = tuple(sorted({event.id for event in running} | {each.id for each in words}))
    if not ids:
        return Maintenance()
    explains = not any(each.other_causes for each in course.spell) and (bool(running) or _leads(words, course))
    return Maintenance(explains, ids, ids, _until(running, words, moment))


def _ended(event: PlatformEvent, moment: Moment) -> bool:
    return event.ends_at is not None and event.ends_at <= moment.as_of


def _still_speaks(each: Sighting, planned: Iterable[PlatformEvent], moment: Moment, fresh_days: int) -> bool:
    """Words of maintenance, not run out by their own end, by the announced end, or by age."""
    if not each.names_maintenance:
        return False
    end = own_end(each, moment)
    if end is not None:
        return end >= moment.today
    covered = [event for event in planned if event.ends_at and event.starts_at <= each.at < event.ends_at]
    if covered:
        return not all(_ended(event, moment) for event in covered)
    return moment.days_since(each.at) <= fresh_days


def _leads(words: list[Sighting], course: Course) -> bool:
    """The stop began with the words of maintenance; an older stop has a reason of its own."""
    return bool(words) and words[0].at <= course.spell[0].at


def _until(running: list[PlatformEvent], words: list[Sighting], moment: Moment) -> Message | None:
    """The announced end, latest of several; nothing where one of them is open-ended."""
    if running:
        ends = [event.ends_at for event in running if event.ends_at]
        if len(ends) < len(running):
            return None
        return Message("status.returns.maintenance_until", {"until": moment.local(max(ends))})
    days = [end for each in words if (end := own_end(each, moment))]
    if days:
        return Message("status.returns.on_date", {"on": max(days)})
    named = [each.reading.returns_when for each in words if each.reading and each.reading.returns_when]
    return Message("status.returns.words", {"words": named[-1]}) if named else None
