"""Dates that a notice sets: by when the person is to act, and until when a restriction runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.engine.notices.numbers import Length, Number, length_at

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"(?P<y1>\d{{4}})\s?[-/.年]\s?(?P<m1>\d{{1,2}})\s?[-/.月]\s?(?P<d1>\d{{1,2}})\s?日?(?!\d)"
    rf"|(?<![\d/.-])(?P<m2>\d{{1,2}})\s?月\s?(?P<d2>\d{{1,2}})\s?[日号]?(?!\d)"
    rf"|(?<!\d)(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m3>{_MONTH})(?:,?\s(?P<y3>\d{{4}}))?"
    rf"|\b(?P<m4>{_MONTH})\s(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<y4>\d{{4}}))?"
    rf"|(?P<word>今日|今天|当日|明日|明天|后天|today|tomorrow)"
)
_WORDS = {"今日": 0, "今天": 0, "当日": 0, "today": 0, "明日": 1, "明天": 1, "tomorrow": 1, "后天": 2}
# A clock time, brackets and words such as 24:00, 中午12点 may stand between the date and "before".
_BEFORE_CN = re.compile(r"\s?(?:\([^)]{0,6}\))?\s?(?:[上下中午晚早间]{0,2}\s?\d{1,2}\s?[:点时]\s?(?:\d{1,2}分?|整)?)?\s?(?:之?前|以前|截止|止)")
_DUE_BEFORE = re.compile(
    r"(?:截止日期|截止日|截止时间|截止|最迟|最晚|不迟于|最后期限|期限|还款日|by|before|no later than|on or before|deadline|due date)"
    r"\s?(?:于|为|是|:|is|at)?\s?(?:the\s)?$"
)
_WITHIN = re.compile(r"\s?(?:之内|以内|内)")
_WITHIN_EN = re.compile(r"(?:within|in the next|no later than)\s(?:the next\s)?$")
_UNTIL = re.compile(r"(?:至|到|直至|直到|截至|until|till|through)\s?(?:于)?\s?$")
_LONGEST_BEFORE = 22


@dataclass(frozen=True, slots=True)
class Due:
    """A date in its clause's words. `on` is None where the text alone does not give a day."""

    start: int
    end: int
    on: date | None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest_year(month: int, day: int, received: date | None) -> date | None:
    """A date without a year is the one nearest to the day of receipt."""
    if received is None:
        return None
    around = (_day(received.year + shift, month, day) for shift in (0, 1, -1) if 1 <= received.year + shift <= 9999)
    near = [each for each in around if each is not None]
    return min(near, key=lambda each: abs((each - received).days), default=None)


def _later(received: date | None, days: int) -> date | None:
    if received is None or days > (date.max - received).days:
        return None
    return received + timedelta(days=days)


def find_dates(text: str, received: date | None) -> Iterator[Due]:
    for match in _DATE.finditer(text):
        yield Due(match.start(), match.end(), _resolved(match, received))


def _resolved(match: re.Match[str], received: date | None) -> date | None:
    if match["word"]:
        return _later(received, _WORDS[match["word"]])
    year = match["y1"] or match["y3"] or match["y4"]
    month = match["m1"] or match["m2"] or match["m3"] or match["m4"]
    day = int(match["d1"] or match["d2"] or match["d3"] or match["d4"])
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    return _day(int(year), number, day) if year else _nearest_year(number, day, received)


def deadlines(text: str, numbers: list[Number], received: date | None) -> list[Due]:
    """Every "by then" and "within so long", in order, whoever is to keep it."""
    found = [due for each in find_dates(text, received) if (due := _as_deadline(text, each))]
    for number in numbers:
        length = length_at(text, number)
        if length and (due := _as_limit(text, length, received)):
            found.append(due)
    return sorted(found, key=lambda due: due.start)


def _as_deadline(text: str, due: Due) -> Due | None:
    after = _BEFORE_CN.match(text, due.end)
    if after:
        return Due(due.start, after.end(), due.on)
    before = _DUE_BEFORE.search(text[max(0, due.start - _LONGEST_BEFORE) : due.start])
    return Due(due.start - len(before.group()), due.end, due.on) if before else None


def _as_limit(text: str, length: Length, received: date | None) -> Due | None:
    """7日内, within 7 days: the day of receipt is not counted."""
    on = _later(received, length.days) if length.days is not None else None
    after = _WITHIN.match(text, length.end)
    if after:
        return Due(length.start, after.end(), on)
    before = _WITHIN_EN.search(text[max(0, length.start - _LONGEST_BEFORE) : length.start])
    return Due(length.start - len(before.group()), length.end, on) if before else None


def ends(text: str, received: date | None) -> list[Due]:
    """Every "until then": 维护至11月25日."""
    return [
        Due(due.start - len(before.group()), due.end, due.on)
        for due in find_dates(text, received)
        if (before := _UNTIL.search(text[max(0, due.start - 8) : due.start]))
    ]
