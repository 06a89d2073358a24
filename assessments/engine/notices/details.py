"""What a notice holds besides its status: length, end, condition of return, reply date, amounts, days overdue."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from assessments.engine.notices import numbers, times
from assessments.engine.notices.numbers import Length
from assessments.engine.notices.scan import Token
from assessments.engine.notices.times import Due
from assessments.engine.notices.views import View
from assessments.engine.notices.work import Work

_OVERDUE_BEFORE = re.compile(
    r"(?:逾期|拖欠|欠款|超期|欠缴|迟还)(?:未还款|未还|时间|天数|已达到|已达|已经|已超过|达到|超过|超|已|达|近|长达|共|累计|第|约|为|:|了|满){0,3}\s?$"
    r"|(?:overdue|past due|late|arrears|delinquent)\s(?:by|for)\s(?:over\s|more than\s)?$"
)
_OVERDUE_AFTER = re.compile(r"\s(?:overdue|past due|past-due|late|in arrears|delinquent|behind)")
_TERM_BEFORE = re.compile(
    r"(?:为期|期限|期限为|有效期|限期|历时|时长|时间为|期间|期为|共|满|for|for the next|for a period of|in|after|受限期间\()[:为是]?\s?$"
)
_AGAIN_AFTER = re.compile(r"\s?(?:之?后|以后|期满|内(?:无法|不能|不可|不得|禁止|暂停)|时间)")
_CLOSE = 10  # characters between a word of suspension and its length


def lengths(work: Work) -> list[Length]:
    return [length for number in work.numbers if (length := numbers.length_at(work.text, number))]


def period(work: Work) -> tuple[str | None, int | None]:
    """The stated length of a restriction, as written, and in whole days where the text counts so."""
    stops = [token for token in work.tokens if token.is_a("suspends", "passing")]
    for length in lengths(work):
        if _is_term(work.text, length, stops):
            return work.mark(length.start, length.end, "period"), length.days
    return None, None


def _is_term(text: str, length: Length, stops: list[Token]) -> bool:
    before = text[max(0, length.start - 22) : length.start]
    if _OVERDUE_BEFORE.search(before) or _OVERDUE_AFTER.match(text, length.end):
        return False
    if _AGAIN_AFTER.match(text, length.end):
        return bool(stops) or "申请" in text[length.end : length.end + 10]
    if re.match(r"\s?(?:之?内|以内|之?前|超过|以上|/)", text[length.end : length.end + 4]):
        return False
    if any(stop.end <= length.start <= stop.end + _CLOSE and not _cut(text, stop.end, length.start) for stop in stops):
        return True
    return bool(stops) and _TERM_BEFORE.search(before) is not None


def _cut(text: str, start: int, end: int) -> bool:
    return any(sign in ",。;!?月" for sign in text[start:end])


def ends_on(work: Work) -> date | None:
    """A stated end of the restriction: 维护至11月25日."""
    for due in times.ends(work.text, work.received_on):
        work.mark(due.start, due.end, "period")
        if due.on is not None:
            return due.on
    return None


def names_end(work: Work) -> bool:
    """Whether any "until" with a time stands in a clause that is not about an earlier fact."""
    return any("until" in token.classes and re.search(r"\d", work.text[token.end : token.end + 12]) for token in work.tokens)


def returns_when(work: Work) -> str | None:
    """The clause that says after what use returns, as written."""
    for event in work.events:
        if event.returns:
            return _clause_words(work, event.start)
    for view in work.views:
        if view.asked or (view.supposed and view.has("if")):
            continue
        token = next((token for token in view.tokens if "returns" in token.classes and not _denied(view, token)), None)
        if token is not None:
            return _clause_words(work, token.start)
    return None


def _denied(view: View, token: Token) -> bool:
    return any(each.is_a("cannot", "never", "permanent") and each.start < token.start for each in view.tokens)


def _clause_words(work: Work, place: int) -> str:
    view = next(view for view in work.views if view.start <= place < view.end)
    start = view.start + len(work.text[view.start : view.end]) - len(work.text[view.start : view.end].lstrip())
    return work.mark(start, start + len(work.text[start : view.end].rstrip()), "returns_when")


def reply_by(work: Work) -> date | None:
    """The earliest day by which the person is asked to act; a date of the lender's own is none."""
    found: list[date] = []
    for due in times.deadlines(work.text, work.numbers, work.received_on):
        if _is_the_persons(work, due):
            work.mark(due.start, due.end, "reply_by")
            if due.on is not None:
                found.append(due.on)
    return min(found, default=None)


def _is_the_persons(work: Work, due: Due) -> bool:
    around = [view for view in work.views if view.start < due.end and due.start < view.end]
    if not around or any(view.asked for view in around):
        return False
    start, end = around[0].start, around[-1].end
    inside = [token for token in work.advice_tokens if start <= token.start < end]
    if any("lender_side" in token.classes for token in inside):
        return False
    if any(token.is_a("urges", "should", "acts") for token in inside):
        return True
    return any("acts" in token.classes for token in work.advice_tokens if end <= token.start < end + 16)


def amounts(work: Work) -> tuple[Decimal, ...]:
    """Sums of money named, each once, in order."""
    found = numbers.find_amounts(work.text, work.numbers)
    for amount in found:
        work.mark(amount.start, amount.end, "amount")
    return tuple(dict.fromkeys(amount.value for amount in found))


def days_overdue(work: Work) -> int | None:
    """The largest count of days that the text calls overdue."""
    found = [length for length in lengths(work) if length.days and _is_lateness(work.text, length)]
    for length in found:
        work.mark(length.start, length.end, "days_overdue")
    return max((length.days for length in found if length.days), default=None)


def _is_lateness(text: str, length: Length) -> bool:
    if text[length.end : length.end + 1] in ("内", "前"):
        return False
    before = text[max(0, length.start - 22) : length.start]
    return bool(_OVERDUE_BEFORE.search(before) or _OVERDUE_AFTER.match(text, length.end))

