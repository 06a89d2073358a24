"""The only place that reads the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def local_date(at: datetime, zone: str) -> date:
    """The business date of an instant in an office's zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def today(zone: str) -> date:
    return local_date(now(), zone)


def start_of_day(day: date, zone: str) -> datetime:
    """The instant at which a business date begins in an office's zone."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
