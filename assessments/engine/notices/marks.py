"""Which words of a text are shown for its verdict: events, causes, permanence; and how its restriction ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assessments.engine.notices.causes import CauseWord
from assessments.engine.notices.events import ACTUAL, CLOSED, SUSPENDED, Event
from assessments.engine.notices.scan import Token
from assessments.engine.notices.verdict import NORMAL, OWN, UNKNOWN, Verdict, counting
from assessments.engine.notices.views import View
from assessments.engine.notices.weights import Weights

Stretch = tuple[int, int]
Mark = tuple[int, int, str]
"""Start, end and what the words mean (see `reading.Span`), in folded offsets."""
_DIGIT = re.compile(r"\d")
_STOPS = {SUSPENDED: SUSPENDED, CLOSED: CLOSED, OWN: CLOSED}


def mark_permanent(views: Iterable[View]) -> list[Mark]:
    found = [token for view in views if view.sounds for token in view.tokens if "permanent" in token.classes]
    return [(token.start, token.end, "permanent") for token in found]


def mark_causes(text: str, words: Sequence[CauseWord], verdict: Verdict, weights: Weights | None) -> Iterator[Mark]:
    """Where a cause matters, the words that say it: the lexicon's, else the run that weighs most."""
    if verdict.status in (NORMAL, OWN, UNKNOWN):
        return
    for word in words:
        if word.cause in verdict.causes:
            yield word.start, word.end, f"cause:{word.cause}"
    for cause in set(verdict.causes) - {word.cause for word in words}:
        yield from _strongest(text, cause, f"cause:{cause}", weights)


def mark_events(
    text: str, events: Sequence[Event], heard: str, verdict: Verdict, weights: Weights | None
) -> Iterator[Mark]:
    """Where the weights decide otherwise, the grammar's words are shown as outweighed and theirs beside them."""
    counted = set(counting(events))
    agreed = heard == verdict.status
    for event in events:
        why = event.mood if event.mood != ACTUAL else "heading"
        said = "outweighed" if not agreed and not _speaks_for(event.kind, verdict.status) else ""
        if event not in counted:
            said = why
        yield event.start, event.end, f"not_counted:{said}" if said else f"status:{event.kind}"
    if not agreed and verdict.status != UNKNOWN:
        kind = CLOSED if verdict.status == OWN else verdict.status
        yield from _strongest(text, verdict.status, f"status:{'usable' if kind == NORMAL else kind}", weights)


def _strongest(text: str, column: str, means: str, weights: Weights | None) -> Iterator[Mark]:
    stretch = weights.strongest(text, column) if weights else None
    if stretch:
        yield *stretch, means


def _speaks_for(kind: str, status: str) -> bool:
    return _STOPS[status] == kind if status in _STOPS else status == NORMAL and kind not in (SUSPENDED, CLOSED)


def names_end(text: str, views: Iterable[View], advice_tokens: Iterable[Token]) -> bool:
    """Whether any "until" with a time stands in a clause that is not about an earlier fact."""
    return any(
        "until" in token.classes
        and _DIGIT.search(text, token.end, token.end + 12)
        and not any("contact" in each.classes for each in advice_tokens if view.start <= each.start < view.end)
        for view in views
        for token in view.tokens
    )


def returning(text: str, views: Sequence[View], events: Iterable[Event]) -> Stretch | None:
    """The clause that says after what use returns."""
    for event in events:
        if event.returns:
            return _clause(text, views, event.start)
    for view in views:
        if view.asked or (view.supposed and view.has("if")):
            continue
        token = next((token for token in view.tokens if "returns" in token.classes and not _denied(view, token)), None)
        if token is not None:
            return _clause(text, views, token.start)
    return None


def _denied(view: View, token: Token) -> bool:
    return any(each.is_a("cannot", "never", "permanent") and each.start < token.start for each in view.tokens)


def _clause(text: str, views: Iterable[View], place: int) -> Stretch:
    view = next(view for view in views if view.start <= place < view.end)
    start = view.start + len(text[view.start : view.end]) - len(text[view.start : view.end].lstrip())
    return start, start + len(text[start : view.end].rstrip())
