"""The status that the counted words of a notice amount to, and whether they call it passing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assessments.engine.notices.events import ACTUAL, CLOSED, LIMITED, RESTORED, SUSPENDED, UNHARMED, USABLE, Event
from assessments.engine.notices.reading import CAUSES
from assessments.engine.notices.weights import STATUSES, Weighed, Weights

NORMAL, UNKNOWN, OWN = "normal", "unknown", "own"
"""`own`: closed at the person's own wish."""


class Heard(NamedTuple):
    """What the grammar says.

    `denied`: causes whose words stand in the text but do not count. `spoke`: words of status stand in it, whether or
    not they count. `contradicts`: it tells of two states at once, so that it settles nothing.
    """

    status: str
    causes: tuple[str, ...]
    denied: frozenset[str]
    passing: bool
    spoke: bool
    contradicts: bool


class Verdict(NamedTuple):
    """What the notice amounts to."""

    status: str
    causes: tuple[str, ...]
    passing: bool


def by_grammar(heard: Heard) -> Verdict:
    return Verdict(heard.status, heard.causes, heard.passing)


def weigh_in(heard: Heard, weights: Weights, text: str) -> Verdict:
    """The grammar's answers are votes among the weights of the text's words."""
    weighed, votes = weights.weigh(text), weights.votes
    passing = weighed.of("passing") + (votes["passing"] if heard.passing else 0) > 0
    return Verdict(_status(heard, weighed, votes), _causes(heard, weighed, votes), passing)


def _status(heard: Heard, weighed: Weighed, votes: Mapping[str, int]) -> str:
    if heard.contradicts:
        return UNKNOWN
    cast = {heard.status: votes[_vote_for_status(heard)]}
    if heard.status == CLOSED:
        cast[OWN] = votes["own"]
    return max(STATUSES, key=lambda name: weighed.of(name) + cast.get(name, 0))


def _causes(heard: Heard, weighed: Weighed, votes: Mapping[str, int]) -> tuple[str, ...]:
    """What the text denies, no weight can bring back."""
    other = votes["beside" if heard.causes else "alone"]
    sums = {cause: weighed.of(cause) + (votes["cause"] if cause in heard.causes else other) for cause in CAUSES}
    return tuple(cause for cause in CAUSES if sums[cause] > 0 and cause not in heard.denied)


def _vote_for_status(heard: Heard) -> str:
    if heard.status != UNKNOWN:
        return "definite"
    return "held_back" if heard.spoke else "unknown"


def counting(events: Sequence[Event]) -> list[Event]:
    """Events that really happened; headings only where nothing else speaks."""
    actual = [event for event in events if event.mood == ACTUAL]
    return [event for event in actual if not event.weak] or actual


def decide_status(events: Sequence[Event], advertised: bool, reasoned: bool, side_by_side: bool = False) -> str:
    """A restoration ends what stood before it; then closure beats suspension, unless the text contradicts itself.

    `reasoned`: a cause is named. Then "use returns once …" alone says that use is stopped.
    `side_by_side`: two undated notices are told together; if they disagree, neither is the later one.
    """
    if side_by_side and _disagree(counting(events)):
        return UNKNOWN
    speaking = _since_restoration(counting(events))
    stopped = [event for event in speaking if event.kind in (CLOSED, SUSPENDED)]
    if not stopped:
        if _says_usable(speaking, advertised):
            return NORMAL
        return SUSPENDED if reasoned and any(event.returns for event in events) else UNKNOWN
    usable = [event for event in speaking if event.kind in (USABLE, RESTORED)]
    if usable and not advertised:
        verdict = _contradiction(stopped[-1], usable[-1])
        if verdict:
            return verdict
    return CLOSED if any(event.kind == CLOSED for event in stopped) else SUSPENDED


def contradicts_itself(status: str, events: Sequence[Event]) -> bool:
    return status == UNKNOWN and _disagree(counting(events))


def _disagree(events: Sequence[Event]) -> bool:
    stopped = {event.kind in (CLOSED, SUSPENDED) for event in events if event.kind != UNHARMED}
    return len(stopped) > 1


def _since_restoration(events: list[Event]) -> list[Event]:
    last = max((at for at, event in enumerate(events) if event.kind == RESTORED), default=0)
    return events[last:]


def _says_usable(events: list[Event], advertised: bool) -> bool:
    if any(event.kind == RESTORED for event in events):
        return True
    return not advertised and any(event.kind in (USABLE, LIMITED, UNHARMED) for event in events)


def _contradiction(stopped: Event, usable: Event) -> str:
    """In one sentence the later word wins, above all after "but"; two sentences that disagree settle nothing."""
    if usable.kind == RESTORED:
        return ""
    if stopped.sentence != usable.sentence:
        return NORMAL if usable.after_contrast else ("" if stopped.after_contrast else UNKNOWN)
    return NORMAL if usable.start > stopped.start else ""
