"""Dates that a notice sets: by when someone is to act, and until when a restriction runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from assessments.engine.notices.measures import Measures
from assessments.engine.notices.numbers import Length, before

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Due(NamedTuple):
    """A date in its own words. `on` is None where the text alone gives no day."""

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
    around = (_day(received.year + shift, month, day) for shift in (0, 1, -1))
    return min((each for each in around if each), key=lambda each: abs((each - received).days), default=None)


def _later(received: date | None, days: int) -> date | None:
    if received is None or days > (date.max - received).days:
        return None
    return received + timedelta(days=days)


def find_dates(text: str, received: date | None, measures: Measures) -> list[Due]:
    return [
        Due(match.start(), match.end(), _resolved(match, received, measures)) for match in measures.date.finditer(text)
    ]


def _resolved(match: re.Match[str], received: date | None, measures: Measures) -> date | None:
    if match["word"]:
        return _later(received, measures.days_from_receipt[match["word"]])
    year = match["y1"] or match["y3"] or match["y4"]
    month = match["m1"] or match["m2"] or match["m3"] or match["m4"]
    day = int(match["d1"] or match["d2"] or match["d3"] or match["d4"])
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    return _day(int(year), number, day) if year else _nearest_year(number, day, received)


def deadlines(
    text: str, dates: Iterable[Due], lengths: list[Length], received: date | None, measures: Measures
) -> list[Due]:
    """Every "by then" and "within so long", in order, whoever is to keep it."""
    found = [due for each in dates if (due := _as_deadline(text, each, measures))]
    found.extend(due for length in lengths if (due := _as_limit(text, length, received, measures)))
    return sorted(found, key=lambda due: (due.start, due.end))


def _as_deadline(text: str, due: Due, measures: Measures) -> Due | None:
    after = measures.before.match(text, due.end)
    if after:
        return Due(due.start, after.end(), due.on)
    introduced = measures.due_before.search(before(text, due.start))
    return Due(due.start - len(introduced.group()), due.end, due.on) if introduced else None


def _as_limit(text: str, length: Length, received: date | None, measures: Measures) -> Due | None:
    """7日内, within 7 days: the day of receipt is not counted."""
    on = _later(received, length.days) if length.days is not None else None
    after = measures.within_after.match(text, length.end)
    if after:
        return Due(length.start, after.end(), on)
    introduced = measures.within_before.search(before(text, length.start))
    return Due(length.start - len(introduced.group()), length.end, on) if introduced else None


def ends(text: str, dates: Iterable[Due], measures: Measures) -> list[Due]:
    """Every "until then": 维护至11月25日."""
    return [
        Due(due.start - len(introduced.group()), due.end, due.on)
        for due in dates
        if (introduced := measures.until_before.search(before(text, due.start)))
        and not measures.as_of_before.search(before(text, due.start))
    ]
