"""What a notice holds besides its status: length, end, reply date, amounts, days overdue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assessments.engine.notices import numbers, times
from assessments.engine.notices.numbers import Length
from assessments.engine.notices.scan import Token
from assessments.engine.notices.times import Due
from assessments.engine.notices.work import Work

_CUTS = frozenset(",。;!?0123456789")
_CLOSE = 10  # characters between a word of suspension and its length


def period(work: Work) -> tuple[str | None, int | None]:
    """The stated length of a restriction, as written, and in whole days where the text counts so."""
    stops = [token for token in work.gist.tokens if token.is_a("suspends", "passing")] if work.lengths else []
    for length in work.lengths:
        if _is_term(work, length, stops):
            return work.mark(length.start, length.end, "period"), length.days
    return None, None


def _is_term(work: Work, length: Length, stops: list[Token]) -> bool:
    text, measures = work.text, work.lexicon.measures
    if numbers.is_lateness(text, length, measures):
        return False
    if measures.again.match(text, length.end):
        return bool(stops) or any(word in text[length.end : length.end + 10] for word in measures.applying)
    if measures.no_term.match(text, length.end):
        return False
    if any(0 <= stop.start - length.end < 2 for stop in stops):
        return True  # 24-hour lock
    if any(0 <= length.start - stop.end <= _CLOSE and not _cut(text, stop.end, length.start) for stop in stops):
        return True
    return bool(stops) and measures.term_before.search(numbers.before(text, length.start)) is not None


def _cut(text: str, start: int, end: int) -> bool:
    return any(sign in _CUTS for sign in text[start:end])


def ends_on(work: Work) -> date | None:
    """A stated end of the restriction: 维护至11月25日."""
    for due in times.ends(work.text, work.dates, work.lexicon.measures):
        work.mark(due.start, due.end, "period")
        if due.on is not None:
            return due.on
    return None


def reply_by(work: Work) -> date | None:
    """The earliest day by which the person is asked to act; a date of the lender's own is none."""
    found: list[date] = []
    for due in times.deadlines(work.text, work.dates, work.lengths, work.received_on, work.lexicon.measures):
        if _is_the_persons(work, due):
            work.mark(due.start, due.end, "reply_by")
            if due.on is not None:
                found.append(due.on)
    return min(found, default=None)


def _is_the_persons(work: Work, due: Due) -> bool:
    around = [view for view in work.gist.views if view.start < due.end and due.start < view.end]
    if not around or any(view.asked for view in around):
        return False
    start, end = around[0].start, around[-1].end
    inside = [token for token in work.gist.advice_tokens if start <= token.start < end]
    if any("lender_side" in token.classes for token in inside):
        return False
    if any(token.is_a("urges", "should", "acts") for token in inside):
        return True
    return any("acts" in token.classes for token in work.gist.advice_tokens if end <= token.start < end + 16)


def amounts(work: Work) -> tuple[Decimal, ...]:
    """Sums of money named, each once, in order."""
    found = numbers.find_amounts(work.text, work.numbers, work.lexicon.measures)
    for amount in found:
        work.mark(amount.start, amount.end, "amount")
    return tuple(dict.fromkeys(amount.value for amount in found))


def days_overdue(work: Work) -> int | None:
    """The largest count of days that the text calls overdue."""
    text, measures = work.text, work.lexicon.measures
    found = [length for length in work.lengths if length.days and numbers.is_lateness(text, length, measures)]
    for length in found:
        work.mark(length.start, length.end, "days_overdue")
    return max((length.days for length in found if length.days), default=None)
