"""Working days of a pack's holiday table, and how terms are counted.

A term begins on the day after its event (民法典 art. 201); where its last day is no working day, it ends on the next
one (art. 203). Years without a table are `provisional`: only weekends are free there, and callers say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.engine.packs.source import Section

COUNTINGS = ("calendar", "working")
_DAY = timedelta(days=1)
_ABOUT = ("source", "checked_on", "verification")
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """`free` are public holidays with the days around them, `worked` weekend days that are worked in exchange."""

    free: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]
    source: Mapping[str, str] = field(default_factory=dict)
    verification: str = "from_memory"

    @classmethod
    def from_data(cls, section: Section) -> WorkCalendar:
        """A pack's `calendar`: who says so, then for each year its `free` spans and `worked` days."""
        years = [name for name in section if name not in _ABOUT]
        free: set[date] = set()
        worked: set[date] = set()
        for name in years:
            entry = _year(section, name)
            free.update(day for span in entry.sections("free") for day in _span(span, int(name)))
            worked.update(_worked(entry, int(name)))
        if free & worked:
            raise section.error(f"{min(free & worked)} is both free and worked", remedy="Keep one of them.")
        verification = section.one_of("verification", ("text_seen", "from_memory"))
        known = frozenset(map(int, years))
        return cls(frozenset(free), frozenset(worked), known, section.texts("source"), verification)

    def is_provisional(self, day: date) -> bool:
        """Whether the day's year has no table, so that holidays are not known."""
        return day.year not in self.years

    def is_working_day(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.free)

    def next_working_day(self, day: date) -> date:
        """The first working day on or after `day`."""
        while not self.is_working_day(day) and day < date.max:
            day += _DAY
        return day

    def add_days(self, start: date, days: int, counting: str = "calendar") -> date:
        """The last day of a term of `days`; the day of the event, `start`, is not counted."""
        if counting == "calendar":
            return _later(start, days)
        day = start
        for _ in range(days):
            day = self.next_working_day(_later(day, 1))
        return day

    def roll(self, day: date) -> date:
        """The day on which a term ends whose last day is `day`: the next working day, if it is none."""
        return self.next_working_day(day)

    def span_is_provisional(self, start: date, end: date) -> bool:
        """Whether any year from `start` to `end` has no table."""
        return not self.years.issuperset(range(start.year, end.year + 1))


def _later(day: date, days: int) -> date:
    """So many calendar days later, at most the last day there is."""
    return day + timedelta(days=min(days, (date.max - day).days))


def _year(section: Section, name: str) -> Section:
    if not (name.isdecimal() and len(name) == 4):
        raise section.error(f"{name!r} is not a year", name, f"A year such as 2026, or one of {', '.join(_ABOUT)}.")
    entry: Section = section.section(name)
    entry.only("free", "worked")
    return entry


def _span(span: Section, year: int) -> Iterator[date]:
    span.only("name", "from", "to")
    day, last = span.need("from", date), span.need("to", date)
    if not (year == day.year == last.year and day <= last):
        raise span.error(f"{day} to {last} is no span of {year}", "from")
    for number in range((last - day).days + 1):
        yield day + timedelta(days=number)


def _worked(entry: Section, year: int) -> list[date]:
    days = entry.get_as("worked", list, [])
    for day in days:
        if not isinstance(day, date) or day.year != year or day.weekday() < _SATURDAY:
            raise entry.error(f"{day!r} is no weekend day of {year}", "worked", f"A date such as {year}-02-15.")
    return days
