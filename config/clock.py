"""The only place that reads the time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def local_date(at: datetime, zone: str) -> date:
    """The business date of an instant in an office's zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def today(zone: str) -> date:
    return local_date(now(), zone)
