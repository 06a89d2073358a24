"""The moment of an evaluation and the account's calendar day; nothing here reads a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Moment:
    """`as_of` in UTC, and the day it is in the account's zone."""

    as_of: datetime
    today: date
    zone: tzinfo

    @classmethod
    def at(cls, as_of: datetime, zone: str) -> Moment:
        here = zone_of(zone)
        return cls(to_utc(as_of), _day(as_of, here), here)

    def day_of(self, when: date | datetime) -> date:
        """The account's day of an instant; a plain date is its own day."""
        return _day(when, self.zone) if isinstance(when, datetime) else when

    def local(self, when: datetime) -> str:
        """An instant as people there read it: `2026-10-16 06:00`."""
        try:
            return when.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
        except OverflowError:
            return when.date().isoformat()

    def days_since(self, when: date | datetime) -> int:
        """Whole calendar days from `when` to today; negative where it lies ahead."""
        return (self.today - self.day_of(when)).days


@lru_cache(maxsize=64)
def zone_of(name: str) -> tzinfo:
    """The zone of that name; China's where the name is not known (its hours have not changed since 1991)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _CHINA


def to_utc(when: datetime) -> datetime:
    """The instant in UTC; at the very ends of the calendar the nearest instant that exists."""
    try:
        return when.astimezone(UTC)
    except OverflowError:
        return datetime(9999, 12, 31, 23, 59, 59, 999999, UTC) if when.year > 1 else datetime(1, 1, 1, tzinfo=UTC)


def _day(when: datetime, zone: tzinfo) -> date:
    try:
        return when.astimezone(zone).date()
    except OverflowError:
        return when.date()


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies `months` before the month of `day` (never before year 1)."""
    index = max(12, day.year * 12 + day.month - 1 - months)
    return date(index // 12, index % 12 + 1, 1)


def month_of(day: date) -> date:
    return day.replace(day=1)


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for the 29th."""
    if day.year == 1:
        return date.min
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def whole_months(start: date, end: date) -> int:
    """Whole months from `start` to `end`.

    >>> whole_months(date(2025, 11, 24), date(2026, 11, 23)), whole_months(date(2025, 11, 24), date(2026, 11, 24))
    (11, 12)
    """
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
